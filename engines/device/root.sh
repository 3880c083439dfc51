# shellcheck shell=bash
# root.sh, to be sourced: the root of a device as an overlay of the base, the files of a test, and what the device
# writes. In a mount namespace of its own.

# mount_root STATE BASE ROOTFS DOCKER...: mounts it at STATE/root; DOCKER is a prepared engine, or empty.
mount_root() {
  local state=$1 base=$2 rootfs=$3 docker=$4 directory program
  mkdir -p "$state"/{base,rootfs,upper,work,root}
  # A path in the options of an overlay must not have a colon or a comma.
  mount --bind "$base" "$state/base"
  mount --bind "$rootfs" "$state/rootfs"
  mount -t overlay overlay \
    -o "lowerdir=$state/rootfs:$state/base,upperdir=$state/upper,workdir=$state/work" "$state/root"
  mount -t proc proc "$state/root/proc"
  [ -n "$docker" ] || return 0
  # Whole directories: runc looks for itself below the mount of a single file, and would find what that covers.
  for directory in bin cli-plugins; do
    mkdir -p "$state/root/usr/libexec/docker/$directory"
    mount --bind "$docker/$directory" "$state/root/usr/libexec/docker/$directory"
  done
  # At the first boot only: what the device makes of them afterwards is its own.
  [ ! -e "$state/root/usr/lib/systemd/system/docker.service" ] || return 0
  for program in "$docker"/bin/*; do ln -s "../libexec/docker/bin/${program##*/}" "$state/root/usr/bin/"; done
  cp -a "$(dirname "${BASH_SOURCE[0]}")"/docker/* "$state/root/usr/lib/systemd/system/"
  chroot "$state/root" systemctl --quiet enable containerd.service docker.socket docker.service
}
