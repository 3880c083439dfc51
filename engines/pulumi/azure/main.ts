import { type Call, fieldsOf, type Message, Protocol, type Reply, textOf } from './protocol';
import type { AzureNative as Provider } from './provider';
import { AzureNative, PartlyMade, Unsupported } from './provider';
import { ResourceManager } from './resource-manager';
import { ResourceTypes } from './types';

/** The program that Pulumi starts as `pulumi-resource-azure-native`. What it needs to know is in its environment. */
async function main(): Promise<void> {
  const {
    SFF_AZURE_CLOUD: cloud,
    SFF_AZURE_TYPES: file,
    SFF_AZURE_VERSION: version,
    SFF_PULUMI_NODE: node,
  } = process.env;
  if (!cloud || !file || !version || !node) throw new Error('It is started by the harness, engines/harness/pulumi.ts.');
  const types = new ResourceTypes(file);
  const protocol = new Protocol(node);
  const provider = new AzureNative(new ResourceManager(cloud, types), types);
  const port = await protocol.serve(answering(protocol, methods(protocol, provider, version)));
  process.stdout.write(`${port}\n`);
  endWithParent();
}

type Method = (request: Message) => Message | Promise<Message>;

function methods(protocol: Protocol, provider: Provider, version: string): Readonly<Record<string, Method>> {
  const message = protocol.message.bind(protocol);
  const token = (request: Message) => textOf(request, 'getType');
  return {
    handshake: () => message('ProviderHandshakeResponse'),
    getPluginInfo: () => message('PluginInfo', { version }),
    getSchema: () => message('GetSchemaResponse', { schema: JSON.stringify({ name: 'azure-native', version }) }),
    cancel: () => message('Empty'),
    attach: () => message('Empty'),
    checkConfig: (request) => message('CheckResponse', { inputs: fieldsOf(request, 'getNews') ?? {} }),
    diffConfig: () => message('DiffResponse', { changes: 1 }),
    configure(request) {
      provider.configure(fieldsOf(request, 'getArgs') ?? {});
      // Without secrets of its own: Pulumi then marks the outputs that are secret among the inputs.
      return message('ConfigureResponse', { supportspreview: true });
    },
    async check(request) {
      const seed = request.getRandomseed_asU8?.() as Uint8Array;
      const [before, given] = [fieldsOf(request, 'getOlds') ?? {}, fieldsOf(request, 'getNews') ?? {}];
      const checked = await provider.check(token(request), textOf(request, 'getName'), seed, before, given);
      const failuresList = checked.failures.map((reason) => message('CheckFailure', { reason }));
      return message('CheckResponse', { inputs: checked.inputs, failuresList });
    },
    diff(request) {
      const fields = (getter: string) => fieldsOf(request, getter) ?? {};
      const [state, inputs, news] = [fields('getOlds'), fields('getOldInputs'), fields('getNews')];
      const { changes, deleteFirst } = provider.diff(token(request), state, inputs, news);
      const tops = (list: typeof changes) => [...new Set(list.map(({ path }) => path[0]))];
      const answer = message('DiffResponse', {
        changes: changes.length === 0 ? NO_CHANGES : CHANGES,
        diffsList: tops(changes),
        replacesList: tops(changes.filter(({ replaces }) => replaces)),
        deletebeforereplace: deleteFirst,
        hasdetaileddiff: true,
      });
      const detailed = answer.getDetaileddiffMap?.() as { set(path: string, difference: Message): void };
      for (const { path, kind, replaces } of changes) {
        detailed.set(
          path.join('.'),
          message('PropertyDiff', { kind: KINDS[kind] + (replaces ? 1 : 0), inputdiff: true }),
        );
      }
      return answer;
    },
    async create(request) {
      const inputs = fieldsOf(request, 'getProperties') ?? {};
      if (request.getPreview?.() === true) {
        return message('CreateResponse', { properties: provider.previewed(token(request), inputs) });
      }
      const { id, outputs } = await provider.create(token(request), inputs);
      return message('CreateResponse', { id, properties: outputs });
    },
    async read(request) {
      const id = textOf(request, 'getId');
      const [state, inputs] = [fieldsOf(request, 'getProperties') ?? {}, fieldsOf(request, 'getInputs')];
      const found = await provider.read(token(request), id, state, inputs);
      if (found === undefined) return message('ReadResponse', { id: '' });
      return message('ReadResponse', { id: found.id, properties: found.outputs, inputs: found.inputs });
    },
    async update(request) {
      const [before, inputs] = [fieldsOf(request, 'getOlds') ?? {}, fieldsOf(request, 'getNews') ?? {}];
      const properties =
        request.getPreview?.() === true
          ? provider.previewed(token(request), inputs, before)
          : await provider.update(token(request), textOf(request, 'getId'), inputs);
      return message('UpdateResponse', { properties });
    },
    async delete(request) {
      await provider.delete(token(request), textOf(request, 'getId'), fieldsOf(request, 'getOldInputs') ?? {});
      return message('Empty');
    },
    invoke: (request) => message('InvokeResponse', { return: provider.invoke(textOf(request, 'getTok')) }),
  };
}

/** Values of the protocol's enums. */
const [NO_CHANGES, CHANGES] = [1, 2];
const KINDS = { ADD: 0, DELETE: 2, UPDATE: 4 } as const;

/** Every method of the service: with its answer, or with what the protocol says where there is none. */
function answering(protocol: Protocol, known: Readonly<Record<string, Method>>): Readonly<Record<string, unknown>> {
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

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
