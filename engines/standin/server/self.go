package main

import (
	"os"
	"path/filepath"
	"strings"
)

// facts is what a process can find out about itself.
type facts struct {
	Args     []string          `json:"args"`
	Env      map[string]string `json:"env"`
	Hostname string            `json:"hostname"`
	UID      int               `json:"uid"`
	GID      int               `json:"gid"`
	Groups   []int             `json:"groups"`
	// Status holds CapEff, CapBnd, NoNewPrivs, Seccomp and others of /proc/self/status.
	Status map[string]string `json:"status"`
	// Cgroup holds the limits by file name, of version 2 or, under its names, of version 1.
	Cgroup map[string]string `json:"cgroup"`
	// Mounts holds the options of each mount by its place.
	Mounts map[string]string `json:"mounts"`
}

func self() facts {
	hostname, _ := os.Hostname()
	groups, _ := os.Getgroups()
	env := map[string]string{}
	for _, each := range os.Environ() {
		name, value, _ := strings.Cut(each, "=")
		env[name] = value
	}
	return facts{
		Args: os.Args, Env: env, Hostname: hostname, UID: os.Getuid(), GID: os.Getgid(), Groups: groups,
		Status: status(), Cgroup: cgroup(), Mounts: mounts(),
	}
}

func status() map[string]string {
	all := map[string]string{}
	for _, line := range lines("/proc/self/status") {
		if name, value, found := strings.Cut(line, ":"); found {
			all[name] = strings.TrimSpace(value)
		}
	}
	return all
}

func mounts() map[string]string {
	all := map[string]string{}
	for _, line := range lines("/proc/self/mounts") {
		if fields := strings.Fields(line); len(fields) > 3 {
			all[fields[1]] = fields[2] + " " + fields[3]
		}
	}
	return all
}

// cgroup reads the limits where the runtime mounts the container's own cgroup: at the root of each hierarchy.
func cgroup() map[string]string {
	all := map[string]string{}
	for _, pattern := range []string{
		"memory.max", "memory.swap.max", "cpu.max", "pids.max", "memory/memory.limit_in_bytes",
		"cpu*/cpu.cfs_quota_us", "cpu*/cpu.cfs_period_us", "cpu*/cpu.shares", "cpu.weight", "pids/pids.max",
		"memory.low", "memory/memory.soft_limit_in_bytes",
	} {
		files, _ := filepath.Glob(filepath.Join("/sys/fs/cgroup", pattern))
		for _, file := range files {
			if text, err := os.ReadFile(file); err == nil {
				all[filepath.Base(file)] = strings.TrimSpace(string(text))
			}
		}
	}
	return all
}

func lines(path string) []string {
	text, _ := os.ReadFile(path)
	return strings.Split(string(text), "\n")
}
