import { Duration, Size } from 'cdk8s';
import { Application, Egress, Health, type Site, Workload } from 'sff-constructs';

/** Where timetables and fares come from: a range that every kiosk reaches through its VPN. */
const HEAD_OFFICE = '10.1.30.0/28';

/** The kiosk itself: a user interface that the browser on the device shows, and a broker for its buttons and printer. */
export class Kiosk extends Application<'docker-compose'> {
  public readonly broker: Workload<'docker-compose'>;
  public readonly ui: Workload<'docker-compose'>;

  constructor(site: Site<'docker-compose'>, id: string, station: string) {
    super(site, id, { labels: { team: 'kiosk' } });

    this.broker = new Workload(this, 'broker', {
      image: 'registry.contoso.com/eclipse-mosquitto:2.0.22',
      user: 1883,
      limits: { cpu: 0.25, memory: Size.mebibytes(64) },
      configFiles: [
        {
          path: '/mosquitto/config/mosquitto.conf',
          content: 'listener 1883\nallow_anonymous true\npersistence false\n',
        },
      ],
      ports: [{ name: 'mqtt', port: 1883 }],
      health: Health.command(['mosquitto_sub', '-t', '$SYS/broker/uptime', '-C', '1', '-W', '3']),
    });

    this.ui = new Workload(this, 'ui', {
      image: 'registry.contoso.com/kiosk/ui:3.4.0',
      user: 10001,
      limits: { cpu: 1, memory: Size.mebibytes(512) },
      env: { STATION: station, BROKER: this.broker.endpoint('mqtt'), API: 'https://api.contoso.com/kiosk/v2' },
      ports: [{ name: 'http', port: 8080, publish: 80 }],
      volumes: [{ name: 'timetables', mountPath: '/var/lib/kiosk', size: Size.gibibytes(2), owner: 'image' }],
      health: Health.httpGet({
        path: '/healthz',
        port: 'http',
        composeTool: 'wget',
        startPeriod: Duration.minutes(1),
      }),
      egress: [Egress.to(HEAD_OFFICE, 443)],
      compose: {
        egress: 'unenforced',
        reason: 'The router of the station lets kiosks reach the VPN only.',
      },
    });
    this.ui.connectTo(this.broker);
  }
}
