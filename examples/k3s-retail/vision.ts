import { Size } from 'cdk8s';
import { Application, Egress, Workload, type WorkloadScope } from 'sff-constructs';

/** What differs between the cameras of two stores. */
export interface VisionProps {
  /** Addresses of the cameras, which serve RTSP. */
  readonly cameras: string;
}

/** Looks at the cameras of the self-checkouts. Needs an NVIDIA GPU, and the device plugin that offers it. */
export class Vision extends Application<'k3s'> {
  public readonly inference: Workload<'k3s'>;

  constructor(scope: WorkloadScope<'k3s'>, id: string, props: VisionProps) {
    super(scope, id, { labels: { team: 'loss-prevention' } });
    this.inference = new Workload(this, 'inference', {
      image: 'registry.contoso.com/vision/inference:5.0.1',
      user: 10002,
      priority: 'best-effort',
      gpus: 1,
      limits: { cpu: 4, memory: Size.gibibytes(8) },
      reservations: { cpu: 1, memory: Size.gibibytes(4) },
      ports: [{ name: 'grpc', port: 8001 }],
      volumes: [{ tmpfs: Size.gibibytes(1), mountPath: '/var/cache/frames' }],
      egress: [Egress.to(props.cameras, 554)],
    });
  }
}
