import { type Call, type Message, Protocol, type Reply } from './protocol';
import type { Fields } from './value';

/** One method of the protocol, from request to answer. */
export type Method = (request: Message) => Message | Promise<Message>;

export type Methods = Readonly<Record<string, Method>>;

/** A resource that is there, though not as it should be: Pulumi keeps it in its state with the reason. */
export class PartlyMade extends Error {
  constructor(
    public readonly id: string,
    public readonly outputs: Fields,
    public readonly inputs: Fields,
    reason: string,
  ) {
    super(reason);
  }
}

/** What a provider can't do at all. */
export class Unsupported extends Error {}

/** Values of the protocol's enums. */
export const [NO_CHANGES, CHANGES] = [1, 2];

/**
 * Serves as a resource provider to the Pulumi that has started this process, until that ends. What it needs to know is
 * in its environment.
 *
 * @param name of its package
 * @param version name of the variable with its version
 * @param methods what it answers, besides what every provider does
 */
export async function serve(name: string, version: string, methods: (protocol: Protocol) => Methods): Promise<void> {
  const protocol = new Protocol(variable('SFF_PULUMI_NODE'));
  const known = { ...common(protocol, name, variable(version)), ...methods(protocol) };
  const port = await protocol.serve(answering(protocol, known));
  process.stdout.write(`${port}\n`);
  endWithParent();
}

/** Throws when the harness has not set it. */
export function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the harness starts this, engines/harness/pulumi.ts.`);
  return value;
}

/** What a provider says of itself, and does with a configuration that it has no use for. */
function common(protocol: Protocol, name: string, version: string): Methods {
  const message = protocol.message.bind(protocol);
  return {
    handshake: () => message('ProviderHandshakeResponse'),
    getPluginInfo: () => message('PluginInfo', { version }),
    getSchema: () => message('GetSchemaResponse', { schema: JSON.stringify({ name, version }) }),
    cancel: () => message('Empty'),
    attach: () => message('Empty'),
    diffConfig: () => message('DiffResponse', { changes: NO_CHANGES }),
  };
}

/** Every method of the service: with its answer, or with what the protocol says where there is none. */
function answering(protocol: Protocol, known: Methods): Readonly<Record<string, unknown>> {
  const failed = (error: unknown) => {
    if (error instanceof PartlyMade) {
      const { id, outputs, inputs, message } = error;
      return protocol.errorWith(message, 'ErrorResourceInitFailed', {
        id,
        properties: outputs,
        inputs,
        reasonsList: [message],
      });
    }
    const code = error instanceof Unsupported ? 'UNIMPLEMENTED' : 'UNKNOWN';
    return protocol.error(code, error instanceof Error ? error.message : String(error));
  };
  const handlers = Object.entries(protocol.service).map(([name, { path, responseStream }]) => {
    const method = known[name];
    const absent = protocol.error('UNIMPLEMENTED', `${path} is not there`);
    if (responseStream)
      return [name, (call: { emit(event: string, error: unknown): void }) => call.emit('error', absent)];
    if (method === undefined) return [name, (_: Call, reply: Reply) => reply(absent)];
    const handler = ({ request }: Call, reply: Reply) => {
      Promise.resolve()
        .then(() => method(request))
        .then(
          (message) => reply(null, message),
          (error: unknown) => reply(failed(error)),
        );
    };
    return [name, handler];
  });
  return Object.fromEntries(handlers);
}

/** Pulumi's own plugins notice that the engine was killed; so does this one. */
function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(0);
  }, 200);
}
