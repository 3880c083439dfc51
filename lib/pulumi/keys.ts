import type { CustomResourceOptions, Output } from '@pulumi/pulumi';
import { RunError, secret, unsecret } from '@pulumi/pulumi';
import { type AgentKey, type AgentKeyPair, agentKeyPair } from '../azure/agent-key';
import type { AzureSecret } from '../azure/value';
import { peer } from './errors';

/** A key pair of a connection, once it is there. */
export interface DeployedKey {
  readonly publicKey: Output<string>;
  /** A secret. */
  readonly privateKey: Output<string>;
}

/**
 * Makes the key pair of a connection, or reads the user's.
 *
 * @param options of a key that is made
 */
export function deployedKey(
  key: AgentKey,
  path: string,
  secretOf: (secret: AzureSecret) => Output<string>,
  options: CustomResourceOptions,
): DeployedKey {
  const pem = key.secret === undefined ? generated(`${path}/key`, options) : secretOf(key.secret);
  const pair = secret(pem.apply((text) => pairOf(text, path)));
  return { publicKey: unsecret(pair.publicKey), privateKey: pair.privateKey };
}

/** A key that stays in Pulumi's state: with another one the cluster would be connected anew. */
function generated(name: string, options: CustomResourceOptions): Output<string> {
  const { PrivateKey } = peer('@pulumi/tls', () => require('@pulumi/tls/privateKey') as typeof import('@pulumi/tls'));
  return new PrivateKey(name, { algorithm: 'RSA', rsaBits: 4096 }, options).privateKeyPem;
}

function pairOf(pem: string, path: string): AgentKeyPair {
  try {
    return agentKeyPair(pem);
  } catch (error) {
    throw new RunError(`${path}: ${(error as Error).message} Make one with: openssl genrsa -traditional 4096`);
  }
}
