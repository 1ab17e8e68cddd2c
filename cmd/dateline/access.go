package main

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"dateline/web"
)

// access are the flags that say who may ask the server.
type access struct {
	token     string
	tokenFile string
	origin    string
	perMinute int
}

func (a *access) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&a.token, "token", "", "answer only who sends this token (to read); better kept in a --token-file")
	f.StringVar(&a.tokenFile, "token-file", "", "a file of tokens, a line each: read TOKEN or edit TOKEN")
	f.StringVar(&a.origin, "cors", "", "whose pages may read the API from a browser, such as https://desk.example, or *")
	f.IntVar(&a.perMinute, "rate-limit", 0, "requests a minute of one client; 0 is no limit")
}

// minToken is the length below which a token could be guessed.
const minToken = 16

// config reads the tokens.
func (a *access) config() (web.Access, error) {
	out := web.Access{Origin: a.origin, PerMinute: a.perMinute}
	if a.perMinute < 0 {
		return out, usageError{fmt.Errorf("--rate-limit is %d; it counts requests a minute, 0 is no limit", a.perMinute)}
	}
	if a.origin != "" && a.origin != "*" && !strings.HasPrefix(a.origin, "https://") && !strings.HasPrefix(a.origin, "http://") {
		return out, usageError{fmt.Errorf("--cors is %q; it takes an origin such as https://desk.example, or *", a.origin)}
	}
	if a.token != "" {
		if len(a.token) < minToken {
			return out, usageError{fmt.Errorf("--token has %d characters; it needs at least %d, such as `openssl rand -hex 16` prints", len(a.token), minToken)}
		}
		out.Read = append(out.Read, a.token)
	}
	if a.tokenFile == "" {
		return out, nil
	}
	return out, readTokens(a.tokenFile, &out)
}

func readTokens(path string, into *web.Access) error {
	f, err := os.Open(path)
	if err != nil {
		return usageError{fmt.Errorf("--token-file: %w", err)}
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	found := false
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		kind, token, _ := strings.Cut(line, " ")
		token = strings.TrimSpace(token)
		if len(token) < minToken {
			return usageError{fmt.Errorf("%s line %d: a line is `read TOKEN` or `edit TOKEN`, and a token has at least %d characters", path, n, minToken)}
		}
		switch kind {
		case "read":
			into.Read = append(into.Read, token)
		case "edit":
			into.Edit = append(into.Edit, token)
		default:
			return usageError{fmt.Errorf("%s line %d: begins with %q; a line is `read TOKEN` or `edit TOKEN`", path, n, kind)}
		}
		found = true
	}
	if err := lines.Err(); err != nil {
		return usageError{fmt.Errorf("--token-file: %w", err)}
	}
	if !found {
		return usageError{fmt.Errorf("%s holds no token: write lines such as `read TOKEN`", path)}
	}
	return nil
}

// ownToken is the name of the file through which other processes of the same
// user on this machine may ask a server that wants tokens.
const ownToken = "loopback-token"

// letOwnIn gives other processes on this machine a token of their own.
func letOwnIn(dataDir string, a *web.Access) error {
	path := filepath.Join(dataDir, ownToken)
	if a.Open() {
		_ = os.Remove(path) // one left by a server that wanted tokens opens nothing now
		return nil
	}
	token := rand.Text()
	if err := os.WriteFile(path, []byte(token), 0o600); err != nil {
		return err
	}
	a.Read = append(a.Read, token)
	return nil
}

// tokenFor reads the token that letOwnIn left; empty where there is none.
func tokenFor(dataDir string) string {
	b, err := os.ReadFile(filepath.Join(dataDir, ownToken))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

// isPublic reports an address that other machines reach.
func isPublic(addr string) bool {
	ap, err := netip.ParseAddrPort(addr)
	if err == nil {
		return !ap.Addr().Unmap().IsLoopback()
	}
	host, _, err := net.SplitHostPort(addr)
	return err != nil || host != "localhost"
}
