import { device } from './device/device';
import { composecheck } from './docker/composecheck';
import { docker } from './docker/docker';
import type { Engine } from './engine';
import { containerd } from './kubernetes/containerd';
import { coredns } from './kubernetes/coredns';
import { fluxCrds } from './kubernetes/flux';
import { helmController, k3sCrds, kine } from './kubernetes/k3s';
import { kubeApi, kubeNode } from './kubernetes/kubernetes';
import { azureTypes, pulumi, pulumiNode } from './pulumi/pulumi';
import { standin } from './standin/engine';

/** Every engine by the group that `prepare` and `status` take. */
export const catalogue: Readonly<Record<'kubernetes' | 'compose' | 'pulumi' | 'device', readonly Engine[]>> = {
  kubernetes: [kubeApi, kine, k3sCrds, fluxCrds, helmController, kubeNode, containerd, coredns, standin],
  compose: [docker, composecheck, standin],
  pulumi: [pulumi, pulumiNode, azureTypes],
  device: [device, docker, standin],
};

export const engines: readonly Engine[] = [...new Set(Object.values(catalogue).flat())];

/** The engines that the names of groups and engines mean; all of them without a name. */
export function select(names: readonly string[]): readonly Engine[] {
  if (names.length === 0) return engines;
  const selected = names.flatMap((name) => {
    const found = Object.hasOwn(catalogue, name)
      ? catalogue[name as keyof typeof catalogue]
      : engines.filter((engine) => engine.name === name);
    if (found.length > 0 || Object.hasOwn(catalogue, name)) return found;
    const known = [...Object.keys(catalogue), ...engines.map((engine) => engine.name)];
    throw new Error(`There is no engine or group "${name}". Known: ${known.join(', ')}.`);
  });
  return [...new Set(selected)];
}
