package robots

import (
	"math"
	"strings"
	"testing"
	"time"
)

// TestA11RuleGroups has a row for each group of rules that Google's tests of
// their parser are ordered by; the texts are our own.
func TestA11RuleGroups(t *testing.T) {
	const u = "http://bay.example"
	for _, c := range []struct {
		group, robots, agent, url string
		allowed                   bool
	}{
		{"line syntax: key, colon, value", "user-agent: FooBot\ndisallow: /", "FooBot", u + "/x", false},
		{"line syntax: nonsense is nobody's rule", "foo: FooBot\nbar: /", "FooBot", u + "/x", true},
		{"line syntax: the colon may be missing", "user-agent FooBot\ndisallow /", "FooBot", u + "/x", false},
		{"groups: several agents share one", "user-agent: A\nuser-agent: B\nallow: /p/\ndisallow: /", "B", u + "/p/x", true},
		{"groups: the shared one forbids, too", "user-agent: A\nuser-agent: B\nallow: /p/\ndisallow: /", "A", u + "/x", false},
		{"groups: separate", "user-agent: A\ndisallow: /\nuser-agent: B\nallow: /", "B", u + "/x", true},
		{"groups: an agent's are merged", "user-agent: A\ndisallow: /1\nuser-agent: B\nallow: /\nuser-agent: A\ndisallow: /2", "A", u + "/2", false},
		{"groups: other records do not end one", "user-agent: A\nsitemap: /s\nuser-agent: B\ndisallow: /", "A", u + "/x", false},
		{"line names in any case", "USER-AGENT: FooBot\nDISALLOW: /x\nalLOW: /x/y", "FooBot", u + "/x", false},
		{"valid agents: letters, - and _", "user-agent: Foo-Bar_bot\ndisallow: /", "Foo-Bar_bot", u + "/x", false},
		{"agent value in any case", "user-agent: FOO BAR\ndisallow: /", "foo", u + "/x", false},
		{"agent value up to its first space", "user-agent: Foo Bar\ndisallow: /", "Foo", u + "/x", false},
		{"global group: second to one's own", "user-agent: *\ndisallow: /\nuser-agent: FooBot\nallow: /", "FooBot", u + "/x", true},
		{"global group: for those without one", "user-agent: *\ndisallow: /\nuser-agent: FooBot\nallow: /", "BarBot", u + "/x", false},
		{"global group: none, and not one's own", "user-agent: BarBot\ndisallow: /", "FooBot", u + "/x", true},
		{"values keep their case", "user-agent: FooBot\ndisallow: /X", "FooBot", u + "/x", true},
		{"longest match: disallow", "user-agent: A\nallow: /x\ndisallow: /x/page.html", "A", u + "/x/page.html", false},
		{"longest match: allow", "user-agent: A\ndisallow: /x\nallow: /x/page.html", "A", u + "/x/page.html", true},
		{"longest match: equal is allow", "user-agent: A\ndisallow: /x\nallow: /x", "A", u + "/x", true},
		{"longest match: empty rules match nothing", "user-agent: A\ndisallow:\nallow:", "A", u + "/x", true},
		{"longest match: by octets of the pattern", "user-agent: A\ndisallow: /x/page.html\nallow: /*.html", "A", u + "/x/page.html", false},
		{"encoding: octets outside ASCII are escaped", "user-agent: A\ndisallow: /\nallow: /foo/ツ", "A", u + "/foo/%E3%83%84", true},
		{"encoding: escapes in either case", "user-agent: A\ndisallow: /\nallow: /foo/%e3%83%84", "A", u + "/foo/%E3%83%84", true},
		{"encoding: the query is part of it", "user-agent: A\ndisallow: /\nallow: /foo/bar?q=http%3A%2F%2Fa", "A", u + "/foo/bar?q=http%3A%2F%2Fa", true},
		{"encoding: %2F is no slash", "user-agent: A\ndisallow: /a%2Fb", "A", u + "/a/b", true},
		{"special characters: star", "user-agent: A\ndisallow: /foo/bar/quz\nallow: /foo/*/qux", "A", u + "/foo/bar/quz", false},
		{"special characters: dollar", "user-agent: A\ndisallow: /foo/bar$", "A", u + "/foo/bar/x", true},
		{"special characters: number sign", "user-agent: A\n# disallow: /\ndisallow: /q#ux\nallow: /", "A", u + "/q", false},
		{"line too long is cut at the path matched", "user-agent: A\ndisallow: /x" + strings.Repeat("y", 3*MaxPath), "A", u + "/x", true},
		{"documented: a prefix of the path", "user-agent: A\ndisallow: /\nallow: /fish", "A", u + "/fishheads/y.html", true},
		{"documented: a folder", "user-agent: A\ndisallow: /\nallow: /fish/", "A", u + "/fish", false},
		{"documented: star and ending", "user-agent: A\ndisallow: /\nallow: /*.php$", "A", u + "/name.php?x", false},
		{"documented: star at the end is nothing", "user-agent: A\ndisallow: /\nallow: /fish*", "A", u + "/fish.html", true},
		{"documented: order does not count", "user-agent: A\nallow: /p\ndisallow: /", "A", u + "/page", true},
		{"byte order mark is skipped", "\xef\xbb\xbfuser-agent: A\ndisallow: /", "A", u + "/x", false},
		{"half a byte order mark is skipped", "\xef\xbbuser-agent: A\ndisallow: /", "A", u + "/x", false},
		{"NUL bytes", "user-agent: A\x00\ndisallow: /\x00", "A", u + "/x", false},
		{"an HTML page has no rules", "<html><head><title>disallow: /</title></head></html>", "A", u + "/x", true},
		{"path and parameters of an URL without path", "user-agent: A\ndisallow: /", "A", u + "?a#b", false},
	} {
		if got := Parse([]byte(c.robots)).Agent(c.agent).Test(c.url); got.Allowed != c.allowed {
			t.Errorf("%s: got %+v, want allowed %v", c.group, got, c.allowed)
		}
	}
}

// TestA11LineNumbers counts lines that end in CR, LF or both.
func TestA11LineNumbers(t *testing.T) {
	for _, end := range []string{"\n", "\r", "\r\n"} {
		robots := strings.Join([]string{"user-agent: A", "", "# why", "disallow: /x", "disallow: /y"}, end)
		if got := Parse([]byte(robots)).Agent("A").Test("/y"); got.Line != 5 {
			t.Errorf("lines that end in %q: rule on line %d, want 5", end, got.Line)
		}
	}
}

// slack is how many times a bar of ATTACKS.md on time may be missed by: a loaded
// machine is no slow program. With -tags faults the bar is the bar.
var slack = time.Duration(10)

// TestA11Cost parses and asks the worst files there are: 500 KiB of wildcard rules, one rule of that size, 10 MB.
func TestA11Cost(t *testing.T) {
	for name, robots := range map[string]string{
		"wildcard rules": "User-agent: *\n" + strings.Repeat("Disallow: /*a*a*a*b\n", 25_600),
		"one rule":       "User-agent: *\nDisallow: /" + strings.Repeat("*a", 250<<10),
		"10 MB":          "User-agent: *\n" + strings.Repeat("Disallow: /*a*b\n", 655_360),
		"groups":         strings.Repeat("User-agent: x\nDisallow: /\n", 20_000),
		"agents":         strings.Repeat("User-agent: a\n", 40_000) + "Disallow: /",
	} {
		var rules *Rules
		if d := quickest(slack*50*time.Millisecond, func() { rules = Parse([]byte(robots)).Agent("x") }); d > slack*50*time.Millisecond {
			t.Errorf("%s: parsed in %v", name, d)
		}
		path := "/" + strings.Repeat("a", MaxPath)
		if d := quickest(slack*time.Millisecond, func() { rules.Test(path) }); d > slack*time.Millisecond {
			t.Errorf("%s: a URL tested in %v", name, d)
		}
	}
}

// quickest runs f until it takes no longer than bound, at most 20 times, and gives
// the shortest time: a machine that gives others their turn only ever adds to it.
func quickest(bound time.Duration, f func()) time.Duration {
	least := time.Duration(math.MaxInt64)
	for try := 0; try < 20 && least > bound; try++ {
		began := time.Now()
		f()
		least = min(least, time.Since(began))
	}
	return least
}
