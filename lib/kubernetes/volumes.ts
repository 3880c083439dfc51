import type { Volume, VolumeMount } from 'kubernetes-types/core/v1';
import { type ContainerModel, containersOf, type WorkloadModel } from '../workload/model';
import { hasTmp, TMP_BYTES } from '../workload/tmp';
import { shorten } from './names';
import { memoryQuantity } from './quantity';

/** Name of the claim of a named volume. */
export function claimName(workload: WorkloadModel, volume: string): string {
  return shorten(`${workload.name}-${volume}`, 253);
}

/** Name of the ConfigMap with the config files of a container. */
export function configMapName(workload: WorkloadModel, container: ContainerModel): string {
  const owner = container === workload.main ? workload.name : `${workload.name}-${container.name}`;
  return shorten(`${owner}-config`, 253);
}

/** The volumes of a pod. */
export function volumesOf(workload: WorkloadModel): Volume[] {
  const volumes: Volume[] = workload.volumes.map((volume, i) => {
    if (volume.kind === 'named') {
      return { name: named(volume.name), persistentVolumeClaim: { claimName: claimName(workload, volume.name) } };
    }
    if (volume.kind === 'host') return { name: `host-${i}`, hostPath: { path: volume.source } };
    return { name: `tmpfs-${i}`, emptyDir: { medium: 'Memory', sizeLimit: memoryQuantity(volume.size) } };
  });
  workload.peripherals.forEach((path, i) => {
    if (workload.kubernetes?.peripherals?.[path] === 'privileged') {
      volumes.push({ name: `peripheral-${i}`, hostPath: { path, type: nodeTypeOf(path) } });
    }
  });
  containersOf(workload).forEach((container, i) => {
    if (hasTmp(workload, container)) {
      volumes.push({ name: `tmp-${i}`, emptyDir: { medium: 'Memory', sizeLimit: memoryQuantity(TMP_BYTES) } });
    }
    if (container.configFiles.length > 0) {
      volumes.push({
        name: `config-${i}`,
        configMap: { name: configMapName(workload, container), defaultMode: 0o444 },
      });
    }
  });
  for (const name of secretsOf(workload)) {
    volumes.push({ name: secret(name), secret: { secretName: name, defaultMode: secretMode(workload) } });
  }
  return volumes;
}

/** Directories of device nodes (Linux, "Linux allocated devices" and the subsystems' own). */
const NODE_DIRECTORY = /^\/dev\/(bus|bus\/usb(\/\d+)?|dri|dvb|dvb\/adapter\d+|infiniband|input|serial|snd|usb|vfio)$/;
/** Disks, and what leads to them. */
const BLOCK_NODE = /^\/dev\/(sd[a-z]|vd[a-z]|nvme\d+n\d|mmcblk\d|loop\d|md\d|dm-\d|sr\d|disk\/)/;

/**
 * What the kubelet has to find at the path of a peripheral before the pod starts. Without it a directory would be made
 * there, in the place of a device that is not plugged in yet.
 */
function nodeTypeOf(path: string): 'BlockDevice' | 'CharDevice' | 'Directory' {
  if (NODE_DIRECTORY.test(path)) return 'Directory';
  return BLOCK_NODE.test(path) ? 'BlockDevice' : 'CharDevice';
}

/** What a container mounts. */
export function mountsOf(workload: WorkloadModel, container: ContainerModel): VolumeMount[] {
  const index = containersOf(workload).indexOf(container);
  const mounts: VolumeMount[] = container.mounts.map((m) => ({
    name: named(m.volume),
    mountPath: m.mountPath,
    ...(m.readOnly === true ? { readOnly: true } : {}),
  }));
  if (container === workload.main) {
    workload.volumes.forEach((volume, i) => {
      const name = volume.kind === 'named' ? named(volume.name) : `${volume.kind}-${i}`;
      const readOnly = volume.kind === 'host' && volume.readOnly ? { readOnly: true } : {};
      mounts.push({ name, mountPath: volume.path, ...readOnly });
    });
    workload.peripherals.forEach((path, i) => {
      if (workload.kubernetes?.peripherals?.[path] === 'privileged') {
        mounts.push({ name: `peripheral-${i}`, mountPath: path });
      }
    });
  }
  if (hasTmp(workload, container)) mounts.push({ name: `tmp-${index}`, mountPath: '/tmp' });
  for (const file of container.configFiles) {
    mounts.push({ name: `config-${index}`, mountPath: file.path, subPath: file.key, readOnly: true });
  }
  for (const { name, key, path } of container.secrets) {
    mounts.push({ name: secret(name), mountPath: path, subPath: key, readOnly: true });
  }
  return mounts;
}

function secretsOf(workload: WorkloadModel): Set<string> {
  return new Set(containersOf(workload).flatMap((c) => c.secrets.map((s) => s.name)));
}

/** Group-readable through `fsGroup`; readable for all where the image decides the group. */
function secretMode(workload: WorkloadModel): number {
  return workload.main.group === undefined ? 0o444 : 0o440;
}

const named = (name: string) => shorten(`volume-${name}`);
const secret = (name: string) => shorten(`secret-${name}`);
