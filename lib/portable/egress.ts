/** Where an egress rule leads. */
export type EgressTarget =
  | { readonly kind: 'lan' }
  | { readonly kind: 'internet' }
  | { readonly kind: 'to'; readonly cidr: string; readonly port: number; readonly protocol: 'tcp' | 'udp' };

/** What a workload may call outside its site's workloads. Without any, it may call nothing but DNS. */
export class Egress {
  /** Every address of the site's LAN (`network.lan`), all ports. */
  public static lan(): Egress {
    return new Egress({ kind: 'lan' });
  }

  /** Everything but the ranges of pods, Services, container networks, the LAN and link-local addresses. */
  public static internet(): Egress {
    return new Egress({ kind: 'internet' });
  }

  /**
   * One port of an address or range.
   *
   * @param cidr an IPv4 range such as `10.0.42.50/32`
   * @param port 1 to 65535
   * @param protocol `tcp` unless told otherwise
   */
  public static to(cidr: string, port: number, protocol: 'tcp' | 'udp' = 'tcp'): Egress {
    return new Egress({ kind: 'to', cidr, port, protocol });
  }

  /** Where the rule leads. */
  public readonly target: EgressTarget;

  private constructor(target: EgressTarget) {
    this.target = target;
  }
}
