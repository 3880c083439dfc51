import { createHash, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { Unsupported } from '../plugin/serve';
import type { Fields } from '../plugin/value';

/** The one type of the package that this stand-in has. */
export const PRIVATE_KEY = 'tls:index/privateKey:PrivateKey';

/** Outputs that are secret, whatever a program says. */
export const SECRET_OUTPUTS = ['privateKeyPem', 'privateKeyPemPkcs8'];

/** What it does not have of the package: other algorithms, and the forms of OpenSSH. */
export function checkKey(token: string, { algorithm }: Fields): readonly string[] {
  if (token !== PRIVATE_KEY) throw new Unsupported(`${token} is no type that this stand-in has`);
  return algorithm === 'RSA' ? [] : [`'algorithm' must be RSA in this stand-in, and is ${JSON.stringify(algorithm)}`];
}

/** Inputs whose change makes a new key. */
export function replacedBy(state: Fields, inputs: Fields): readonly string[] {
  const defaults: Fields = { rsaBits: 2048 };
  const value = (fields: Fields, name: string) => fields[name] ?? defaults[name];
  return ['algorithm', 'rsaBits'].filter((name) => value(state, name) !== value(inputs, name));
}

/** A new key with its id: the SHA-1 of its public half, as the provider has it. */
export async function makeKey(inputs: Fields): Promise<{ readonly id: string; readonly outputs: Fields }> {
  const rsaBits = Number(inputs.rsaBits ?? 2048);
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: rsaBits });
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const id = createHash('sha1').update(der).digest('hex');
  const outputs = {
    algorithm: 'RSA',
    rsaBits,
    privateKeyPem: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    privateKeyPemPkcs8: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
  return { id, outputs: { ...outputs, id } };
}
