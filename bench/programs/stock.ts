import { ApiObject, App, Chart } from 'cdk8s';
import { argumentsOfProgram, Stopwatch, siteIds } from './measure';
import { siteObjects } from './objects';

// variant: one App for all sites, or one for each.
const { sites, outdir, variant } = argumentsOfProgram();
const watch = new Stopwatch();
watch.time(() => {
  const ids = siteIds(sites);
  if (variant === 'one-app') synth(ids, outdir);
  else for (const id of ids) synth([id], outdir);
});
watch.print(sites * 10);

function synth(ids: readonly string[], to: string): void {
  const app = new App({ outdir: to });
  for (const id of ids) {
    const chart = new Chart(app, id);
    for (const [name, props] of siteObjects(id)) new ApiObject(chart, name, props);
  }
  app.synth();
}
