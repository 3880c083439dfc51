package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"syscall"
	"time"
)

// outcome of something that may be forbidden.
type outcome struct {
	OK    bool   `json:"ok"`
	Error string `json:"error,omitempty"`
}

func attempt(err error) outcome {
	if err != nil {
		return outcome{Error: err.Error()}
	}
	return outcome{OK: true}
}

type file struct {
	outcome
	Content string   `json:"content,omitempty"`
	Entries []string `json:"entries,omitempty"`
	Mode    string   `json:"mode,omitempty"`
	UID     int      `json:"uid"`
	GID     int      `json:"gid"`
}

// read gives a file's text or a directory's names, with owner and mode.
func read(path string) file {
	info, err := os.Stat(path)
	if err != nil {
		return file{outcome: attempt(err)}
	}
	answer := file{Mode: info.Mode().String()}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		answer.UID, answer.GID = int(stat.Uid), int(stat.Gid)
	}
	if info.IsDir() {
		entries, err := os.ReadDir(path)
		for _, entry := range entries {
			answer.Entries = append(answer.Entries, entry.Name())
		}
		answer.outcome = attempt(err)
		return answer
	}
	text, err := os.ReadFile(path)
	answer.Content, answer.outcome = string(text), attempt(err)
	return answer
}

// write makes a file in the directory and removes it.
func write(directory string) outcome {
	made, err := os.CreateTemp(directory, "standin-")
	if err != nil {
		return attempt(err)
	}
	_, err = made.WriteString("x")
	_ = made.Close()
	_ = os.Remove(made.Name())
	return attempt(err)
}

// put writes a text, as often as told, and leaves the file.
func put(path, text, times string) outcome {
	return attempt(os.WriteFile(path, bytes.Repeat([]byte(text), max(1, number(times))), 0o644))
}

// escalate tries what only a privileged process may.
func escalate() map[string]outcome {
	all := map[string]outcome{
		"setuid": attempt(syscall.Setuid(0)),
		"chroot": attempt(syscall.Chroot("/")),
		"mount":  attempt(mount()),
	}
	raw, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_RAW, syscall.IPPROTO_ICMP)
	if err == nil {
		_ = syscall.Close(raw)
	}
	all["rawSocket"] = attempt(err)
	return all
}

func mount() error {
	err := syscall.Mount("none", "/proc", "tmpfs", 0, "")
	if err == nil {
		_ = syscall.Unmount("/proc", 0)
	}
	return err
}

type connection struct {
	outcome
	Address string `json:"address,omitempty"`
}

// dial connects; by UDP it also waits for an echo.
func dial(network, target string) connection {
	if network == "" {
		network = "tcp"
	}
	made, err := net.DialTimeout(network, target, 2*time.Second)
	if err != nil {
		return connection{outcome: attempt(err)}
	}
	defer made.Close()
	if network == "udp" {
		_ = made.SetDeadline(time.Now().Add(2 * time.Second))
		if _, err = made.Write([]byte("x")); err == nil {
			_, err = made.Read(make([]byte, 1))
		}
	}
	return connection{attempt(err), made.RemoteAddr().String()}
}

type addresses struct {
	outcome
	Addresses []string `json:"addresses,omitempty"`
}

func lookup(host string) addresses {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	found, err := net.DefaultResolver.LookupHost(ctx, host)
	return addresses{attempt(err), found}
}
