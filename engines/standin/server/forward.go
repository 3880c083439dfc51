package main

import (
	"fmt"
	"io"
	"net"
	"os"
)

// forward takes connections at a Unix socket to a TCP address: a way into a network namespace from outside.
func forward(socket, target string) int {
	listener, err := net.Listen("unix", socket)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	for {
		from, err := listener.Accept()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		go func() {
			defer from.Close()
			to, err := net.Dial("tcp", target)
			if err != nil {
				return
			}
			defer to.Close()
			go func() { _, _ = io.Copy(to, from); _ = to.(*net.TCPConn).CloseWrite() }()
			_, _ = io.Copy(from, to)
		}()
	}
}
