import { problemsOf } from '../tree/program';
import { build } from './build';
import { REGRESSIONS } from './regressions';

describe('a fleet that once failed', () => {
  it.each(REGRESSIONS.map(({ title, ...rest }) => [title, rest] as const))('%s', (_, { plan, refused }) => {
    const problems = problemsOf(build(plan));
    expect(problems.map(({ code }) => code)).toEqual(refused === undefined ? [] : [refused]);
    if (refused === undefined) return;
    const isOfSite = refused.startsWith('subnet') || plan.site.props.defaults !== undefined;
    expect(problems[0]?.path).toBe(isOfSite ? 'fleet/site' : 'fleet/site/pos');
  });
});
