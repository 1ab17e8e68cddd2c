package robots

import (
	"math"
	"strings"
	"testing"
	"time"
)

func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		name, robots, agent, url string
		allowed                  bool
		line                     int
	}{
		{"empty file allows", "", "Dateline", "http://a.example/x", true, 0},
		{"own group before everyone's", "User-agent: *\nDisallow: /\nUser-agent: dateline\nDisallow: /private", "Dateline", "http://a.example/x", true, 0},
		{"own group's rule", "User-agent: *\nAllow: /\nUser-agent: dateline\nDisallow: /private", "Dateline", "http://a.example/private/1", false, 4},
		{"version behind the token", "User-agent: Dateline/2.0\nDisallow: /", "dateline", "http://a.example/", false, 2},
		{"longer name is another crawler", "User-agent: DatelineNews\nDisallow: /", "Dateline", "http://a.example/", true, 0},
		{"longest rule wins", "User-agent: *\nDisallow: /a\nAllow: /a/b", "x", "/a/b/c", true, 3},
		{"equal length: allow", "User-agent: *\nDisallow: /page\nAllow: /page", "x", "/page", true, 3},
		{"star inside", "User-agent: *\nDisallow: /*/print", "x", "/2024/story/print?x=1", false, 2},
		{"anchor", "User-agent: *\nDisallow: /*.pdf$", "x", "/a.pdf?download", true, 0},
		{"anchor holds", "User-agent: *\nDisallow: /*.pdf$", "x", "/a.pdf.pdf", false, 2},
		{"anchor without star", "User-agent: *\nDisallow: /$", "x", "/", false, 2},
		{"merged groups", "User-agent: a\nDisallow: /1\nUser-agent: b\nDisallow: /2\nUser-agent: a\nDisallow: /3", "a", "/3", false, 6},
		{"two agents, one group", "User-agent: a\nUser-agent: b\nDisallow: /", "a", "/x", false, 3},
		{"path is case-sensitive", "User-agent: *\nDisallow: /A", "x", "/a", true, 0},
		{"non-ASCII is percent-encoded", "User-agent: *\nDisallow: /café", "x", "/caf%c3%a9/1", false, 2},
		{"unreserved is decoded", "User-agent: *\nDisallow: /%7Ejoe", "x", "/~joe/", false, 2},
		{"empty disallow", "User-agent: *\nDisallow:", "x", "/x", true, 0},
		{"rule before any agent", "Disallow: /\nUser-agent: *\nDisallow: /x", "x", "/y", true, 0},
		{"robots.txt itself", "User-agent: *\nDisallow: /", "x", "http://a.example/robots.txt", true, 0},
		{"query counts", "User-agent: *\nDisallow: /*?print=", "x", "http://a.example/s?print=1", false, 2},
		{"typo, BOM, CR line ends, comment", "\xef\xbb\xbfUser-agent: *\rDissallow: /x # why\r", "x", "/x", false, 2},
		{"missing colon", "User-agent: *\nDisallow /x", "x", "/x", false, 2},
		{"blank lines do not end a group", "User-agent: *\n\n\nDisallow: /x", "x", "/x", false, 4},
	} {
		got := Parse([]byte(c.robots)).Agent(c.agent).Test(c.url)
		if got.Allowed != c.allowed || got.Line != c.line {
			t.Errorf("%s: got %+v, want allowed %v by line %d", c.name, got, c.allowed, c.line)
		}
	}
}

func TestA11DelayAndSitemaps(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"2": 2 * time.Second, "0.5": time.Second / 2, "60": MaxDelay, "61": 61 * time.Second, "999999999": 999999999 * time.Second,
		"1e12": math.MaxInt64, "inf": math.MaxInt64, "1e400": -1, "-5": -1, "NaN": -1, "soon": -1,
	} {
		rules := Parse([]byte("User-agent: *\nCrawl-delay: " + value)).Agent("x")
		d, ok := rules.Delay()
		if want < 0 {
			if ok || rules.Asked() != 0 {
				t.Errorf("crawl-delay %s must be ignored, got %v", value, d)
			}
		} else if !ok || d != min(want, MaxDelay) || rules.Asked() != want {
			t.Errorf("crawl-delay %s: got %v of %v, want %v of %v", value, d, rules.Asked(), min(want, MaxDelay), want)
		}
	}
	f := Parse([]byte("Sitemap: http://a.example/s.xml\nUser-agent: *\nDisallow: /\nsitemap: http://a.example/t.xml"))
	if strings.Join(f.Sitemaps, " ") != "http://a.example/s.xml http://a.example/t.xml" {
		t.Errorf("sitemaps %v", f.Sitemaps)
	}
}

// TestA11RuleLimits shows that the worst files stay within the caps: the work
// is bounded by the number of rules kept and the length of a path.
func TestA11RuleLimits(t *testing.T) {
	many := "User-agent: *\n" + strings.Repeat("Disallow: /*a*a*a*b\n", 100000)
	r := Parse([]byte(many)).Agent("x")
	if len(r.rules) != MaxRules {
		t.Errorf("kept %d rules, want %d", len(r.rules), MaxRules)
	}
	if !r.Test("/" + strings.Repeat("a", 100000)).Allowed {
		t.Error("no rule matches a path without b")
	}
	one := Parse([]byte("User-agent: *\nDisallow: /" + strings.Repeat("*a", MaxBytes))).Agent("x")
	if !one.Test("/aaaa").Allowed {
		t.Error("the long rule needs more than four letters")
	}
}

// FuzzTest holds that a verdict never panics, and that a rule which is the very
// path disallows it.
func FuzzTest(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /a*b$", "/a/b")
	f.Add("\x00\xff:::", "http://\x00/%zz")
	f.Fuzz(func(t *testing.T, body, url string) {
		Parse([]byte(body)).Agent("dateline").Test(url)
		path := pathOf(url)
		if strings.ContainsAny(path, "*$#\r\n") || strings.Trim(path, " \t\x00\v\f\u0085\u00a0") != path || len(path) > 500 || path == "/robots.txt" || normalise(path) == "/robots.txt" {
			return
		}
		if strings.TrimSpace(path) != path {
			return
		}
		if Parse([]byte("User-agent: *\nDisallow: " + path)).Agent("x").Test(path).Allowed {
			t.Errorf("Disallow: %q allows itself", path)
		}
	})
}

func BenchmarkTest(b *testing.B) {
	r := Parse([]byte("User-agent: *\n" + strings.Repeat("Disallow: /*a*a*a*b\n", 100000))).Agent("x")
	path := "/" + strings.Repeat("a", MaxPath)
	for b.Loop() {
		r.Test(path)
	}
}
