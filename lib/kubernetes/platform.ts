import type { NetworkPolicyPeer } from 'kubernetes-types/networking/v1';
import type { Ipv4Range } from '../portable/network';

/** What a distribution of Kubernetes has that others have not, or in another way. */
export interface KubernetesPlatform {
  /** Class of the claims that workloads make. */
  readonly storageClass: string;
  /** Runtime class that gives a pod its GPUs. */
  readonly gpuRuntimeClass: string;
  /** Ranges of pods and Services, which `Egress.internet` leaves out. */
  readonly clusterRanges: readonly Ipv4Range[];
  /** The LAN of the site. */
  readonly lan: Ipv4Range | undefined;
  /** Pods from which traffic to a LoadBalancer Service arrives. */
  loadBalancerPeer(service: string, namespace: string): NetworkPolicyPeer;
}
