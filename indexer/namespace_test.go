package indexer

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
)

// namespaceEnv marks a test binary that runs in a network namespace of its own,
// where "public" addresses are loopback and nothing else can be reached.
const namespaceEnv = "DATELINE_TEST_NAMESPACE"

// privateHosts are hosts that are no public address, in 70 ways to write one.
var privateHosts = []string{
	"127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "0177.1", "00000177.0.0.1", "127.0.0.1.", "localhost", "LOCALHOST", "user@127.0.0.1",
	"0.0.0.0", "0", "127.255.255.254", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]",
	"[64:ff9b::7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:a00:1::]", "[2001:0:7f00:1::]", "[fe80::1]", "[fc00::1]", "[fd00::1]", "[fec0::1]",
	"10.0.0.1", "167772161", "0xa.1", "012.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.1", "169.254.169.254", "2852039166", "0xa9fea9fe", "169.254.43518",
	"100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.0.170", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
	"224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "[2001:db8::1]", "[2001:10::1]", "[2001:20::1]", "[3fff::1]", "[100::1]", "[ff02::1]", "[5f00::1]",
	"①②⑦.0.0.1", "127。0。0。1", "１２７.0.0.1", "8.8.8.8:81@127.0.0.1",
}

// canaryAddresses are one of each range that is not public.
var canaryAddresses = strings.Fields(`10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 192.168.1.1 169.254.169.254 100.64.0.1 100.127.255.255
	192.0.0.1 192.0.0.170 192.0.2.1 192.88.99.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 240.0.0.1
	64:ff9b::7f00:1 64:ff9b:1::7f00:1 2002:7f00:1:: 2002:a00:1:: 2001:0:7f00:1:: fc00::1 fd00::1 fec0::1 2001:db8::1 2001:10::1 2001:20::1 3fff::1 100::1 5f00::1`)

// inNamespace runs the calling test in a namespace and reports whether this is
// the process inside. It skips where the kernel does not let us.
func inNamespace(t *testing.T) bool {
	t.Helper()
	if os.Getenv(namespaceEnv) != "" {
		return true
	}
	setup := "ip link set lo up && ip addr add 8.8.8.8/32 dev lo || exit 9; for a in " + strings.Join(canaryAddresses, " ") +
		"; do ip addr add $a dev lo 2>/dev/null || true; done; "
	if err := exec.Command("unshare", "-Urn", "sh", "-c", setup+"true").Run(); err != nil {
		t.Skip("no network namespace here:", err)
	}
	runAlone(t, "unshare", "-Urn", "sh", "-c", setup+`exec "$0" "$@"`)
	return false
}

// ownProcess runs the calling test in a process of its own and reports whether
// this is it.
func ownProcess(t *testing.T) bool {
	t.Helper()
	if os.Getenv(namespaceEnv) != "" {
		return true
	}
	runAlone(t)
	return false
}

// runAlone runs the calling test by itself, behind the words of command.
func runAlone(t *testing.T, command ...string) {
	t.Helper()
	command = append(command, os.Args[0], "-test.run", "^"+t.Name()+"$", "-test.v", "-test.timeout", fmt.Sprint(often(5, 60), "m"))
	cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
	cmd.Env = append(os.Environ(), namespaceEnv+"=1")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("by itself: %v\n%s", err, out)
		return
	}
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "_test.go:") {
			t.Log(strings.TrimSpace(line))
		}
	}
}

// publicSite serves port 80 of 8.8.8.8. Every other address, and every other port
// that is asked for, is a canary, which counts connections.
func publicSite(t *testing.T, serve http.HandlerFunc) (canary *atomic.Int32) {
	t.Helper()
	canary = &atomic.Int32{}
	for _, port := range []string{"80", "443", "22", "25", "6379", "81"} {
		l, err := net.Listen("tcp", ":"+port) // every address there is
		if err != nil {
			t.Fatal(err)
		}
		s := &http.Server{Handler: serve, ConnState: func(c net.Conn, state http.ConnState) {
			if state == http.StateNew && !isPublicSite(c.LocalAddr().String()) {
				canary.Add(1)
				c.Close()
			}
		}}
		go s.Serve(l)
		t.Cleanup(func() { s.Close() })
	}
	return canary
}

func isPublicSite(addr string) bool { return addr == "8.8.8.8:80" || addr == "[::ffff:8.8.8.8]:80" }
