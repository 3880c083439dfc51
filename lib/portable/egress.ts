/** Where an egress rule leads. */
export type EgressTarget =
  | {
      /** The site's LAN. */
      readonly kind: 'lan';
    }
  | {
      /** The internet. */
      readonly kind: 'internet';
    }
  | {
      /** One port of a range. */
      readonly kind: 'to';
      /** IPv4 range. */
      readonly cidr: string;
      /** 1 to 65535. */
      readonly port: number;
      /** What is spoken there. */
      readonly protocol: 'tcp' | 'udp';
    };

/** What a workload may call outside its site's workloads. Without any, it may call nothing but DNS. */
export class Egress {
  /** Every address of the site's LAN (`network.lan`), all ports. Compose cannot hold a workload to it: a choice. */
  public static lan(): Egress {
    return new Egress({ kind: 'lan' });
  }

  /**
   * On K3s everything but the ranges of pods and Services, the LAN and link-local addresses. On Compose everything, the
   * LAN and the device included, which `site.json` notes.
   */
  public static internet(): Egress {
    return new Egress({ kind: 'internet' });
  }

  /**
   * One port of an address or range. Compose cannot hold a workload to it: a choice.
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
