import { createHash, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { CREDENTIAL_PATTERNS, findCredentials } from '../../lib/validation/credentials';

const kinds = (text: string): string[] => findCredentials(text).map((hit) => hit.kind);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
/** Joins what must not stand together in a repository. */
const join = (...parts: string[]): string => parts.join('');
const hex64 = createHash('sha256').update('till').digest('hex');
const word = 'aB3dE6gH9jK'.repeat(20);

describe('every kind of credential', () => {
  it.each(CREDENTIAL_PATTERNS.map((entry) => [entry.kind, entry] as const))(
    '%s is found wherever it stands',
    (kind, { example }) => {
      const value = example();
      expect(kinds(value)).toEqual([kind]);
      expect(kinds(`env:\n  - name: X\n    value: ${value}\nnext: y\n`)).toEqual([kind]);
      expect(kinds(JSON.stringify({ a: { b: `first line\n${value}\nlast line` } }))).toEqual([kind]);
      expect(kinds(`${value}\n---\n${value}\n`)).toEqual([kind, kind]);
    },
  );

  it('has a name and triggers of its own, none of which hides another', () => {
    const triggers = CREDENTIAL_PATTERNS.flatMap((entry) => entry.triggers);
    for (const a of triggers) expect(triggers.filter((b) => b.startsWith(a))).toEqual([a]);
    expect(new Set(CREDENTIAL_PATTERNS.map(({ kind }) => kind)).size).toBe(CREDENTIAL_PATTERNS.length);
  });

  it('is reported by place, and its value by nothing', () => {
    const text = `a: b\nurl: ${join('amqp://till:', 'hunter2hunter2', '@mq')}`;
    expect(findCredentials(text)).toEqual([{ kind: 'url-credentials', index: text.indexOf('://') }]);
  });
});

describe('a credential', () => {
  const pem = (label: string) => `-----BEGIN ${label}-----\n${word.slice(0, 64)}\n-----END ${label}-----`;
  const { privateKey } = generateKeyPairSync('ed25519');
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  it.each([
    ['a PKCS #8 key', pkcs8, 'private-key'],
    ['a PKCS #8 key with escaped line ends', JSON.stringify(pkcs8), 'private-key'],
    ['a PKCS #8 key in an indented block', `key: |\n    ${pkcs8.replaceAll('\n', '\n    ')}`, 'private-key'],
    ['an EC key', pem('EC PRIVATE KEY'), 'private-key'],
    ['an encrypted key', pem('ENCRYPTED PRIVATE KEY'), 'private-key'],
    ['an OpenSSH key', pem('OPENSSH PRIVATE KEY'), 'private-key'],
    ['a PGP key', pem('PGP PRIVATE KEY BLOCK').replace('\n', '\nVersion: 1\n\n'), 'private-key'],
    ['an encrypted RSA key', pem('RSA PRIVATE KEY').replace('\n', '\nProc-Type: 4,ENCRYPTED\n'), 'private-key'],
    ['a key of a kubeconfig', `client-key-data: ${base64(pkcs8)}`, 'private-key-base64'],
    [
      'a storage connection string',
      join('AccountName=till;', 'AccountKey=', word.slice(0, 86), '=='),
      'azure-connection-string',
    ],
    ['a storage key', join(word.slice(0, 76), '+AS', 'tAAAAAQ=='), 'azure-key'],
    ['an IoT hub key', join(word.slice(0, 33), 'AIo', 'TAAAAAA='), 'azure-key'],
    [
      'a common annotated key',
      join(word.slice(0, 52), 'JQQ', 'J99', 'BAAAA', word.slice(0, 13), 'aaaaaaaa'),
      'azure-key',
    ],
    ['an IoT signature', join('sr=till&', 'si', 'g=', word.slice(0, 43), '%3D&se=1900000000&skn=device'), 'azure-sas'],
    ['a K3s bootstrap token', join('K1', '0', hex64, '::abcdef.0123456789abcdef'), 'k3s-token'],
    ['a URL without a user', join('redis://:', 'hunter2', '@cache:6379/0'), 'url-credentials'],
    ['a URL whose user is a variable', join('amqp://$', '{USER}:', 'hunter2', '@mq'), 'url-credentials'],
    ['a URL with an escaped dollar in it', join('amqp://till:', 'hun$$ter2', '@mq'), 'url-credentials'],
    ['the auth of registries.yaml', `    auth: ${base64(join('till:', 'hunter2'))}`, 'registry-auth'],
  ])('that is %s is found', (_, text, kind) => {
    expect(kinds(text)).toEqual([kind]);
  });
});

describe('what is no credential', () => {
  const dollar = '$';

  it.each([
    ['an image with its digest', `image: registry.contoso.com:5000/pos:1.4.2@sha256:${hex64}`],
    ['an image with a transport', `docker://pos:1.4.2@sha256:${hex64}`],
    ['a certificate', `-----BEGIN CERTIFICATE-----\n${word.slice(0, 64)}\n-----END CERTIFICATE-----`],
    ['a public key', `-----BEGIN PUBLIC KEY-----\n${word.slice(0, 64)}\n-----END PUBLIC KEY-----`],
    ['a certificate in base64', `certificate-authority-data: ${base64(`-----BEGIN CERTIFICATE-----\n${word}`)}`],
    ['an SSH public key', `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${word.slice(0, 43)} till@store`],
    ['a script that names a private key', "grep -q -- '-----BEGIN PRIVATE KEY-----' /etc/rancher/k3s/server.key"],
    ['an npm integrity', `integrity: sha512-${createHash('sha512').update('x').digest('base64')}`],
    ['UUIDs', 'clientId: 3f2504e0-4f89-11d3-9a0c-0305e82c3301'],
    ['a URL with a port', 'http://db.till:5432/a@b, http://proxy:3128 and mailto:till@contoso.com'],
    ['a URL with a user only', 'ssh://git@github.com/contoso/stores.git'],
    ['a list of hosts', 'http://a:9092,admin@contoso.com'],
    ['a Compose variable', `postgres://till:${dollar}{DB_PASSWORD}@db/till`],
    ['a Kubernetes variable', `postgres://till:${dollar}(DB_PASSWORD)@db/till`],
    [
      'an escaped variable',
      `postgres://till:${dollar}${dollar}{DB_PASSWORD}@db, postgres://till:${dollar}${dollar}DB_PASSWORD@db`,
    ],
    ['a masked password', 'postgres://till:***@db/till postgres://till:<password>@db/till postgres://till:xxxxx@db'],
    ['an empty password', 'redis://till:@cache:6379'],
    ['an access key id alone', `awsAccessKeyId: ${join('AK', 'IA', 'ABCD2345'.repeat(2))}`],
    ['a signature that is no SAS', `${join('si', 'g=')}${word.slice(0, 43)}`],
    [
      'a connection string without its key',
      `AccountName=till;AccountKey=${dollar}{KEY};EndpointSuffix=core.windows.net`,
    ],
    ['a hash of the CA without a password', `K10${hex64}`],
    ['a K3s token to come', `K10${hex64}::server:${dollar}{TOKEN}`],
    [
      'authentication',
      'auth: none\nauthor: contoso\nauth: basic\noauth: "client_credentials"\nBasic authentication is off',
    ],
    ['words with dots', `eyJust.eyJunk.eyJargon ${word}.eyJ${word}.${word}`],
    [
      'a three-part name',
      `${base64('{"a":1}').replace(/=+$/, '')}.${base64('{"b":2}').replace(/=+$/, '')}.${word.slice(0, 43)}`,
    ],
    [
      'a Kubernetes object',
      'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: pos }\nautomountServiceAccountToken: false\n',
    ],
    [
      'a Compose service',
      'services:\n  pos:\n    secrets: [db]\n    environment:\n      DB_PASSWORD_FILE: /run/secrets/db\n',
    ],
  ])('%s', (_, text) => {
    expect(findCredentials(text)).toEqual([]);
  });

  it('digests and hashes of any kind', () => {
    const encodings = fc.constantFrom<BufferEncoding>('hex', 'base64', 'base64url');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.uint8Array({ minLength: 16, maxLength: 64 }), encodings), { maxLength: 20 }),
        (digests) => {
          const text = digests.map(([bytes, encoding]) => `sha: ${Buffer.from(bytes).toString(encoding)}`).join('\n');
          expect(findCredentials(text)).toEqual([]);
        },
      ),
    );
  });

  it('letters and digits of any kind', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{0,300}$/), (text) => expect(findCredentials(text)).toEqual([])),
    );
  });
});

describe('the time of a search', () => {
  const starts = CREDENTIAL_PATTERNS.map((entry) => entry.triggers[0] ?? '');
  const time = (text: string): number => {
    const runs = Array.from({ length: 3 }, () => {
      const start = process.hrtime.bigint();
      findCredentials(text);
      return Number(process.hrtime.bigint() - start);
    });
    return Math.min(...runs);
  };

  const repeated: [string, string][] = [
    ...starts.map((start): [string, string] => [`${start} without end`, start]),
    ['the start of a key', '-----BEGIN RSA PRIVATE KEY-----'],
    ['the start of a key, escaped', 'BEGIN PRIVATE KEY-----\\n\\n\\\\n\\n'],
    ['a URL without end', '://a:'],
    ['tokens without end', 'eyJhbGciOiJI.'],
    ['signatures', `sig=${word.slice(0, 40)}`],
    ['a word without end', 'a'],
    ['dashes', '-----BEGIN '],
  ];

  // Eight times the text takes about eight times as long, and 64 times where a pattern goes back and forth.
  it.each(repeated)('grows with the text: %s', (_, part) => {
    const small = part.repeat(Math.ceil(20_000 / part.length));
    const large = small.repeat(8);
    // Other processes may take the cores for a while: one good comparison proves the point, and a bad pattern has none.
    let ratio = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < 20 && ratio >= 24; attempt++) ratio = time(large) / time(small);
    expect(ratio).toBeLessThan(24);
  });
});
