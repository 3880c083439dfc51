#!/bin/bash
# init.sh CGROUP NAME STATE BASE ROOTFS DOCKER: the first process of a device's namespaces (of unshare). Takes cgroups
# of its own, mounts the device's root, and becomes its systemd. STATE is what outlives a power cut.
set -euo pipefail

if [ "$1" != in-cgroup ]; then
  for hierarchy in /sys/fs/cgroup/*/ /sys/fs/cgroup/; do
    group=$hierarchy/$1
    [ -e "$hierarchy/cgroup.procs" ] || continue
    mkdir -p "$group"
    # A new group of cpuset has neither CPUs nor memory, and takes no process.
    if [ -e "$group/cpuset.mems" ] && [ -z "$(cat "$group/cpuset.mems")" ]; then
      for file in cpuset.cpus cpuset.mems; do cat "$hierarchy/$file" >"$group/$file"; done
    fi
    echo 0 >"$group/cgroup.procs"
  done
  shift
  exec unshare --cgroup -- "$0" in-cgroup "$@"
fi
shift
name=$1 state=$2 docker=$5
root=$state/root

# shellcheck source=engines/device/root.sh
. "$(dirname "$0")/root.sh"
mount_root "$state" "$3" "$4" "$docker"

# The kernel's settings are the machine's; those of the network are the namespace's own.
mount --bind "$root/proc/sys" "$root/proc/sys"
mount --bind "$root/proc/sys/net" "$root/proc/sys/net"
mount -o remount,bind,ro "$root/proc/sys"
mount -t sysfs sysfs "$root/sys"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"

if [ -n "$docker" ]; then
  # Images are overlays themselves, which can't lie on one.
  for directory in docker containerd; do
    mkdir -p "$state/$directory" "$root/var/lib/$directory"
    mount --bind "$state/$directory" "$root/var/lib/$directory"
  done
fi

mount -t tmpfs -o mode=755 tmpfs "$root/dev"
while read -r device major minor; do
  mknod -m 666 "$root/dev/$device" c "$major" "$minor"
done <<'EOF'
null 1 3
zero 1 5
full 1 7
random 1 8
urandom 1 9
tty 5 0
EOF
mkdir "$root"/dev/{pts,shm}
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for number in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${number%:*}" "$root/dev/${number#*:}"; done
ln -s /run/systemd/journal/dev-log "$root/dev/log"
touch "$root/dev/console" "$state/console.log"
mount --bind "$state/console.log" "$root/dev/console"

# As on the machine: version 2, or version 1 with a hierarchy for each controller.
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
else
  mount -t tmpfs -o mode=755 tmpfs "$root/sys/fs/cgroup"
  while read -r _ path type options _; do
    at=$root/sys/fs/cgroup/${path##*/}
    case $type in
    cgroup)
      mkdir "$at"
      controllers=${path##*/}
      case $options in *name=systemd*) controllers=none,name=systemd ;; esac
      mount -t cgroup -o "$controllers" cgroup "$at"
      ;;
    cgroup2) mkdir "$at" && mount -t cgroup2 cgroup2 "$at" ;;
    esac
  done < <(grep ' /sys/fs/cgroup/' /proc/mounts)
fi

hostname "$name"
ip link set lo up
cd "$root"
mkdir -p .old
pivot_root . .old
umount --lazy /.old
rmdir /.old
exec env -i container=sff TERM=dumb PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin \
  /usr/lib/systemd/systemd --system --log-target=console --show-status=1 </dev/null
