/** How a port can be reached from outside the site's workloads. */
export interface Publish {
  /** Port on the device. */
  readonly port: number;
  /**
   * Where: the site's LAN, the device itself, or every interface.
   *
   * On K3s, ServiceLB listens on every address of the node and lets the LAN in; `'loopback'` needs
   * `k3s: { publish: 'hostPort' }`. On Compose, `'lan'` binds the device's static address.
   *
   * @default 'lan'
   */
  readonly on?: 'lan' | 'loopback' | 'all' | undefined;
}

/** A port that the workload listens on. */
export interface PortProps {
  /** At most 15 of a-z, 0-9 and "-", unique in the workload. */
  readonly name: string;
  /** Port in the container. */
  readonly port: number;
  /** What it speaks. @default 'tcp' */
  readonly protocol?: 'tcp' | 'udp' | undefined;
  /** Port on the device, for callers outside the site's workloads. @default - not published */
  readonly publish?: number | Publish | undefined;
}
