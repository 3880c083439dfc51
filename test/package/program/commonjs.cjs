const cdk8s = require('cdk8s');
const sff = require('sff-constructs');
const { Testing } = require('sff-constructs/testing');
const { fleets } = require('./fleets.cjs');

const app = fleets(sff, cdk8s);
app.synth();
const packages = new Set(
  Object.keys(require.cache).map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]),
);
packages.delete(undefined);
console.log(JSON.stringify({ files: Testing.synth(app), names: Object.keys(sff), packages: [...packages] }));
