import type { PodSpec } from 'kubernetes-types/core/v1';
import { podSecurityOf } from '../../lib/kubernetes/pod-security';
import { PODS } from './pods-by-level';

describe('the level of a pod', () => {
  const levelAt = (title: string, minor: number) => {
    const { metadata, spec } = PODS[title] as (typeof PODS)[string];
    return podSecurityOf({ apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata }, spec }, spec as PodSpec, minor);
  };

  // test/engines/pod-security.test.ts asks the API server the same.
  it.each(Object.entries(PODS))('with %s is the strictest that admits it', (title, { level }) => {
    expect(levelAt(title, 36)).toBe(level);
  });

  it.each([
    ['a probe of another host', 33, 'restricted'],
    ['a probe of another host', 34, 'privileged'],
    ['a sysctl that is safe since 1.32', 31, 'privileged'],
    ['a sysctl that is safe since 1.32', 32, 'restricted'],
    ['a type of SELinux', 30, 'privileged'],
    ['root of a user namespace', 34, 'baseline'],
    ['all of /proc in a user namespace', 34, 'privileged'],
  ])('goes by the version of Kubernetes: %s, on 1.%i', (title, minor, level) => {
    expect(levelAt(title, minor)).toBe(level);
  });
});
