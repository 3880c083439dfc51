import { writeFileSync } from 'node:fs';
import { ComposeProject } from '../../engines/harness/compose-project';
import { INTERNET } from '../../engines/harness/device';
import { dockerEngine } from '../../engines/harness/docker';
import { type ComposeSite, exampleComposeSites } from './compose-sites';

/** As much of `site.json` as is looked at here. */
interface SiteFacts {
  readonly devices: readonly { readonly address: string }[];
  readonly applications: readonly {
    readonly workloads: readonly {
      readonly ports: readonly {
        readonly protocol: string;
        readonly publish?: { readonly port: number; on: string };
      }[];
    }[];
  }[];
}

/** The first site of each example: the others differ in names and addresses. */
function firstOfEach(): readonly (readonly [string, ComposeSite])[] {
  const first = new Map<string, ComposeSite>();
  for (const site of exampleComposeSites()) {
    const [example = ''] = site.title.split(' ');
    if (!first.has(example)) first.set(example, site);
  }
  return [...first.values()].map((site) => [site.title, site]);
}

describe('an example', () => {
  it.each(firstOfEach())(
    '%s comes up healthy on a device with its address, and answers on the LAN',
    async (_, site) => {
      const facts = JSON.parse(site.files['site.json'] ?? '') as SiteFacts;
      const address = facts.devices[0]?.address ?? '';
      const beside = (host: number) => address.replace(/\.\d+$/, `.${host}`);
      const engine = await dockerEngine({
        lan: { device: `${address}/24`, others: [`${beside(1)}/24`, `${beside(250)}/24`, `${INTERNET}/32`] },
      });
      try {
        // A device has a time zone; the machine that runs this need not.
        writeFileSync(engine.devicePath('/etc/localtime'), '', { flag: 'a' });
        const project = await ComposeProject.install(engine, site.files);
        await project.up();
        const states = project.services.map((service) =>
          project.inspect(service, '{{.State.Status}} {{.RestartCount}} {{with .State.Health}}{{.Status}}{{end}}'),
        );
        for (const state of await Promise.all(states)) expect(state).toMatch(/^running 0( healthy)?$/);
        const ports = facts.applications.flatMap(({ workloads }) => workloads.flatMap((workload) => workload.ports));
        for (const { publish, protocol } of ports) {
          if (publish === undefined || protocol !== 'tcp') continue;
          expect([publish.port, await engine.opens('lan', address, publish.port)]).toEqual([publish.port, true]);
        }
      } finally {
        await engine.stop();
      }
    },
  );
});
