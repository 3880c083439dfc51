import { literally } from './pattern';

/** A place that looks like a credential; never its value. */
export interface CredentialHit {
  /** `kind` of an entry of `CREDENTIAL_PATTERNS`. */
  readonly kind: string;
  /** Offset in the text, in UTF-16 units. */
  readonly index: number;
}

/** One kind of credential. */
export interface CredentialPattern {
  readonly kind: string;
  readonly description: string;
  /** Literal texts, one of which every credential of this kind has: the quick test. */
  readonly triggers: readonly string[];
  /** Matches at a trigger and looks behind for what is before it. Sticky, and bounded, so that a scan is linear. */
  readonly pattern: RegExp;
  /** Decides where a pattern can't; gets the match, and what is around it. */
  readonly accept?: (match: RegExpExecArray, around: string) => boolean;
  /** A credential of this kind that nobody has; put together, so that no scanner takes this file for a leak. */
  readonly example: () => string;
}

/** How far `accept` can see on each side. */
const AROUND = 400;

/** Not inside a longer word; escapes of quoted text, such as `\n` and that of a byte order mark, are no part of a word. */
const after = (characters: string): string => `(?:(?<!${characters})|(?<=\\\\(?:[bfnrt]|u[0-9a-f]{4})))`;
const START = after('[A-Za-z0-9_-]');
const END = '(?![A-Za-z0-9_-])';
const B64 = '[A-Za-z0-9+/]';

const letters = (length: number): string => 'aB3dE6gH9jK'.repeat(Math.ceil(length / 11)).slice(0, length);
const hex = (length: number): string => '0123456789abcdef'.repeat(Math.ceil(length / 16)).slice(0, length);
const encode = (text: string): string => Buffer.from(text).toString('base64');
const encodeUrl = (text: string): string => Buffer.from(text).toString('base64url');

/** Tokens that a vendor made recognisable: a prefix, and a body of known form. */
function token(
  kind: string,
  vendor: string,
  prefixes: readonly string[],
  body: string,
  sample: string,
): CredentialPattern {
  return {
    kind,
    description: `${vendor} token`,
    triggers: prefixes,
    pattern: new RegExp(`${START}(?:${prefixes.map(literally).join('|')})${body}`, 'y'),
    example: () => `${prefixes[0]}${sample}`,
  };
}

/** Every kind that `findCredentials` knows: few false alarms matter more than many kinds. */
export const CREDENTIAL_PATTERNS: readonly CredentialPattern[] = [
  {
    kind: 'private-key',
    description: 'PEM, OpenSSH or PGP private key',
    triggers: ['PRIVATE KEY'],
    // With the start of its body, or of the headers of an encrypted one: a script may name the armour alone.
    pattern:
      /(?<=---- ?BEGIN (?:[A-Z0-9]{2,12} ){0,3})PRIVATE KEY(?: BLOCK)? ?----(?:\\[nr]?|[-\s"'+,#]){0,64}(?:[A-Za-z0-9+/]{40}|(?:Proc-Type|DEK-Info|Version|Comment): )/y,
    example: () => `-----BEGIN RSA ${'PRIVATE'} KEY-----\n${letters(64)}`,
  },
  {
    kind: 'private-key-base64',
    description: 'PEM private key in base64, as in a kubeconfig',
    triggers: ['LS0tLS1CRUdJTi'],
    pattern: /LS0tLS1CRUdJTi[A-Za-z0-9+/]{18,58}/y,
    accept: ([match]) => decode(match).includes('PRIVATE KEY'),
    example: () => encode(`-----BEGIN EC ${'PRIVATE'} KEY-----\n${letters(64)}`),
  },
  token('age-secret-key', 'age', ['AGE-SECRET-KEY-1'], '[0-9A-Z]{58}', letters(58).toUpperCase()),
  {
    kind: 'azure-connection-string',
    description: 'Azure connection string with its key',
    triggers: ['AccountKey=', 'SharedAccessKey='],
    pattern: new RegExp(`(?:AccountKey|SharedAccessKey)=${B64}{40,100}`, 'y'),
    example: () => `Endpoint=sb://till.servicebus.windows.net/;${'SharedAccess'}Key=${letters(43)}=`,
  },
  {
    kind: 'azure-sas',
    description: 'Azure shared access signature',
    triggers: ['sig='],
    pattern: /(?<![A-Za-z0-9])sig=[A-Za-z0-9%+/]{40,200}/y,
    accept: (_, around) => /(?<![a-z])(?:sv|se)=[0-9]/.test(around),
    example: () => `https://till.blob.core.windows.net/a?sv=2024-11-04&se=2027-01-01&${'sig'}=${letters(43)}%3D`,
  },
  {
    // SEC101/156 of microsoft/security-utilities, and its predecessor with "7Q~".
    kind: 'azure-client-secret',
    description: 'Client secret of a Microsoft Entra application',
    triggers: ['Q~'],
    pattern: new RegExp(`(?<=${after('[\\w.~-]')}[\\w.~-]{3}[78])Q~[\\w.~-]{31,34}(?![\\w.~-])`, 'y'),
    example: () => `${letters(3)}8${'Q~'}${letters(34)}`,
  },
  {
    // SEC101/152, /176, /178 and /200 of microsoft/security-utilities: keys that carry a signature in a fixed place.
    kind: 'azure-key',
    description: 'Key of an Azure storage account, container registry, IoT hub or another service',
    triggers: ['+ASt', '+ACR', 'AIoT', 'JQQJ9'],
    pattern: new RegExp(
      [
        `(?<=${after(B64)}${B64}{76})\\+ASt${B64}{5}[AQgw]==`,
        `(?<=${after(B64)}${B64}{42})\\+ACR[A-D]${B64}{5}(?!${B64})`,
        `(?<=${after(B64)}${B64}{33})AIoT[A-P]${B64}{5}=`,
        `(?<=${START}[A-Za-z0-9]{52})JQQJ9[9DH][A-Za-z0-9][A-L][A-Za-z0-9]{16}[A-Za-z][A-Za-z0-9]{7}`,
      ].join('|'),
      'y',
    ),
    example: () => `${letters(42)}+${'ACR'}A${letters(5)}`,
  },
  token('github-token', 'GitHub', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], '[A-Za-z0-9]{36}', letters(36)),
  token('github-pat', 'GitHub', ['github_pat_'], `\\w{82}${END}`, `${letters(22)}_${letters(59)}`),
  token('gitlab-token', 'GitLab', ['glpat-', 'gldt-', 'glrt-', 'glptt-', 'glagent-'], '[\\w-]{20}', letters(20)),
  token(
    'slack-token',
    'Slack',
    ['xoxa-', 'xoxb-', 'xoxe-', 'xoxp-', 'xoxr-', 'xoxs-'],
    '[0-9][\\w-]{19}',
    `1${letters(24)}`,
  ),
  {
    kind: 'aws-access-key',
    description: 'AWS access key id with its secret',
    triggers: ['AKIA', 'ASIA'],
    pattern: new RegExp(`${START}A[KS]IA[A-Z2-7]{16}${END}`, 'y'),
    accept: (_, around) => around.split(/[^A-Za-z0-9+/]+/).some((word) => word.length === 40 && isMixed(word)),
    example: () => `${'AKIA'}${'ABCD2345'.repeat(2)} ${letters(40)}`,
  },
  token('npm-token', 'npm', ['npm_'], `[A-Za-z0-9]{36}${END}`, letters(36)),
  token('pypi-token', 'PyPI', ['pypi-'], 'AgE[\\w-]{50}', `AgE${letters(60)}`),
  token('docker-token', 'Docker Hub', ['dckr_pat_', 'dckr_oat_'], '[\\w-]{27}', letters(27)),
  token('stripe-key', 'Stripe', ['sk_live_', 'rk_live_'], '[A-Za-z0-9]{24}', letters(24)),
  token('google-api-key', 'Google', ['AIza'], `[\\w-]{35}${END}`, letters(35)),
  token('sendgrid-key', 'SendGrid', ['SG.'], `[\\w-]{22}\\.[\\w-]{43}${END}`, `${letters(22)}.${letters(43)}`),
  token('vault-token', 'HashiCorp Vault', ['hvs.', 'hvb.', 'hvr.'], '[\\w-]{24}', letters(24)),
  token('pulumi-token', 'Pulumi', ['pul-'], `[0-9a-f]{40}${END}`, hex(40)),
  token('nvidia-key', 'NVIDIA NGC', ['nvapi-'], '[\\w-]{60}', letters(64)),
  token('tailscale-key', 'Tailscale', ['tskey-'], '[a-z]{2,10}-[\\w-]{20}', `auth-${letters(30)}`),
  token('grafana-token', 'Grafana', ['glsa_'], '[A-Za-z0-9]{32}_[0-9a-fA-F]{8}', `${letters(32)}_${hex(8)}`),
  {
    kind: 'jwt',
    description: 'JSON Web Token',
    triggers: ['eyJ'],
    pattern: new RegExp(`${START}(eyJ[\\w-]{8,2000})\\.eyJ[\\w-]{8,8000}\\.[\\w-]{16}`, 'y'),
    accept: ([, header = '']) => /"alg"\s*:/.test(decode(header)),
    example: () => `${encodeUrl('{"alg":"RS256","typ":"JWT"}')}.${encodeUrl('{"sub":"till"}')}.${letters(86)}`,
  },
  {
    kind: 'k3s-token',
    description: 'K3s server, agent or bootstrap token',
    triggers: ['K10'],
    pattern: new RegExp(
      `${START}K10[0-9a-f]{64}::(?:[\\w.-]{1,64}:([^\\s'"\\\\]{1,512})|[a-z0-9]{6}\\.[a-z0-9]{16})`,
      'y',
    ),
    accept: ([, password]) => password === undefined || !isPlaceholder(password),
    example: () => `${'K10'}${hex(64)}::server:${hex(32)}`,
  },
  {
    kind: 'url-credentials',
    description: 'Password in a URL',
    triggers: ['://'],
    // Braces, angles and quotes are percent-encoded in a URL: with them it is a template. `docker://pos:1@sha256:…` is none.
    pattern: /:\/\/[^\s/@:"'<>]{0,256}:([^\s/@"'<>{},]{1,512})@(?!sha[0-9]+:)[\w.[$]/y,
    accept: ([, password = '']) => !isPlaceholder(password),
    example: () => `postgres://till:${letters(12)}@db.till:5432/till`,
  },
  {
    kind: 'registry-auth',
    description: 'User and password of a registry, as in a Docker config',
    triggers: ['auth'],
    pattern: new RegExp(`auth\\\\?["']?\\s{0,8}:\\s{0,8}\\\\?["']?(${B64}{6,2000}={0,2})(?![\\w+/=-])`, 'y'),
    accept: ([, value = '']) => isUserAndPassword(value),
    example: () => `{"auths":{"registry.contoso.com":{"auth":"${encode(`till:${letters(12)}`)}"}}}`,
  },
  {
    kind: 'basic-auth',
    description: 'HTTP basic authentication',
    triggers: ['Basic '],
    pattern: new RegExp(`${START}Basic (${B64}{6,2000}={0,2})(?![\\w+/=-])`, 'y'),
    accept: ([, value = '']) => isUserAndPassword(value),
    example: () => `Authorization: ${'Basic'} ${encode(`till:${letters(12)}`)}`,
  },
];

const BY_TRIGGER = new Map(CREDENTIAL_PATTERNS.flatMap((entry) => entry.triggers.map((t) => [t, entry] as const)));
const TRIGGERS = new RegExp([...BY_TRIGGER.keys()].map(literally).join('|'), 'g');

/** Places in a text that look like a credential, in the order of the text. */
export function findCredentials(text: string): CredentialHit[] {
  const hits: CredentialHit[] = [];
  // `matchAll` would compile the expression anew for each text, which costs more than to read a short one.
  TRIGGERS.lastIndex = 0;
  for (let found = TRIGGERS.exec(text); found !== null; found = TRIGGERS.exec(text)) {
    const { 0: trigger, index } = found;
    const entry = BY_TRIGGER.get(trigger);
    if (entry === undefined) continue;
    entry.pattern.lastIndex = index;
    const match = entry.pattern.exec(text);
    if (match === null) continue;
    const around = entry.accept === undefined ? '' : text.slice(Math.max(0, index - AROUND), index + AROUND);
    if (entry.accept?.(match, around) ?? true) hits.push({ kind: entry.kind, index });
  }
  return hits;
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString('latin1');
}

function isMixed(word: string): boolean {
  return /[a-z]/.test(word) && /[A-Z]/.test(word) && /[0-9]/.test(word);
}

/** What stands for a value to come: `$(VAR)`, `$VAR`, `$$VAR`, `***`, `xxx`. */
function isPlaceholder(password: string): boolean {
  return /^(?:\${1,2}(?:\([\w.-]+\)|\{[^}]*\}|[A-Z_][A-Z0-9_]*)|<.*>|\*+|[xX]{3,}|\.{3})$/.test(password);
}

function isUserAndPassword(base64: string): boolean {
  const match = /^[\x21-\x39\x3b-\x7e]+:([\x20-\x7e]+)$/.exec(decode(base64));
  return match?.[1] !== undefined && !isPlaceholder(match[1]);
}
