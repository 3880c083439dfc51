import { Size } from 'cdk8s';
import { Application, Egress, Health, type Orchestrator, Secret, Workload, type WorkloadScope } from 'sff-constructs';

/** What differs between two sites. */
export interface TelemetryProps {
  readonly site: string;
  /** IPv4 address of the electricity meter, which speaks Modbus on port 502. */
  readonly meter: string;
}

/** Reads the meter of a site and offers its values over MQTT. Knows nothing of what runs the containers. */
export class Telemetry<O extends Orchestrator> extends Application<O> {
  public readonly broker: Workload<O>;
  public readonly collector: Workload<O>;

  constructor(scope: WorkloadScope<O>, id: string, props: TelemetryProps) {
    super(scope, id, { labels: { team: 'energy' } });

    this.broker = new Workload(this, 'broker', {
      image: 'registry.contoso.com/eclipse-mosquitto:2.0.22',
      user: 1883,
      limits: { cpu: 0.25, memory: Size.mebibytes(128), pids: 64 },
      configFiles: [{ path: '/mosquitto/config/mosquitto.conf', content: BROKER }],
      secrets: [
        { secret: Secret.named('broker', { key: 'passwords' }), mountPath: '/run/secrets/broker-passwords' },
        { secret: Secret.named('broker', { key: 'acl' }), mountPath: '/run/secrets/broker-acl' },
      ],
      ports: [{ name: 'mqtt', port: 1883, publish: 1883 }],
      // K3s' storage needs no owner and says so in a note; Compose has to know.
      volumes: [{ name: 'data', mountPath: '/mosquitto/data', size: Size.gibibytes(1), owner: 'image' }],
      health: Health.tcp({ port: 'mqtt', composeTool: 'nc' }),
    });

    this.collector = new Workload(this, 'collector', {
      image: 'registry.contoso.com/telegraf:1.36.4',
      user: 999,
      limits: { cpu: 0.25, memory: Size.mebibytes(256), pids: 64 },
      configFiles: [{ path: '/etc/telegraf/telegraf.conf', content: collectorOf(props, this.broker.endpoint('mqtt')) }],
      secrets: [{ secret: Secret.named('broker', { key: 'collector' }), mountPath: '/run/secrets/mqtt/collector' }],
      egress: [Egress.to(`${props.meter}/32`, 502)],
    });
    this.collector.connectTo(this.broker);
  }
}

const BROKER = `listener 1883
persistence true
persistence_location /mosquitto/data/
password_file /run/secrets/broker-passwords
acl_file /run/secrets/broker-acl
log_dest stdout
`;

function collectorOf({ site, meter }: TelemetryProps, broker: string): string {
  return `[agent]
  interval = "10s"

[[secretstores.docker]]
  id = "mqtt"
  path = "/run/secrets/mqtt"

[[inputs.modbus]]
  name = "meter"
  controller = "tcp://${meter}:502"
  holding_registers = [
    { name = "power", byte_order = "ABCD", data_type = "INT32", scale = 1.0, address = [40, 41] },
  ]

[[outputs.mqtt]]
  servers = ["tcp://${broker}"]
  topic = "sites/${site}/{{ .PluginName }}"
  username = "collector"
  password = "@{mqtt:collector}"
`;
}
