#!/bin/bash
# init.sh STATE CGROUP DEVICE ADDRESS...: pid 1 of the engine's namespaces. Makes the device's network, with a LAN in
# another network namespace behind a cable, and becomes dockerd. DEVICE (10.0.42.11/24) is the device's own address;
# the others are the LAN's, its router first.
set -euo pipefail
# shellcheck source=../harness/lan.sh
. "$(dirname "$0")/../harness/lan.sh"
state=$1 cgroup=$2 device=$3
shift 3

# What a device forgets when its power is cut.
rm -rf "$state/exec" "$state/docker.pid" "$state/docker.sock" "$state/lan.pid"

# The device's own files: what is written to them stays in the run's directory.
for path in etc opt srv var/lib; do
  mkdir -p "$state/device/$path" "$state/device/.work/$path"
  mount -t overlay overlay -o "lowerdir=/$path,upperdir=$state/device/$path,workdir=$state/device/.work/$path" "/$path"
done

ip link set lo up
make_lan "$state" "$device" "$@"

# With `container` set, dockerd leaves the AppArmor profiles of the machine alone.
export container=sff
exec tini-static -- dockerd --config-file "$state/daemon.json" --data-root "$state/data" --exec-root "$state/exec" \
  --pidfile "$state/docker.pid" --host "unix://$state/docker.sock" --cgroup-parent "/$cgroup" \
  --init-path "$(command -v tini-static)"
