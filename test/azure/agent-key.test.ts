import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { parse } from 'yaml';
import { agentKeyPair } from '../../lib/azure/agent-key';
import { onboardingManifest } from '../../lib/azure/arc-agents';

const made = generateKeyPairSync('rsa', { modulusLength: 4096 });
const pkcs1 = made.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const pkcs8 = made.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

describe('a key pair of the agents', () => {
  it.each([
    ['PKCS #1', pkcs1],
    ['PKCS #8', pkcs8],
    ['PKCS #1 without a last line break', pkcs1.trimEnd()],
  ])('from %s has the forms that Azure and the agents read', (_, pem) => {
    const { publicKey, privateKey } = agentKeyPair(pem);
    // `az connectedk8s`: DerSequence([n, e]) of 4096 bits, in base64.
    expect(publicKey).toMatch(/^MIICCgKCAgEA[A-Za-z0-9+/]{690}==$/);
    expect(privateKey).toBe(pkcs1);
    expect(privateKey).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/);
  });

  it('has the public key of its private key: what SPKI has after its 24 bytes of header', () => {
    const der = Buffer.from(agentKeyPair(pkcs1).publicKey, 'base64');
    const spki = made.publicKey.export({ type: 'spki', format: 'der' });
    expect(der).toEqual(spki.subarray(24));
    const read = createPublicKey({ key: der, type: 'pkcs1', format: 'der' });
    expect(read.export({ type: 'spki', format: 'der' })).toEqual(spki);
  });

  it('is the same at every run', () => expect(agentKeyPair(pkcs8)).toEqual(agentKeyPair(pkcs1)));

  it.each([
    ['a shorter one', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey],
    ['one of another kind', generateKeyPairSync('ed25519').privateKey],
  ])('is refused for %s', (_, key) => {
    const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(() => agentKeyPair(pem)).toThrow('is no RSA key of 4096 bits');
  });

  it('is refused for what is no key, without showing it', () => {
    expect(() => agentKeyPair('hunter2')).toThrow(/^(?!.*hunter2).*no PEM of a private key\.$/);
  });

  it('becomes a Secret that the chart of the agents takes its values from', () => {
    const manifest = parse(onboardingManifest(pkcs1));
    expect(manifest).toMatchObject({
      kind: 'Secret',
      metadata: { name: 'azure-arc-onboarding', namespace: 'kube-system' },
    });
    expect(parse(manifest.stringData['values.yaml'])).toEqual({ global: { onboardingPrivateKey: pkcs1 } });
  });
});
