import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { faultsIn } from '../../lib/compose/schema';
import { IMAGE } from './compose-fixture';

const schema = readFileSync(join(__dirname, '../../schemas/compose-spec.json'), 'utf8');
const accepts = new Ajv2020({ strict: false }).compile(JSON.parse(schema));

/** Where a service has faults, and whether the schema's own reader accepts it. */
function judge(service: object) {
  const web = { image: IMAGE, ...service };
  return {
    faults: faultsIn('services', 'web', web).map(({ pointer }) => pointer),
    accepted: accepts({ services: { web } }),
  };
}

describe('the Compose Specification', () => {
  it.each<[string, object]>([
    ['/restrat', { restrat: 'always' }],
    ['/user', { user: 1000 }],
    ['/command', { command: 5 }],
    ['/environment', { environment: 'A=b' }],
    ['/environment/A', { environment: { A: { b: 1 } } }],
    ['/ports', { ports: '80:80' }],
    ['/ports', { ports: null }],
    ['/ports/0/publish', { ports: [{ target: 80, publish: 80 }] }],
    ['/volumes/0/readonly', { volumes: [{ type: 'bind', source: '/a', target: '/b', readonly: true }] }],
    ['/volumes/0/type', { volumes: [{ type: 'disk' }] }],
    ['/networks', { networks: ['a', 'a'] }],
    ['/networks/b c', { networks: { 'b c': null } }],
    ['/depends_on/db', { depends_on: { db: {} } }],
    ['/depends_on/db/condition', { depends_on: { db: { condition: 'healthy' } } }],
    ['/healthcheck/interval', { healthcheck: { interval: 30 } }],
    ['/healthcheck/intervall', { healthcheck: { intervall: '30s' } }],
    ['/stop_grace_period', { stop_grace_period: 30 }],
    ['/deploy/resources/limits/cpu', { deploy: { resources: { limits: { cpu: 1 } } } }],
    ['/pre_start/0/deploy', { pre_start: [{ image: IMAGE, deploy: {} }] }],
    ['/post_start/0', { post_start: [{}] }],
    ['/oom_score_adj', { oom_score_adj: 5000 }],
    ['/cpu_count', { cpu_count: 1.5 }],
    ['/pull_policy', { pull_policy: 'sometimes' }],
    ['/labels/a~1b', { labels: { 'a/b': [] } }],
  ])('refuses what is at %s', (place, service) => {
    const { faults, accepted } = judge(service);
    // An unknown key is told where it is missing from.
    expect([[place], [place.replace(/\/[^/]*$/, '')]]).toContainEqual(faults);
    expect(accepted).toBe(false);
  });

  it.each<[object]>([
    [{ command: null, entrypoint: '', deploy: null, profiles: [], 'x-a': 5, labels: { a: null } }],
    [{ ulimits: { nofile: '5' }, init: 'true', mem_limit: 64, scale: '2', read_only: 'true', expose: [80] }],
    [{ secrets: ['a', { source: 'b', uid: '1' }], tmpfs: '/tmp', gpus: 'all', devices: ['a:b'], dns: '1.1.1.1' }],
    [{ networks: { a: null, b: { aliases: ['c'] } }, logging: { options: { 'max-file': 3 } }, build: '.' }],
    [{ healthcheck: { test: 'true', interval: '1m30s', timeout: '1.5h', start_period: '0' } }],
    [{ pre_start: [{ image: IMAGE, command: 'true', per_replica: true }], extra_hosts: ['a:1.2.3.4'] }],
  ])('accepts %j', (service) => {
    expect(judge(service)).toEqual({ faults: [], accepted: true });
  });

  it.each<[string, object]>([
    ['Write a duration, such as 30s.', { healthcheck: { interval: '30' } }],
    ['Write a duration, such as 30s.', { healthcheck: { timeout: 5 } }],
    ['Write a duration, such as 30s.', { stop_grace_period: 'soon' }],
    ['Write a number.', { cpus: 'half' }],
    ['Write a number.', { ulimits: { nofile: { soft: 'many', hard: 5 } } }],
    ['Write a size, such as 64m.', { mem_limit: '64 megs' }],
    ['Write a size, such as 64m.', { deploy: { resources: { limits: { memory: '' } } } }],
    ['Write true or false.', { init: 'maybe' }],
    ['Write an octal number in quotes, such as "077".', { umask: 'x' }],
    ['Write true or false.', { volumes: [{ type: 'bind', target: '/a', read_only: 'x' }] }],
  ])('wants more of a text than the schema says: %s', (fix, service) => {
    expect(faultsIn('services', 'web', { image: IMAGE, ...service })).toMatchObject([{ fix }]);
  });

  it('takes a list with something twice where Compose removes it itself', () => {
    expect(judge({ cap_add: ['CHOWN', 'CHOWN'] }).faults).toEqual([]);
  });

  it('leaves variables, merge keys and what no document holds to others', () => {
    expect(judge({ cpu_count: '$N', user: 5n, labels: new Date(0), '<<': {} }).faults).toEqual([]);
  });

  it.each(['services', 'networks', 'volumes', 'secrets', 'configs'])('refuses a name in %s with a space', (section) => {
    expect(faultsIn(section, 'a b', {})).toHaveLength(1);
    expect(faultsIn(section, 'a.b-c_d', {})).toEqual([]);
  });

  it.each<[string, unknown, number]>([
    ['networks', null, 0],
    ['networks', 'bridge', 1],
    ['networks', { internl: true }, 1],
    ['networks', { external: 'perhaps' }, 1],
    ['volumes', null, 0],
    ['secrets', null, 1],
    ['configs', { file: 5 }, 1],
  ])('reads %s: %j', (section, part, faults) => {
    expect(faultsIn(section, 'a', part)).toHaveLength(faults);
  });
});
