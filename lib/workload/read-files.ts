import type { ContainerProps, EnvValue } from '../portable/container';
import { hashOf } from '../portable/hash';
import { Secret, secretProps } from '../portable/secret';
import { INHERITED, NAME_FIX, nameFault } from '../validation/names';
import type { Reader } from '../validation/reader';
import { isRecord, kindOf, show } from '../validation/values';
import type { ConfigFileModel, EnvModel, SecretModel } from './model';
import { CONFIG_FILE, SECRET, SECRET_MOUNT } from './properties';

/** 1 MiB, the most that a ConfigMap holds (Kubernetes, ConfigMap: "Motivation"). */
const CONFIG_BYTES = 1024 * 1024;
const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const SECRET_KEY = /^[-._a-zA-Z0-9]{1,253}$/;

/** Reads environment variables. */
export function readEnv(at: string, env: ContainerProps['env'], reader: Reader): EnvModel[] {
  if (env === undefined) return [];
  if (!isRecord(env)) {
    reader.report('value-invalid', `${at}env is not an object.`, "Write env: { NAME: 'value' }.");
    return [];
  }
  return Object.entries(env).flatMap(([name, value]) => readVariable(at, name, value as EnvValue | undefined, reader));
}

function readVariable(at: string, name: string, value: EnvValue | undefined, reader: Reader): EnvModel[] {
  if (value === undefined) return [];
  if (!ENV_NAME.test(name)) {
    reader.report(
      'env-invalid',
      `${at}env has the variable ${show(name)}.`,
      'Use letters, digits and "_", not starting with a digit.',
    );
    return [];
  }
  if (Secret.isSecret(value)) {
    checkSecret(`${at}env.${name}`, value, reader);
    return [{ name, value: { secret: value.name, key: value.key } }];
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    reader.report(
      'value-invalid',
      `${at}env.${name} is ${value}.`,
      'Give a finite number, or a text: what it was made from may be no number.',
    );
    return [];
  }
  if (typeof value === 'number' || typeof value === 'boolean') return [{ name, value: String(value) }];
  const text = reader.text(`${at}env.${name}`, value);
  return text === undefined ? [] : [{ name, value: text }];
}

/** Reads config files. */
export function readConfigFiles(at: string, files: ContainerProps['configFiles'], reader: Reader): ConfigFileModel[] {
  let total = 0;
  const keys = new Set<string>();
  const read = reader.list(`${at}configFiles`, files).flatMap((file, i): ConfigFileModel[] => {
    const field = `${at}configFiles[${i}]`;
    const props = reader.item(field, file, CONFIG_FILE);
    if (props === undefined) return [];
    const path = reader.mountPath(`${field}.path`, props.path);
    const content = reader.text(`${field}.content`, props.content);
    if (path === undefined || content === undefined) return [];
    total += Buffer.byteLength(content);
    return [{ path, content, key: uniqueKey(path, keys) }];
  });
  if (total > CONFIG_BYTES) {
    reader.report(
      'config-too-large',
      `${at}configFiles have ${total} bytes; 1 MiB is allowed.`,
      'Put the content into the image or a volume.',
    );
  }
  return read;
}

/** A ConfigMap key that tells the path: `/etc/pos/pos.conf` becomes `etc.pos.pos.conf`. */
function uniqueKey(path: string, taken: Set<string>): string {
  let key = path
    .slice(1)
    .replace(/[^-._a-zA-Z0-9]/g, '.')
    .slice(-200)
    // No key of a ConfigMap is "." or starts with ".."; and none can be what cdk8s takes for a class.
    .replace(/^\.(\.+|$)/, '_');
  if (taken.has(key) || key === INHERITED) key = `${key}.${hashOf(path, 8)}`;
  taken.add(key);
  return key;
}

/** Reads secrets that are mounted as files. */
export function readSecrets(at: string, secrets: ContainerProps['secrets'], reader: Reader): SecretModel[] {
  return reader.list(`${at}secrets`, secrets).flatMap((mount, i): SecretModel[] => {
    const field = `${at}secrets[${i}]`;
    const props = reader.item(field, mount, SECRET_MOUNT);
    if (props === undefined) return [];
    const path = reader.mountPath(`${field}.mountPath`, props.mountPath);
    if (!Secret.isSecret(props.secret)) {
      reader.report('value-invalid', `${field}.secret is not a Secret.`, "Write secret: Secret.named('…').");
      return [];
    }
    checkSecret(field, props.secret, reader);
    return path === undefined ? [] : [{ name: props.secret.name, key: props.secret.key, path }];
  });
}

function checkSecret(field: string, secret: Secret, reader: Reader): void {
  const props = secret[secretProps];
  if (props !== undefined && !isRecord(props)) {
    // Never the value: it may be that of the secret.
    reader.report(
      'value-invalid',
      `${field}: Secret.named is given ${kindOf(props)} as its properties.`,
      "Write Secret.named('db', { key: 'password' }).",
    );
    return;
  }
  reader.onlyKnown(`${field}: Secret.named`, props ?? {}, SECRET);
  const fault = nameFault(secret.name);
  if (fault !== undefined) reader.report('name-invalid', `${field}: ${fault}`, NAME_FIX);
  if (
    typeof secret.key !== 'string' ||
    !SECRET_KEY.test(secret.key) ||
    secret.key === '.' ||
    secret.key.startsWith('..')
  ) {
    reader.report(
      'value-invalid',
      `${field}: key ${show(secret.key)} is not a key of a secret.`,
      'Use up to 253 of A-Z, a-z, 0-9, "-", "_", ".", not starting with "..".',
    );
  }
}
