#!/bin/bash
# verify.sh STATE BASE ROOTFS DOCKER UNIT...: what systemd-analyze says of units on the device that they are for, where
# their programs and the units that they name are found; ends with 1 when it complains. In a mount namespace of its own.
set -Eeuo pipefail
trap 'exit 70' ERR
state=$1

# shellcheck source=engines/device/root.sh
. "$(dirname "$0")/root.sh"
mount_root "$@"
shift 4
exec chroot "$state/root" systemd-analyze verify --man=no --recursive-errors=one "$@"
