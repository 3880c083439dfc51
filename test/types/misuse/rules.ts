import { parseOrchestrator, type RuleCode, Rules, SffApp } from 'sff-constructs';
import { Testing } from 'sff-constructs/testing';
import { store } from './scene';

// @ts-expect-error TS2322: waiving a rule that can't be waived
Rules.waive(store, ['user-missing'], { reason: 'legacy' });

// @ts-expect-error TS2322: waiving the one rule of a fleet
Rules.waive(store, ['orchestrator-conflict'], { reason: 'legacy' });

// @ts-expect-error TS2322: waiving a rule that there is not
Rules.waive(store, ['be-nice'], { reason: 'legacy' });

// @ts-expect-error TS2345: waiving a rule without a reason
Rules.waive(store, ['runs-as-root'], {});

// @ts-expect-error TS2554: waiving a rule with nothing
Rules.waive(store, ['runs-as-root']);

// @ts-expect-error TS2345: waiving everything
Rules.waive(store, '*', { reason: 'legacy' });

// @ts-expect-error TS2322: the code of a rule that there is not
export const code: RuleCode = 'image-unpinned';

// @ts-expect-error TS2322: a parsed orchestrator for one of the two
export const orchestrator: 'k3s' = parseOrchestrator('k3s');

// @ts-expect-error TS2353: an option that SffApp does not take
new SffApp({ outputFileExtension: '.yml' });

// @ts-expect-error TS2345: synthesis of a site alone
Testing.synth(store);
