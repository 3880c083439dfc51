package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

type answer struct {
	Status int    `json:"status"`
	Body   string `json:"body"`
}

// fetch asks on a connection of its own; an error is an answer with status 0.
func fetch(method, url string) (answer, error) {
	made, err := http.NewRequest(method, url, nil)
	if err != nil {
		return answer{}, err
	}
	client := http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(made)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, string(body)}, err
}

// request prints {"status","body"}, or ends with 1 and says why there is no answer.
func request(method, url string) int {
	found, err := fetch(method, url)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	_ = json.NewEncoder(os.Stdout).Encode(found)
	return 0
}

// dialFrom ends with 1 when no connection comes about, from an address of this machine if one is given.
func dialFrom(source, target string) int {
	dialer := net.Dialer{Timeout: 2 * time.Second}
	if source != "" {
		dialer.LocalAddr = &net.TCPAddr{IP: net.ParseIP(source)}
	}
	made, err := dialer.Dial("tcp", target)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	_ = made.Close()
	return 0
}

// check is a health check's tool: it asks the server of its own container.
func check(ports []string) int {
	for _, port := range ports {
		number, protocol, _ := strings.Cut(port, "/")
		if protocol != "tcp" {
			continue
		}
		response, err := (&http.Client{Timeout: 3 * time.Second}).Get("http://127.0.0.1:" + number + "/")
		if err != nil || response.StatusCode != http.StatusOK {
			return 1
		}
		return 0
	}
	return 0
}
