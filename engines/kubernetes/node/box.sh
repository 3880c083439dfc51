#!/bin/bash
# Makes the network, mount and process namespaces that it is started in (by unshare) a machine of its own for one
# Kubernetes node: what the node's programs change of the network, of mounts, of /run and /var, and of kernel
# settings stays in here. Then waits, as the parent of all that runs in here.
# Usage: box.sh RUN_DIRECTORY CGROUP_NAME ADDRESS LAN...
set -euo pipefail
# shellcheck source=../../harness/lan.sh
. "$(dirname "$0")/../../harness/lan.sh"
run=$1 cgroup=$2 address=$3
shift 3

case $run in /run/* | /var/*)
  echo "A node hides /run and /var: set TMPDIR to another directory than $(dirname "$run")." >&2
  exit 1
  ;;
esac

mount --make-rshared /
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=755 tmpfs /var
mkdir -p /run/lock /run/containerd /var/lib /var/log/containers
ln -s /run /var/run

# What a kubelet sets for the whole machine, and checks: in here it seems to be set already.
while read -r file value; do
  copy=/run/sysctl-${file##*/}
  echo "$value" > "$copy"
  mount --bind "$copy" "/proc/sys/$file"
done << 'EOF'
vm/overcommit_memory 1
vm/panic_on_oom 0
kernel/panic 10
kernel/panic_on_oops 1
kernel/keys/root_maxkeys 1000000
kernel/keys/root_maxbytes 25000000
EOF

ip link set lo up
ip link add node0 type bridge
ip address add "$address/24" dev node0
ip link set node0 up
make_lan "$run" "$@"
echo 1 > /proc/sys/net/ipv4/ip_forward

# Pods get a part of the machine's cgroups, which the watchdog removes.
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  sed 's/\([^ ]*\)/+\1/g' /sys/fs/cgroup/cgroup.controllers > /sys/fs/cgroup/cgroup.subtree_control || true
  mkdir "/sys/fs/cgroup/$cgroup"
else
  for hierarchy in /sys/fs/cgroup/*/; do
    if [ -e "$hierarchy/cgroup.procs" ]; then mkdir "$hierarchy/$cgroup"; fi
  done
  # A new group of cpuset has neither CPUs nor memory, and takes no process.
  if [ -d "/sys/fs/cgroup/cpuset/$cgroup" ]; then
    for file in cpuset.cpus cpuset.mems; do
      cat "/sys/fs/cgroup/cpuset/$file" > "/sys/fs/cgroup/cpuset/$cgroup/$file"
    done
  fi
fi

touch "$run/box"
while :; do
  sleep 3600 &
  wait -n || true # also for processes that lost their parent
done
