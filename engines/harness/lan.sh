# shellcheck shell=bash
# make_lan STATE DEVICE ADDRESS...: gives the network namespace of a device a LAN, which is another namespace behind a
# cable, held by a process whose id is in STATE/lan.pid. DEVICE (10.0.42.11/24) is the device's own address; the others
# are the LAN's, its router first.
make_lan() {
  local state=$1 device=$2 lan address
  shift 2
  unshare --net sleep infinity &
  lan=$!
  echo $lan >"$state/lan.pid"
  for _ in {1..100}; do
    [ "$(readlink /proc/$lan/ns/net)" != "$(readlink /proc/self/ns/net)" ] && break
    sleep 0.02
  done
  on_lan() { nsenter --target "$lan" --net -- "$@"; }
  ip link add lan0 type veth peer name lan0 netns $lan
  ip address add "$device" dev lan0
  ip link set lan0 up
  on_lan ip link set lo up
  for address in "$@"; do on_lan ip address add "$address" dev lan0; done
  on_lan ip link set lan0 up
  ip route add default via "${1%/*}"
}
