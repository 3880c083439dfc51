// Standin takes the place of any image of a workload: it serves the ports that the workload declares, answers
// every path with its health, and tells over HTTP what it may do and what it was given. It needs no other file.
//
// Its behaviour comes from the environment, which the image's configuration sets:
//
//	STANDIN_PORTS  comma-separated TCP ports, or "53/udp"
//	STANDIN_EXIT   end at once with this code, as an init container or a job does
//	STANDIN_FAIL   start unhealthy
//	STANDIN_START  start only after this time ("2s")
//	STANDIN_DIARY  file to which it adds a line when it starts and one when it ends by itself, with STANDIN_NAME
//
// As "pause" it sleeps. As "standin request METHOD URL" it is a client, as "standin dial SOURCE ADDRESS" one that only
// connects, as "standin forward SOCKET ADDRESS" a way into the network namespace that it runs in. Under any other name, beside a server in
// the same container, it is the tool of a health check and ends with 1 while the server is unhealthy.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	switch {
	case filepath.Base(os.Args[0]) == "pause":
		pause()
	case len(os.Args) == 4 && os.Args[1] == "request":
		os.Exit(request(os.Args[2], os.Args[3]))
	case len(os.Args) == 4 && os.Args[1] == "dial":
		os.Exit(dialFrom(os.Args[2], os.Args[3]))
	case len(os.Args) == 4 && os.Args[1] == "forward":
		os.Exit(forward(os.Args[2], os.Args[3]))
	case os.Getenv("STANDIN_EXIT") != "":
		code, err := strconv.Atoi(os.Getenv("STANDIN_EXIT"))
		if err != nil {
			code = 2
		}
		diary("starts")
		startSlowly()
		diary("ends")
		os.Exit(code)
	case serverRuns():
		os.Exit(check(ports()))
	default:
		diary("starts")
		startSlowly()
		serve(ports())
		diary("ends")
	}
}

func startSlowly() {
	if duration, err := time.ParseDuration(os.Getenv("STANDIN_START")); err == nil {
		time.Sleep(duration)
	}
}

// diary adds a line to the file that all containers of a workload may share.
func diary(event string) {
	path := os.Getenv("STANDIN_DIARY")
	if path == "" {
		return
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	_ = file.Chmod(0o666)
	fmt.Fprintln(file, os.Getenv("STANDIN_NAME"), event)
	_ = file.Close()
}

func pause() {
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM, syscall.SIGINT)
	<-ended
}

// ports gives what STANDIN_PORTS declares, as "8080/tcp".
func ports() []string {
	var all []string
	for _, port := range strings.Split(os.Getenv("STANDIN_PORTS"), ",") {
		if port == "" {
			continue
		}
		if !strings.Contains(port, "/") {
			port += "/tcp"
		}
		all = append(all, port)
	}
	return all
}

// serverRuns tells whether another process of this container, which is an older one, runs this same file.
func serverRuns() bool {
	self, err := os.Stat("/proc/self/exe")
	if err != nil {
		return false
	}
	processes, _ := filepath.Glob("/proc/[0-9]*/exe")
	for _, exe := range processes {
		if exe == fmt.Sprintf("/proc/%d/exe", os.Getpid()) {
			continue
		}
		if other, err := os.Stat(exe); err == nil && os.SameFile(self, other) {
			return true
		}
	}
	return false
}
