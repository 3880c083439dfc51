#!/bin/sh
# Clears up after a run: waits for the end of its standard input, which is a pipe from the process that made the run
# and so also ends when that process is killed. Then ends every process that carries the run's mark in its
# environment, and removes the run's directory and cgroups.
# Usage: watchdog.sh RUN_DIRECTORY CGROUP_NAME
set -eu
trap '' INT TERM HUP
run=$1 cgroup=$2

cat > /dev/null

survivors() {
  grep -lzsxF "SFF_RUN=$run" /proc/[0-9]*/environ | cut -d/ -f3 || true
}

tries=0
while pids=$(survivors) && [ -n "$pids" ] && [ "$tries" -lt 100 ]; do
  # shellcheck disable=SC2086 # one word for each process
  kill -KILL $pids 2> /dev/null || true
  tries=$((tries + 1))
  sleep 0.05
done

# A cgroup stays busy for a moment after its last process has ended.
remove_cgroups() {
  left=0
  for root in /sys/fs/cgroup/*/"$cgroup" /sys/fs/cgroup/"$cgroup"; do
    if [ -d "$root" ]; then
      find "$root" -depth -type d -exec rmdir {} \; 2> /dev/null || true
      if [ -d "$root" ]; then left=1; fi
    fi
  done
  return "$left"
}

tries=0
while ! remove_cgroups && [ "$tries" -lt 300 ]; do
  tries=$((tries + 1))
  sleep 0.05
done

tries=0
while ! rm -rf "$run" 2> /dev/null && [ "$tries" -lt 100 ]; do # a mount may take a moment to go
  tries=$((tries + 1))
  sleep 0.05
done
[ ! -e "$run" ] && remove_cgroups
