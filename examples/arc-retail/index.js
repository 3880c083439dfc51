// Pulumi starts this file; tsx runs the program as `npx tsx` would.
require('tsx/cjs');
module.exports = require('./stack.ts');
