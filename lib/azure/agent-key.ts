import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { isMarked, mark } from '../portable/mark';
import { AzureSecret } from './value';

/** The key pair by which the agents of a cluster are known to Azure. */
export class AgentKey {
  /** Whether `x` is an `AgentKey`, of this or another copy of the library. */
  public static isAgentKey(x: unknown): x is AgentKey {
    return isMarked(x, 'AgentKey');
  }

  /** A key pair that `deploy` makes once, and keeps in Pulumi's state. */
  public static generated(): AgentKey {
    return new AgentKey(undefined, true);
  }

  /** A key pair of yours: the RSA-4096 private key as PEM, in PKCS #1 or PKCS #8. */
  public static fromSecret(secret: AzureSecret): AgentKey {
    return new AgentKey(secret, AzureSecret.isAzureSecret(secret));
  }

  /** The secret with the private key; undefined where it is generated. */
  public readonly secret: AzureSecret | undefined;

  /** @internal False where `fromSecret` was given none, which synth reports where the key is used. */
  public readonly isWhole: boolean;

  private constructor(secret: AzureSecret | undefined, isWhole: boolean) {
    mark(this, 'AgentKey');
    this.secret = secret;
    this.isWhole = isWhole;
  }

  /** How the identity lock knows it: by where it comes from. */
  public toString(): string {
    return this.secret === undefined ? 'generated' : `secret ${this.secret.name}`;
  }
}

/** A key pair in the forms that Azure and the agents read. */
export interface AgentKeyPair {
  /** `agentPublicKeyCertificate`: base64 of the DER of a PKCS #1 RSAPublicKey, 704 characters for 4096 bits. */
  readonly publicKey: string;
  /** `onboardingPrivateKey`: PEM of a PKCS #1 RSAPrivateKey. */
  readonly privateKey: string;
}

/**
 * A key pair from the PEM of its private key.
 *
 * The agents read PKCS #1 only (azure_arc#644); Azure takes the bare RSAPublicKey and neither a certificate nor SPKI.
 *
 * @throws Error where it is no RSA key of 4096 bits; the message does not hold the key
 */
export function agentKeyPair(privateKeyPem: string): AgentKeyPair {
  let key: KeyObject;
  try {
    key = createPrivateKey(privateKeyPem);
  } catch {
    throw new Error('The private key of the Arc agents is no PEM of a private key.');
  }
  if (key.asymmetricKeyType !== 'rsa' || key.asymmetricKeyDetails?.modulusLength !== 4096) {
    throw new Error('The private key of the Arc agents is no RSA key of 4096 bits.');
  }
  const publicKey = createPublicKey(key).export({ type: 'pkcs1', format: 'der' }).toString('base64');
  return { publicKey, privateKey: key.export({ type: 'pkcs1', format: 'pem' }).toString() };
}
