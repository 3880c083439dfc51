import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { enginePath } from '../../engines/cache';
import { command } from '../../engines/harness/command';
import { type PulumiStack, pulumiStack } from '../../engines/harness/pulumi';
import { nameOf } from '../../engines/harness/pulumi-outcome';
import { pulumiNode } from '../../engines/pulumi/pulumi';

jest.setTimeout(600_000);

const PROGRAM = join(__dirname, 'pulumi/fleet.ts');

describe("Azure's types", () => {
  let stack: PulumiStack;
  beforeAll(async () => {
    stack = await pulumiStack(PROGRAM);
  });
  afterAll(() => stack?.stop());

  it('refuse all that is wrong in a preview, with the name of the resource', async () => {
    const wrong = {
      agentPublicKeyCertificate: null,
      agentVersion: '1.0.0',
      oidcIssuerProfil: { enabled: true },
      oidcIssuerProfile: { enabled: 'yes' },
      privateLinkState: 'Perhaps',
    };
    stack.configure({ stores: '2', wrong: JSON.stringify(wrong) });
    const { succeeded, errors } = await stack.preview();
    expect(succeeded).toBe(false);
    const about = "store-2: azure-native:resources:Resource resource 'store-2' has a problem: ";
    const said = errors.filter((error) => error.startsWith(about)).map((error) => error.slice(about.length));
    expect(said.sort()).toEqual([
      "'properties.agentPublicKeyCertificate' is required",
      "'properties.agentVersion' is read-only",
      "'properties.oidcIssuerProfil' is not a property that Azure knows",
      `'properties.oidcIssuerProfile.enabled' must be of type boolean, and is "yes"`,
      `'properties.privateLinkState' must be one of Enabled,Disabled, and is "Perhaps"`,
    ]);
    expect(stack.cloud.resources()).toEqual([]);
  });

  it.each([
    ['that Azure does not have', '2024-03-01', "'2024-03-01' of type 'Microsoft.Kubernetes/connectedClusters'"],
    [
      'without what is asked for',
      '2024-02-01-preview',
      "oidcIssuerProfile' is not there in API version 2024-02-01-preview",
    ],
  ])('refuse an API version %s', async (_, apiVersion, says) => {
    stack.configure({ stores: '2', apiVersion });
    expect((await stack.preview()).errors.join('\n')).toContain(says);
  });
});

describe('a value that can only be set once', () => {
  let stack: PulumiStack;
  beforeAll(async () => {
    stack = await pulumiStack(PROGRAM, { config: { stores: '2' } });
    expect((await stack.up()).succeeded).toBe(true);
  });
  afterAll(() => stack?.stop());

  it('makes a replacement of a machine, and Azure never sees it change', async () => {
    stack.configure({ stores: '2', hostName: 'other' });
    const { succeeded, steps } = await stack.up();
    expect(succeeded).toBe(true);
    const ofMachine = steps.filter(({ urn }) => nameOf(urn) === 'store-1-machine').map(({ operation }) => operation);
    expect(ofMachine).toEqual(['delete-replaced', 'replace', 'create-replacement']);
    const requests = stack.cloud.requests().filter(({ id }) => id.endsWith('edgeMachines/store-1-node-1'));
    expect(requests.map(({ method }) => method).filter((method) => method !== 'read')).toEqual([
      'create',
      'delete',
      'create',
    ]);
  });

  it('is refused by Azure where Pulumi takes it for an update: a field that is added to such an object', async () => {
    stack.configure({ stores: '2', hostName: 'other', proxy: 'http://proxy.contoso.com' });
    const { steps } = await stack.preview();
    expect(steps.map(({ operation }) => operation)).toEqual(['update', 'update']);
    // Both are updated side by side, and Pulumi would end with the first that is refused.
    const { succeeded, errors } = await stack.up('--continue-on-error');
    expect(succeeded).toBe(false);
    for (const machine of ['store-1-machine', 'store-2-machine']) {
      expect(errors.join('\n')).toMatch(
        new RegExp(`${machine}: .*PropertyChangeNotAllowed.*properties\\.siteDetails`, 's'),
      );
    }
  });
});

it("the program type-checks against azure-native's own types", async () => {
  const stack = await pulumiStack(PROGRAM);
  try {
    const project = join(stack.directory, 'types');
    await command('mkdir', [project]);
    symlinkSync(enginePath(pulumiNode, 'node_modules'), join(project, 'node_modules'));
    const modules = enginePath(pulumiNode, 'node_modules');
    const root = join(__dirname, '../..');
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({
        extends: join(root, 'tsconfig.json'),
        compilerOptions: {
          incremental: false,
          paths: { '@pulumi/*': [`${modules}/@pulumi/*`] },
          typeRoots: [join(root, 'node_modules/@types')],
          types: ['node'],
        },
        include: [],
        exclude: [],
        files: [PROGRAM],
      }),
    );
    const compiler = require.resolve('typescript/bin/tsc');
    expect(await command(process.execPath, [compiler, '-p', project], { timeout: 300_000 })).toBe('');
  } finally {
    await stack.stop();
  }
});
