package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// server is the state that requests change.
type server struct {
	failing atomic.Bool
	linger  atomic.Int64 // how long SIGTERM is put off
	held    [][]byte
}

func serve(ports []string) {
	s := &server{}
	s.failing.Store(os.Getenv("STANDIN_FAIL") != "")
	mux := s.routes()
	for _, port := range ports {
		number, protocol, _ := strings.Cut(port, "/")
		if protocol == "udp" {
			go echo(number)
			continue
		}
		listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", ":"+number)
		if err != nil {
			log.Fatal(err)
		}
		go func() { log.Fatal(http.Serve(listener, mux)) }()
	}
	fmt.Printf("standin serves %v\n", ports)
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM)
	<-ended
	time.Sleep(time.Duration(s.linger.Load()))
	fmt.Println("standin ends")
}

func echo(port string) {
	packets, err := net.ListenPacket("udp", ":"+port)
	if err != nil {
		log.Fatal(err)
	}
	buffer := make([]byte, 65536)
	for {
		n, from, err := packets.ReadFrom(buffer)
		if err == nil {
			_, _ = packets.WriteTo(buffer[:n], from)
		}
	}
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		if s.failing.Load() {
			http.Error(w, "failing", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ok")
	})
	answer := func(path string, f func(*http.Request) any) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("content-type", "application/json")
			_ = json.NewEncoder(w).Encode(f(r))
		})
	}
	answer("/standin/self", func(*http.Request) any { return self() })
	answer("/standin/read", func(r *http.Request) any { return read(r.FormValue("path")) })
	answer("/standin/write", func(r *http.Request) any { return write(r.FormValue("path")) })
	answer("/standin/put", func(r *http.Request) any { return put(r.FormValue("path"), r.FormValue("text"), r.FormValue("times")) })
	answer("/standin/fetch", func(r *http.Request) any {
		var bodies []string
		for range max(1, number(r.FormValue("times"))) {
			found, err := fetch(http.MethodGet, r.FormValue("url"))
			if err != nil {
				return attempt(err)
			}
			bodies = append(bodies, found.Body)
		}
		return map[string]any{"ok": true, "bodies": bodies}
	})
	answer("/standin/print", func(r *http.Request) any {
		for range number(r.FormValue("lines")) {
			fmt.Println(strings.Repeat("x", 1023))
		}
		return attempt(nil)
	})
	answer("/standin/escalate", func(*http.Request) any { return escalate() })
	answer("/standin/dial", func(r *http.Request) any { return dial(r.FormValue("network"), r.FormValue("target")) })
	answer("/standin/lookup", func(r *http.Request) any { return lookup(r.FormValue("host")) })
	answer("/standin/fail", func(*http.Request) any { s.failing.Store(true); return true })
	answer("/standin/heal", func(*http.Request) any { s.failing.Store(false); return true })
	answer("/standin/linger", func(r *http.Request) any {
		duration, err := time.ParseDuration(r.FormValue("for"))
		s.linger.Store(int64(duration))
		return attempt(err)
	})
	answer("/standin/allocate", func(r *http.Request) any {
		size, err := strconv.Atoi(r.FormValue("bytes"))
		if err == nil {
			block := make([]byte, size)
			for i := 0; i < size; i += 4096 {
				block[i] = 1
			}
			s.held = append(s.held, block)
		}
		return attempt(err)
	})
	mux.HandleFunc("/standin/exit", func(_ http.ResponseWriter, r *http.Request) {
		code, _ := strconv.Atoi(r.FormValue("code"))
		os.Exit(code)
	})
	return mux
}

// number of a text, 0 for any other.
func number(text string) int {
	value, _ := strconv.Atoi(text)
	return value
}
