package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// ended waits for a process, and gives how it ended and after how long.
func ended(cmd *exec.Cmd) (took time.Duration, err error) {
	began := time.Now()
	err = cmd.Wait()
	return time.Since(began), err
}

// TestF16FirstSignal ends a server, and an import, in order: soon, with nothing lost
// that was said to be there.
func TestF16FirstSignal(t *testing.T) {
	data := t.TempDir()
	cmd, _ := server(t, data) // TestF12BesideServer sends the other signal
	cmd.Process.Signal(os.Interrupt)
	if took, err := ended(cmd); err != nil || took > 10*time.Second {
		t.Errorf("serve: %v after %v, want exit code 0 within 10 s", err, took)
	}
	_, lines, _ := dateline(t, "", "generate", "--articles", "60")
	file := writeFile(t, filepath.Join(t.TempDir(), "a.jsonl"), lines)
	cmd = program(t.Context(), "import", "--data", data, file)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond) // somewhere in it, or before, or behind
	cmd.Process.Signal(os.Interrupt)
	if took, err := ended(cmd); took > 10*time.Second {
		t.Errorf("import: %v after %v, want an end within 10 s", err, took)
	}
	if code, out, errs := dateline(t, "", "import", "--data", data, file); code != exitOK || !strings.Contains(out, " 0 refused") {
		t.Errorf("import, again: %d, %s%s", code, out, errs)
	}
	if code, out, _ := dateline(t, "", "stats", "--data", data); code != exitOK || !strings.HasPrefix(out, "60 articles") {
		t.Errorf("stats: %d, %s", code, out)
	}
}

// TestF16SecondSignal has a request in flight that would keep a server from ending
// for as long as it is given: the second signal does not wait for it.
func TestF16SecondSignal(t *testing.T) {
	cmd, addr := server(t, t.TempDir())
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /api/v1/saved HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n", addr)
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("%q, %v: nobody waits for the body", line, err)
	}
	cmd.Process.Signal(syscall.SIGTERM)
	for { // until it has seen it
		probe, err := net.Dial("tcp", addr)
		if err != nil {
			break
		}
		probe.Close()
		time.Sleep(10 * time.Millisecond)
	}
	done := make(chan struct{})
	go func() {
		// More than one: the first may come before the program has given signals back.
		for {
			cmd.Process.Signal(syscall.SIGTERM)
			select {
			case <-done:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	took, err := ended(cmd)
	close(done)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGTERM {
		t.Errorf("it ended with %v, want to be ended by the signal", err)
	}
	if most := time.Duration(often(4, 1)) * time.Second; took > most || most >= shutdownTimeout {
		t.Errorf("it took %v to end, want %v at most", took, most)
	}
}
