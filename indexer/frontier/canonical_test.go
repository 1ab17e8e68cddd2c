package frontier

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCanonical(t *testing.T) {
	for _, tt := range []struct{ raw, base, want string }{
		{"HTTP://Bay.Example:80", "", "http://bay.example/"},
		{"https://bay.example:443/a", "", "https://bay.example/a"},
		{"http://bay.example:8080/a", "", "http://bay.example:8080/a"},
		{"http://127.0.0.1:35001/feed.xml", "", "http://127.0.0.1:35001/feed.xml"},
		{"https://user:secret@bay.example/a#part", "", "https://bay.example/a"},
		{"http://good.example\\@evil.example/", "", "http://good.example/@evil.example/"},
		{"http://0x7f.1/", "", "http://127.0.0.1/"},
		{"http://bücher.example/ü", "", "http://xn--bcher-kva.example/%C3%BC"},
		{"http://bay.example./a", "", "http://bay.example/a"},
		{"http://bay.example/a/../b/./c", "", "http://bay.example/b/c"},
		{"http://bay.example/%7Euser/%c3%bc%2f", "", "http://bay.example/~user/%C3%BC%2F"},
		{"http://bay.example/%2e%2e/a", "", "http://bay.example/a"},
		{"http://bay.example/x/%252E%252E/a", "", "http://bay.example/x/%252E%252E/a"},
		{"http://bay.example/a?utm_source=x&id=3&fbclid=y&UTM_Medium=z", "", "http://bay.example/a?id=3"},
		{"http://bay.example/a?utm_source=x", "", "http://bay.example/a"},
		{"http://bay.example/a?b=2&a=1&&c", "", "http://bay.example/a?b=2&a=1&c"},
		{"http://bay.example/a?ref=front&sid=9", "", "http://bay.example/a?ref=front&sid=9"},
		{"http://bay.example/a;jsessionid=12?x=1", "", "http://bay.example/a?x=1"},
		{"http://bay.example/a?", "", "http://bay.example/a"},
		{" \thttp://bay.example/a\nb ", "", "http://bay.example/ab"},
		{"../x?y=1#z", "https://bay.example/a/b/c", "https://bay.example/a/x?y=1"},
		{"//other.example/x", "https://bay.example/a", "https://other.example/x"},
		{"", "https://bay.example/a?b=1", "https://bay.example/a?b=1"},
		{"http://[::1]:8080/a", "", "http://[::1]:8080/a"},
	} {
		got, err := Canonical(tt.raw, tt.base)
		if err != nil || got != tt.want {
			t.Errorf("Canonical(%q, %q) = %q, %v; want %q", tt.raw, tt.base, got, err, tt.want)
		}
	}
}

func TestCanonicalRefuses(t *testing.T) {
	for _, raw := range []string{
		"", "/a", "bay.example/a", "ftp://bay.example/", "javascript:alert(1)", "mailto:a@bay.example", "data:text/html,x",
		"file:///etc/hosts", "http://", "http:///", "http://.", "http://bay.example:99999/", "http://a b/",
		"http://bay.example/" + strings.Repeat("a", MaxURL), "http://bay.example/" + strings.Repeat("a", 10*MaxURL),
		"http://bay.example/" + strings.Repeat("ü", MaxURL/4),
	} {
		if got, err := Canonical(raw, ""); !errors.Is(err, ErrURL) {
			t.Errorf("Canonical(%.60q) = %.60q, %v", raw, got, err)
		}
	}
}

func TestRepeats(t *testing.T) {
	for u, want := range map[string]bool{
		"http://bay.example/a/b/a/b/a/b/a": true,
		"http://bay.example/2026/03/04/a":  false,
		"http://bay.example/a/a/a":         false,
		"http://bay.example////":           false,
		"http://bay.example/?a/a/a/a/a":    false,
	} {
		if repeats(u) != want {
			t.Errorf("repeats(%q) is not %v", u, want)
		}
	}
}

func TestCanonicalDropsSessions(t *testing.T) {
	readGold(t, "crawlercommons_normalizer_pairs.jsonl", func(f *os.File) error {
		for lines := bufio.NewScanner(f); lines.Scan(); {
			var pair struct{ Input, Normalized string }
			if err := json.Unmarshal(lines.Bytes(), &pair); err != nil {
				return err
			}
			// There a host stays in Unicode; ours is in its ASCII form.
			want, _ := Canonical(pair.Normalized, "")
			if got, err := Canonical(pair.Input, ""); err != nil || got != want {
				t.Errorf("%q gives %q, %v; want %q", pair.Input, got, err, want)
			}
		}
		return nil
	})
}

func readGold(t *testing.T, name string, read func(*os.File) error) {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "gold", "crawl-urls", name)
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("%s is not here: nothing to measure against", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := read(f); err != nil {
		t.Fatal(err)
	}
}

// FuzzCanonical: what Canonical gives is its own canonical form, short enough,
// without user name and fragment.
func FuzzCanonical(f *testing.F) {
	for _, raw := range []string{
		"http://a.example/%2%35%32e%2e/%", "http://a.example/%%37E", "http://a/?%75tm_source=1", "http://a@b@c/", "https://[::1]:443",
		"http://a/;jsessionid=1;jsessionid=2", "http://a/\xff?\xff=%ff", "http://1.2.3/", "http:a", "http://a./..", "http://%61%2e/",
	} {
		f.Add(raw, "")
		f.Add(raw, "https://b.example/x/")
	}
	f.Fuzz(func(t *testing.T, raw, base string) {
		once, err := Canonical(raw, base)
		if err != nil {
			if !errors.Is(err, ErrURL) {
				t.Fatal(err)
			}
			return
		}
		if twice, err := Canonical(once, ""); err != nil || twice != once {
			t.Fatalf("%q gives %q, and that %q, %v", raw, once, twice, err)
		}
		if len(once) > MaxURL || strings.Contains(once, "#") || strings.Contains(Host(once), "@") || Host(once) == "" {
			t.Fatalf("%q gives %q", raw, once)
		}
	})
}
