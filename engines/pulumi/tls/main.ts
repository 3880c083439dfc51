import { fieldsOf, type Protocol, textOf } from '../plugin/protocol';
import { CHANGES, type Methods, NO_CHANGES, serve, Unsupported } from '../plugin/serve';
import { asSecret, UNKNOWN } from '../plugin/value';
import { checkKey, makeKey, replacedBy, SECRET_OUTPUTS } from './private-key';

/** The program that Pulumi starts as `pulumi-resource-tls`: keys that are made once, and live in Pulumi's state only. */
function methods(protocol: Protocol): Methods {
  const message = protocol.message.bind(protocol);
  return {
    checkConfig: (request) => message('CheckResponse', { inputs: fieldsOf(request, 'getNews') ?? {} }),
    configure: () => message('ConfigureResponse', { supportspreview: true }),
    check(request) {
      const inputs = fieldsOf(request, 'getNews') ?? {};
      const failures = checkKey(textOf(request, 'getType'), inputs);
      const failuresList = failures.map((reason) => message('CheckFailure', { reason }));
      return message('CheckResponse', { inputs, failuresList });
    },
    diff(request) {
      const replacesList = replacedBy(fieldsOf(request, 'getOlds') ?? {}, fieldsOf(request, 'getNews') ?? {});
      return message('DiffResponse', {
        changes: replacesList.length === 0 ? NO_CHANGES : CHANGES,
        diffsList: replacesList,
        replacesList,
      });
    },
    async create(request) {
      const inputs = fieldsOf(request, 'getProperties') ?? {};
      if (request.getPreview?.() === true) {
        const unknown = [...SECRET_OUTPUTS, 'publicKeyPem'].map((name) => [name, UNKNOWN]);
        return message('CreateResponse', { properties: { ...inputs, ...Object.fromEntries(unknown) } });
      }
      const { id, outputs } = await makeKey(inputs);
      const secrets = SECRET_OUTPUTS.map((name) => [name, asSecret(outputs[name] ?? '')]);
      return message('CreateResponse', { id, properties: { ...outputs, ...Object.fromEntries(secrets) } });
    },
    // There is nothing outside the state that could tell more, be imported or be deleted.
    read(request) {
      const [properties, inputs] = [fieldsOf(request, 'getProperties') ?? {}, fieldsOf(request, 'getInputs') ?? {}];
      if (properties.publicKeyPem === undefined) throw new Unsupported('a private key can not be imported');
      return message('ReadResponse', { id: textOf(request, 'getId'), properties, inputs });
    },
    delete: () => message('Empty'),
  };
}

serve('tls', 'SFF_TLS_VERSION', methods).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
