package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

// request prints {"status","body"}, or ends with 1 and says why there is no answer.
func request(method, url string) int {
	made, err := http.NewRequest(method, url, nil)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	response, err := (&http.Client{Timeout: 10 * time.Second}).Do(made)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	_ = json.NewEncoder(os.Stdout).Encode(map[string]any{"status": response.StatusCode, "body": string(body)})
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
