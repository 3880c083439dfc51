import { Duration, Size } from 'cdk8s';
import { Application, Egress, Health, type Orchestrator, Secret, Workload, type WorkloadScope } from 'sff-constructs';

/** What differs between the tills of two stores. */
export interface TillProps {
  readonly store: string;
  /** IPv4 address of the receipt printer, which listens on port 9100. */
  readonly printer: string;
  /** How many point-of-sale servers run at once. */
  readonly replicas: number;
}

/** The point of sale and its database: keeps selling when the link is down. */
export class Till<O extends Orchestrator> extends Application<O> {
  public readonly db: Workload<O>;
  public readonly pos: Workload<O>;

  constructor(scope: WorkloadScope<O>, id: string, props: TillProps) {
    super(scope, id, { labels: { team: 'checkout' } });
    const password = { secret: Secret.named('db', { key: 'password' }), mountPath: '/run/secrets/db-password' };

    this.db = new Workload(this, 'db', {
      image: 'registry.contoso.com/postgres:16.4',
      user: 999,
      priority: 'critical',
      limits: { cpu: 1, memory: Size.gibibytes(1) },
      reservations: { cpu: 0.25 },
      env: {
        POSTGRES_DB: 'till',
        POSTGRES_PASSWORD_FILE: password.mountPath,
        PGDATA: '/var/lib/postgresql/data/pgdata',
      },
      secrets: [password],
      ports: [{ name: 'pg', port: 5432 }],
      volumes: [
        { name: 'data', mountPath: '/var/lib/postgresql/data', size: Size.gibibytes(20) },
        { tmpfs: Size.mebibytes(8), mountPath: '/var/run/postgresql' },
      ],
      health: Health.command(['pg_isready', '--dbname=till', '--username=postgres']),
      stopGracePeriod: Duration.minutes(2),
    });

    this.pos = new Workload(this, 'pos', {
      image: 'registry.contoso.com/pos:1.4.2',
      user: 10001,
      priority: 'critical',
      replicas: props.replicas,
      limits: { cpu: 0.5, memory: Size.mebibytes(256) },
      env: {
        STORE: props.store,
        DATABASE: this.db.endpoint('pg'),
        DATABASE_PASSWORD_FILE: password.mountPath,
      },
      configFiles: [
        {
          path: '/etc/pos/printer.json',
          content: `${JSON.stringify({ host: props.printer, port: 9100, width: 48 }, undefined, 2)}\n`,
        },
      ],
      secrets: [password],
      ports: [
        { name: 'http', port: 8080, publish: 80 },
        { name: 'metrics', port: 9090 },
      ],
      egress: [Egress.to(`${props.printer}/32`, 9100)],
      health: Health.httpGet({ path: '/healthz', port: 'http', restartAfter: Duration.minutes(5) }),
    });
    this.pos.connectTo(this.db);
  }
}
