import { FEATURES } from '../../lib/workload/features';
import { MATRIX } from '../../lib/workload/matrix';
import { readObserved } from '../engines/conformance/observed';
import { SCENES } from '../engines/conformance/scenes';
import { UNOBSERVED } from '../engines/conformance/unobserved';

const behaviours = SCENES.flatMap((scene) => scene.behaviours);
const shown = new Set(behaviours.flatMap(({ features }) => features));
const columns = Object.values(MATRIX);

describe('the behaviours that are observed on both engines', () => {
  it('show every feature that a workload can ask for, or say why not', () => {
    // What no property asks for, and both refuse, can't be in a program.
    const asked = FEATURES.filter(
      ({ id, prop }) => prop !== undefined || columns.some((c) => c[id].verdict !== 'refused'),
    );
    const missing = asked.filter(({ id }) => !shown.has(id) && UNOBSERVED[id] === undefined);
    expect(missing.map(({ id }) => id)).toEqual([]);
  });

  it('do not show what is said not to be shown', () => {
    expect(Object.keys(UNOBSERVED).filter((id) => FEATURES.some((f) => f.id === id && shown.has(f.id)))).toEqual([]);
  });

  it('differ only where the matrix says so', () => {
    for (const { id, features, expect: wanted } of behaviours) {
      if ('both' in wanted) continue;
      expect([id, wanted.k3s]).not.toEqual([id, wanted['docker-compose']]);
      expect([id, features]).toEqual([id, expect.arrayContaining([wanted.noted])]);
      expect([id, columns.some((column) => column[wanted.noted].verdict !== 'mapped')]).toEqual([id, true]);
    }
  });

  it('are the rows of the table, in its order', () => {
    expect(readObserved().map(({ id, title }) => ({ id, title }))).toEqual(
      behaviours.map(({ id, title }) => ({ id, title })),
    );
  });

  it('have ids of their own', () => {
    expect(new Set(behaviours.map(({ id }) => id)).size).toBe(behaviours.length);
  });
});
