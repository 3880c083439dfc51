import { type ImageLock, resolveImage } from '../image/lock';
import { workloadAround } from '../workload/workload';
import type { RenderedObject } from './objects';
import { containersOfPod, podOf } from './pods';

/** Gives the images of foreign pods the digests of the lock, as workloads have them already. */
export function lockImages(objects: readonly RenderedObject[], lock: ImageLock): void {
  if (Object.keys(lock).length === 0) return;
  for (const { scope, object } of objects) {
    const pod = podOf(object);
    if (pod === undefined || workloadAround(scope) !== undefined) continue;
    for (const container of containersOfPod(pod)) {
      if (typeof container.image !== 'string') continue;
      const resolved = resolveImage(container.image, lock);
      if (resolved.ok) container.image = resolved.image;
    }
  }
}
