/** What K3s listens on by itself (K3s, "Requirements": networking), on TCP but for flannel. */
const K3S = [6443, 6444, 10_010, 10_248, 10_249, 10_250, 10_256, 10_257, 10_258, 10_259];
const ETCD = [2379, 2380, 2381, 2382];

type Protocol = 'tcp' | 'udp';

/** Gives each port of the devices away once. */
export class DevicePorts {
  private readonly taken = new Map<string, string[]>();

  constructor(private readonly isReserved: (port: number, protocol: Protocol) => boolean) {}

  /**
   * The wanted port, or the next that is free.
   *
   * @param address that it binds; `*` for every address
   */
  public take(wanted: number, protocol: Protocol, address: string): number {
    for (let port = wanted; ; port = (port % 65_535) + 1) {
      const addresses = this.taken.get(`${port}/${protocol}`) ?? [];
      const meets = addresses.some((other) => other === '*' || address === '*' || other === address);
      if (meets || this.isReserved(port, protocol)) continue;
      this.taken.set(`${port}/${protocol}`, [...addresses, address]);
      return port;
    }
  }
}

/** Ports that a K3s site keeps to itself. */
export function isReservedByK3s(servers: number, traefik: boolean): (port: number, protocol: Protocol) => boolean {
  const tcp = new Set([...K3S, ...(servers > 1 ? ETCD : []), ...(traefik ? [80, 443] : [])]);
  return (port, protocol) => (port >= 30_000 && port <= 32_767) || (protocol === 'tcp' ? tcp.has(port) : port === 8472);
}
