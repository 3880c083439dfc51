import { generateKeyPairSync } from 'node:crypto';
import { type CustomResourceOptions, runtime } from '@pulumi/pulumi';
import { API_CHOICES } from '../../lib/azure/api-versions';

/** A resource as Pulumi's engine is asked for it. */
export interface Registration {
  readonly name: string;
  readonly type: string;
  /** Of Azure. */
  readonly apiVersion?: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What one program registers, and what it exports. */
export interface Run<T> {
  readonly registrations: readonly Registration[];
  readonly result: T;
}

/** RSA-4096 takes seconds to make. */
export const PRIVATE_KEY = generateKeyPairSync('rsa', { modulusLength: 4096 })
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString();

/** How Pulumi sends a secret. */
const SECRET = '4dabf18193072939515e22adb298388d';

/** Runs a program with Pulumi's own SDK and an engine that answers each request with its inputs. */
export async function run<T>(program: () => T): Promise<Run<T>> {
  const inputs = new Map<string, Readonly<Record<string, unknown>>>();
  const registrations: Omit<Registration, 'inputs'>[] = [];
  await runtime.setMocks(
    {
      newResource: (args) => {
        inputs.set(args.name, masked(args.inputs) as Record<string, unknown>);
        const key = args.type.startsWith('tls:') ? { privateKeyPem: PRIVATE_KEY } : {};
        return { id: `id of ${args.name}`, state: { ...args.inputs, ...answered(args.type, args.inputs), ...key } };
      },
      call: (args) => args.inputs,
    },
    'arc-retail',
    'test',
    false,
  );
  let result: T | undefined;
  let failure: unknown;
  await runtime.runInPulumiStack(async () => {
    runtime.registerStackTransformation(({ type, name, opts }) => {
      registrations.push({ type, name, options: shown(opts) });
      return undefined;
    });
    // Pulumi would end the process for an error here, as it ends a program.
    try {
      result = program();
    } catch (error) {
      failure = error;
    }
  });
  await allAnswered();
  if (failure !== undefined) throw failure;
  return {
    registrations: registrations.map(({ name, type, options }) => {
      const said = inputs.get(name) ?? {};
      return { name, type, ...versionOf(type, said), inputs: said, options };
    }),
    result: result as T,
  };
}

/** Until the engine has answered all requests, outputs of components among them. Pulumi hides it from its types. */
function allAnswered(): Promise<void> {
  return (runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
}

/** What Azure adds that programs read. */
function answered(type: string, { properties }: Readonly<Record<string, unknown>>): object {
  if (type !== 'azure-native:resources:Resource') return {};
  const issuer = { oidcIssuerProfile: { enabled: true, issuerUrl: 'https://issuer' } };
  return { properties: { ...(properties as object), ...issuer } };
}

/** Value of a secret, in tests. */
export function secretValue(name: string): string {
  return `value of ${name}`;
}

/** Inputs with a name in the place of each secret, and none of the key that differs from run to run. */
function masked(value: unknown, isSecret = false): unknown {
  if (typeof value === 'string') return isSecret ? maskedText(value) : value;
  if (Array.isArray(value)) return value.map((item) => masked(item, isSecret));
  if (typeof value !== 'object' || value === null) return value;
  if (SECRET in value) return masked((value as { readonly value?: unknown }).value, true);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([key, item]) => [key, key === 'agentPublicKeyCertificate' ? '[public key]' : masked(item, isSecret)]),
  );
}

/** Pulumi takes all of a property for secret that has one in it. */
function maskedText(text: string): string {
  const [, plain] = /^value of (.*)$/.exec(text) ?? [];
  const [, encoded] = /^value of (.*)$/.exec(Buffer.from(text, 'base64').toString()) ?? [];
  if (plain !== undefined) return `[secret ${plain}]`;
  return encoded === undefined ? text : `[secret ${encoded}, in base64]`;
}

/** The one version of a class. */
function versionOf(type: string, inputs: Readonly<Record<string, unknown>>): { readonly apiVersion?: string } {
  const typed = Object.values(API_CHOICES).find((choice) => choice.typed.className === type)?.typed;
  const version = inputs.apiVersion ?? typed?.version;
  return version === undefined ? {} : { apiVersion: String(version) };
}

/** Options by name, with the names of the resources that they mean. */
function shown({ version: _, aliases: __, ...options }: CustomResourceOptions): Record<string, unknown> {
  const entries = Object.entries(options).flatMap(([key, value]): [string, unknown][] => {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return [];
    return [[key, Array.isArray(value) ? value.map(named) : named(value)]];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A resource as the name that it was registered by; anything else as it is. */
function named(value: unknown): unknown {
  return (value as { readonly __name?: string } | null)?.__name ?? value;
}
