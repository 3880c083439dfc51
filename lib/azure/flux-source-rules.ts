import type { Report } from '../validation/problem';
import { checkKnown } from '../validation/properties';
import { isRecord, show } from '../validation/values';
import { checkTimes } from './flux-rules';
import { FluxSource, type FluxSourceKind, SOURCES } from './flux-source';
import { AzureSecret, showValue } from './value';

type Fields = Readonly<Record<string, unknown>>;

const URLS: Readonly<Record<FluxSourceKind, RegExp>> = {
  Git: /^(https?|ssh):\/\/|^git@/,
  OCI: /^oci:\/\//,
  bucket: /^https?:\/\//,
};

/** Where from: a kind of source, what of it, and no secret in clear. */
export function checkSource(source: unknown, report: Report): void {
  if (!FluxSource.isFluxSource(source)) {
    report(
      'flux-invalid',
      'source is no FluxSource.',
      "Write FluxSource.git({ url, ref: { branch: 'main' } }), oci or bucket.",
    );
    return;
  }
  for (const [key, value] of Object.entries(source.body.protectedSettings)) {
    if (value === undefined || AzureSecret.isAzureSecret(value)) continue;
    report('azure-secret-literal', `${key} is not an AzureSecret.`, "Write AzureSecret.named('…').");
  }
  const { kind, props } = source;
  checkKnown(`the ${kind} source`, props, SOURCES[kind], report);
  if (typeof props.url !== 'string' || !URLS[kind].test(props.url)) {
    report(
      'flux-invalid',
      `the URL of the ${kind} source is ${showValue(props.url)}.`,
      `Write one that fits ${URLS[kind].source}.`,
    );
  } else if (kind === 'Git') checkGitAccess(props, report);
  checkTimes(`the ${kind} source`, props, ['interval', 'timeout'], report);
  if (kind === 'bucket') checkBucket(props, report);
  else checkReference(kind, props.ref, report);
}

/** What a reference is: one of these, and what else may stand beside it. */
const REFERENCES = {
  Git: {
    one: ['branch', 'tag', 'semver'],
    fix: "Write one of { branch: 'main' }, with a commit of it or without, { tag: 'v1' } and { semver: '>=1.0.0' }.",
  },
  OCI: {
    one: ['tag', 'digest', 'semver'],
    fix: "Write one of { tag: '1.0.0' }, { digest: 'sha256:…' }, of 64 hexadecimal digits, and { semver: '>=1.0.0' }.",
  },
} as const;

function checkReference(kind: 'Git' | 'OCI', ref: unknown, report: Report): void {
  const { one, fix } = REFERENCES[kind];
  const stated = Object.entries(isRecord(ref) ? ref : {}).filter(([, value]) => value !== undefined);
  const ways = stated.filter(([key]) => one.some((way) => way === key)).map(([key]) => key);
  const fits = stated.every(([key, value]) => {
    if (typeof value !== 'string' || value === '') return false;
    if (key === 'digest') return /^sha256:[0-9a-f]{64}$/.test(value);
    return ways.includes(key) || (kind === 'Git' && key === 'commit' && ways[0] === 'branch');
  });
  if (ways.length === 1 && fits) return;
  report('flux-invalid', `ref of the ${kind} source is ${showValue(ref)}.`, fix);
}

const PROVIDERS: readonly unknown[] = ['Azure', 'GitHub', 'Generic'];

/** `az k8s-configuration flux create` refuses the same: Azure would drop what is not for the URL. */
function checkGitAccess(props: Fields, report: Report): void {
  const { httpsUser, httpsKey, provider } = props;
  const overHttps = /^https?:/.test(String(props.url));
  const [wrong] = (overHttps ? ['sshPrivateKey', 'sshKnownHosts'] : ['httpsUser', 'httpsKey']).filter(
    (key) => props[key] !== undefined,
  );
  if (wrong !== undefined) {
    report(
      'flux-invalid',
      `${wrong} is stated for the URL ${show(props.url)}.`,
      overHttps ? 'Write an ssh:// URL, or remove it.' : 'Write an https:// URL, or remove it.',
    );
  } else if ((httpsUser === undefined) !== (httpsKey === undefined)) {
    const [there, missing] = httpsUser === undefined ? ['httpsKey', 'httpsUser'] : ['httpsUser', 'httpsKey'];
    report('flux-invalid', `${there} is stated without ${missing}.`, `Write ${missing}, too, or remove ${there}.`);
  }
  if (provider !== undefined && !PROVIDERS.includes(provider)) {
    report(
      'flux-invalid',
      `provider is ${showValue(provider)}.`,
      `Write '${PROVIDERS.join("', '")}', or leave it out.`,
    );
  }
}

function checkBucket({ bucketName, accessKey, secretKey }: Fields, report: Report): void {
  if (typeof bucketName !== 'string' || bucketName === '') {
    report('flux-invalid', `bucketName is ${showValue(bucketName)}.`, "Write the bucket's name.");
  }
  if ((accessKey === undefined) === (secretKey === undefined)) return;
  report(
    'flux-invalid',
    `${accessKey === undefined ? 'secretKey is stated without accessKey' : 'accessKey is stated without secretKey'}.`,
    'Write both, or neither.',
  );
}
