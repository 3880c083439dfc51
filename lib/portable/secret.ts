import { isMarked, mark } from './mark';

/** Where a secret keeps what it was given, for the workload that uses it to check; one of an older copy has none. */
export const secretProps: unique symbol = Symbol.for('sff-constructs.secretProps');

/** Options of `Secret.named`. */
export interface SecretProps {
  /**
   * Key within the secret: the data key of a Kubernetes Secret, the file's name on a Compose device.
   *
   * @default "value"
   */
  readonly key?: string | undefined;
}

/**
 * A secret that the site holds. The program knows its name, never its value.
 *
 * On K3s it is the Secret of that name in the workload's namespace. On a Compose device it is the file
 * `/etc/sff/secrets/<namespace>/<name>/<key>`. `site.json` lists what each site has to have.
 */
export class Secret {
  /** Whether `x` is a `Secret`, of this or another copy of the library. */
  public static isSecret(x: unknown): x is Secret {
    return isMarked(x, 'Secret');
  }

  /** The secret `name`, a DNS-1035 label, in the namespace of the workload that uses it. */
  public static named(name: string, props: SecretProps = {}): Secret {
    return new Secret(name, props);
  }

  /** Name of the secret. */
  public readonly name: string;
  /** Key within the secret. */
  public readonly key: string;

  /** @internal */
  declare public readonly [secretProps]: unknown;

  private constructor(name: string, props: SecretProps | null) {
    mark(this, 'Secret');
    this.name = name;
    this.key = props?.key ?? 'value';
    Object.defineProperty(this, secretProps, { value: props });
  }
}
