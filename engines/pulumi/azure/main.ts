import { fieldsOf, type Message, type Protocol, textOf } from '../plugin/protocol';
import { CHANGES, type Methods, NO_CHANGES, serve, variable } from '../plugin/serve';
import { AzureNative } from './provider';
import { ResourceManager } from './resource-manager';
import { ResourceTypes } from './types';

/** The program that Pulumi starts as `pulumi-resource-azure-native`. */
async function main(): Promise<void> {
  const types = new ResourceTypes(variable('SFF_AZURE_TYPES'));
  const provider = new AzureNative(new ResourceManager(variable('SFF_AZURE_CLOUD'), types), types);
  await serve('azure-native', 'SFF_AZURE_VERSION', (protocol) => methods(protocol, provider));
}

function methods(protocol: Protocol, provider: AzureNative): Methods {
  const message = protocol.message.bind(protocol);
  const token = (request: Message) => textOf(request, 'getType');
  return {
    checkConfig: (request) => message('CheckResponse', { inputs: fieldsOf(request, 'getNews') ?? {} }),
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

/** Values of one more. */
const KINDS = { ADD: 0, DELETE: 2, UPDATE: 4 } as const;

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
