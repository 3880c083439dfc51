import type { DeviceModel } from '../portable/hardware';

/**
 * What K3s listens on, on every node, on whatever address (K3s, "Requirements": networking; Kubernetes, "Ports and
 * Protocols"; containerd's port: k3s-io/k3s#4984).
 */
const ALWAYS: Readonly<Record<string, string>> = {
  '6443/tcp': 'the Kubernetes API of K3s',
  '6444/tcp': "K3s' client load balancer",
  '8472/udp': 'flannel (VXLAN)',
  '10010/tcp': 'containerd (logs, exec and port-forward)',
  '10248/tcp': 'the kubelet (health)',
  '10249/tcp': 'kube-proxy (metrics)',
  '10250/tcp': 'the kubelet',
  '10256/tcp': 'kube-proxy (health)',
  '10257/tcp': 'kube-controller-manager',
  '10258/tcp': 'the cloud controller of K3s',
  '10259/tcp': 'kube-scheduler',
};

/** What servers listen on where there are several of them, which share etcd. */
const ETCD: Readonly<Record<string, string>> = {
  '2379/tcp': 'etcd',
  '2380/tcp': 'etcd',
  '2381/tcp': 'etcd (metrics)',
  '2382/tcp': 'etcd',
};

/** What Traefik's LoadBalancer Service takes, where the site keeps it. */
const TRAEFIK: Readonly<Record<string, string>> = { '80/tcp': 'Traefik', '443/tcp': 'Traefik' };

/** What of K3s listens on a port of the site's nodes. */
export function reservedPorts(devices: readonly DeviceModel[], traefik: 'disabled' | 'enabled') {
  const servers = devices.filter((d) => d.role === 'server').length;
  const reserved = { ...ALWAYS, ...(servers > 1 ? ETCD : {}), ...(traefik === 'enabled' ? TRAEFIK : {}) };
  return (port: number, protocol: string): string | undefined => {
    // Kubernetes' default range of node ports.
    if (port >= 30_000 && port <= 32_767) return 'the node ports of Kubernetes (30000 to 32767)';
    return reserved[`${port}/${protocol}`];
  };
}
