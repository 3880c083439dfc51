#!/bin/bash
# init.sh STATE CGROUP [ADDRESS...]: pid 1 of the engine's namespaces. Makes the device's network, with a LAN in another
# network namespace behind a cable, and becomes dockerd. The first ADDRESS (10.0.42.11/24) is the device's own; the
# others are the LAN's, its router first. Without addresses there is no LAN.
set -euo pipefail
state=$1 cgroup=$2
shift 2
ip link set lo up
if [ $# -gt 1 ]; then
  device=$1
  shift
  unshare --net sleep infinity &
  echo $! >"$state/lan.pid"
  for _ in {1..100}; do
    [ "$(readlink "/proc/$!/ns/net")" != "$(readlink /proc/self/ns/net)" ] && break
    sleep 0.02
  done
  ip link add lan0 type veth peer name lan0 netns $!
  ip address add "$device" dev lan0
  ip link set lan0 up
  lan() { nsenter --target "$(cat "$state/lan.pid")" --net -- "$@"; }
  lan ip link set lo up
  for address in "$@"; do lan ip address add "$address" dev lan0; done
  lan ip link set lan0 up
  ip route add default via "${1%/*}"
fi
# With `container` set, dockerd leaves the AppArmor profiles of the machine alone.
export container=sff
exec tini-static -- dockerd --config-file "$state/daemon.json" --data-root "$state/data" --exec-root "$state/exec" \
  --pidfile "$state/docker.pid" --host "unix://$state/docker.sock" --cgroup-parent "/$cgroup" \
  --init-path "$(command -v tini-static)"
