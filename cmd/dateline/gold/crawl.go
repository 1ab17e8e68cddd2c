package gold

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode/utf32"

	"dateline/indexer/archive"
	"dateline/indexer/feed"
	"dateline/indexer/fetch"
	"dateline/indexer/frontier"
	"dateline/indexer/robots"
)

// notRFC are protego's tests whose verdict RFC 9309 does not share: in how many of
// their cases, and why.
var notRFC = map[string]struct {
	cases int
	why   string
}{
	"test_unicode_url_and_useragent":      {2, "a product token is ASCII letters, _ and - (section 2.2.1)"},
	"test_grouping_unknown_keys":          {3, "other records do not end a list of user-agents (section 2.2.4)"},
	"test_generosity":                     {2, "a product token has no space or star (section 2.2.1)"},
	"test_index_html_is_directory":        {1, "index.html is a path like another (a Google extension)"},
	"test_special_symbols_dual_behaviour": {2, "a final $ only anchors (section 2.2.3)"},
	"test_with_absolute_urls":             {1, "a rule matches from the first octet of the path (section 2.2.2)"},
}

type robotsCase struct {
	Test, Robots, Agent, URL string
	Allowed                  *bool
	Delay                    *float64 `json:"crawl_delay"`
	GoogleOnly               bool     `json:"google_only"`
}

func scoreRobots(r *run) error {
	var all, rfc, delays, exceptions share
	disagreed := map[string]int{}
	one := func(c robotsCase) error {
		rules := robots.Parse([]byte(c.Robots)).Agent(c.Agent)
		if c.Allowed == nil {
			got, ok := rules.Delay()
			delays.add(ok == (c.Delay != nil) && (c.Delay == nil || got.Seconds() == *c.Delay))
			return nil
		}
		right := rules.Test(c.URL).Allowed == *c.Allowed
		all.add(right)
		switch _, listed := notRFC[c.Test]; {
		case listed && !right:
			disagreed[c.Test]++
		case !listed && !c.GoogleOnly:
			rfc.add(right)
		}
		return nil
	}
	if err := lines(r, one); err != nil {
		return err
	}
	for test, listed := range notRFC {
		exceptions.add(disagreed[test] == listed.cases)
	}
	r.figure("exceptions_as_listed", exceptions.value())
	r.figure("verdicts", all.value())
	r.figure("verdicts_rfc9309", rfc.value())
	r.figure("delays", delays.value())
	return untar(r, r.others("*.tar.gz"), func(_ string, body []byte) error {
		r.timed(len(body), func() { robots.Parse(body).Agent("Dateline").Test("/2024/05/story.html") })
		return r.step()
	})
}

// feedEntry is an entry of gofeed's expectation: of its common form, or of its RSS
// or Atom form.
type feedEntry struct {
	Link                                          string
	Links                                         []any
	PublishedParsed, UpdatedParsed, PubDateParsed string
}

// link is the entry's own: in the Atom form the one that is an alternate.
func (e feedEntry) link() string {
	if e.Link != "" {
		return e.Link
	}
	for _, l := range e.Links {
		if m, ok := l.(map[string]any); ok && (m["rel"] == nil || m["rel"] == "alternate") {
			href, _ := m["href"].(string)
			return href
		}
	}
	return ""
}

func (e feedEntry) published() string { return cmp.Or(e.PublishedParsed, e.PubDateParsed) }

func scoreFeeds(r *run) error {
	files := map[string][]byte{}
	err := untar(r, r.files, func(name string, body []byte) error {
		files[name] = body
		return r.step()
	})
	if err != nil {
		return err
	}
	r.result.Items = 0
	var links, dates share
	for name, expected := range files {
		source, ok := fixtureSource(files, name)
		var want struct{ Items, Entries []feedEntry }
		if !ok || json.Unmarshal(expected, &want) != nil {
			continue // an expected failure, not an expected feed
		}
		scoreFixture(source, slices.Concat(want.Items, want.Entries), &links, &dates)
		r.result.Items++
	}
	r.figure("links", links.value())
	r.figure("dates", dates.value())
	return nil
}

// fixtureSource is the feed that an expectation is of; a JSON feed's name ends as
// the expectation's does.
func fixtureSource(files map[string][]byte, name string) ([]byte, bool) {
	stem, isJSON := strings.CutSuffix(name, ".json")
	if !isJSON {
		return nil, false
	}
	if source, ok := files[stem+".xml"]; ok {
		return source, true
	}
	stem, ok := strings.CutSuffix(stem, "_expected")
	source := files[stem+".json"]
	return source, ok && source != nil
}

// scoreFixture compares all entries. One without a link is none to us: where the
// first one's dates are what is tested, it is given a link.
func scoreFixture(source []byte, due []feedEntry, links, dates *share) {
	const given = "http://x.example/"
	if len(due) > 0 && due[0].link() == "" && due[0].published()+due[0].UpdatedParsed != "" {
		s := strings.Replace(string(source), "<item>", "<item><link>"+given+"</link>", 1)
		source = []byte(strings.Replace(s, "<entry>", `<entry><link href="`+given+`"/>`, 1))
		due[0].Link = given
	}
	due = slices.DeleteFunc(due, func(e feedEntry) bool { return !strings.HasPrefix(e.link(), "http") })
	f, err := feed.Parse(source, "http://x.example/feed")
	for i, e := range due {
		var got feed.Link
		if err == nil && i < len(f.Links) {
			got = f.Links[i]
		}
		links.add(got.URL == e.link())
		for _, d := range []struct {
			want string
			got  time.Time
		}{{e.published(), got.Published}, {e.UpdatedParsed, got.Modified}} {
			if d.want != "" {
				at, err := time.Parse(time.RFC3339, d.want)
				dates.add(err == nil && at.Equal(d.got))
			}
		}
	}
}

// locRE finds the address of a page or of another sitemap; those of images and
// videos stand in elements of other names.
var locRE = regexp.MustCompile(`<(?:sm:|s:)?loc>\s*(?:<!\[CDATA\[)?\s*https?://`)

func scoreSitemaps(r *run) error {
	var documents, urls share
	err := untar(r, r.files, func(name string, body []byte) error {
		body, err := fetch.Gunzip(body)
		if err != nil || strings.Contains(name, "do-not-visit") {
			return err
		}
		f, err := feed.Parse(body, "http://www.example.com/sitemap.xml")
		documents.add(err == nil && len(f.Links) > 0)
		due := len(locRE.FindAll(body, -1))
		found := 0
		if err == nil {
			found = min(due, len(f.Links))
		}
		urls.right, urls.items = urls.right+found, urls.items+due
		return r.step()
	})
	r.figure("read", documents.value())
	r.figure("urls", urls.value())
	return err
}

func scoreURLs(r *run) error {
	var whatwg, odd share
	body, err := r.page(r.files[0])
	if err != nil {
		return err
	}
	var cases []json.RawMessage
	if err := json.Unmarshal(body, &cases); err != nil {
		return err
	}
	for _, raw := range cases {
		var c struct {
			Input, Base, Href string
			Failure           bool
		}
		if json.Unmarshal(raw, &c) != nil {
			continue // a comment
		}
		got, err := frontier.Canonical(c.Input, c.Base)
		switch {
		case c.Failure:
			whatwg.add(err != nil)
		case strings.HasPrefix(c.Href, "http"):
			// The canonical form of the expected URL must be where we arrive too.
			want, wantErr := frontier.Canonical(c.Href, "")
			whatwg.add(got == want && (err == nil) == (wantErr == nil))
		}
	}
	if err := normalised(r, &odd); err != nil {
		return err
	}
	r.result.Items = whatwg.items + odd.items
	r.figure("whatwg", whatwg.value())
	r.figure("normalised", odd.value())
	return r.ctx.Err()
}

// normalised scores crawler-commons' pairs: the canonical forms of both sides are
// one URL.
func normalised(r *run, s *share) error {
	same := func(in, want string) {
		a, err := frontier.Canonical(in, "")
		b, err2 := frontier.Canonical(want, "")
		s.add(a == b && err == nil && err2 == nil)
	}
	for _, name := range r.others("*_pairs.jsonl") {
		err := linesOf(r, name, func(p struct{ Input, Normalized string }) error {
			same(p.Input, p.Normalized)
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, name := range r.others("*ToNormalizedUrls.csv") {
		body, err := r.page(name)
		if err != nil {
			return err
		}
		in := csv.NewReader(bytes.NewReader(body))
		in.Comment, in.FieldsPerRecord, in.LazyQuotes, in.TrimLeadingSpace = '#', -1, true, true
		for {
			f, err := in.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err == nil && len(f) == 2 && strings.HasPrefix(f[1], "http") {
				same(f[0], f[1])
			}
		}
	}
	return nil
}

func scoreWARC(r *run) error {
	var handled share
	records := 0
	for _, name := range r.files {
		body, err := os.ReadFile(r.file(name))
		if err != nil {
			return err
		}
		n, err := readWARC(body)
		records += n
		handled.add(errors.Is(err, io.EOF) || errors.Is(err, archive.ErrDamaged) || errors.Is(err, archive.ErrTruncated))
		if err := r.step(); err != nil {
			return err
		}
	}
	r.figure("read_or_refused", handled.value())
	r.result.Figures["records"] = float64(records)
	return nil
}

// readWARC reads to the end or to what is wrong.
func readWARC(body []byte) (int, error) {
	in := archive.NewReader(bufio.NewReader(bytes.NewReader(body)))
	for n := 0; ; n++ {
		if _, err := in.Next(); err != nil {
			return n, err
		}
	}
}

// families are chardet's encodings by names that x/text does not know, or whose
// texts read the same under another name; empty is one nothing here can read.
var families = map[string]string{
	"ascii": "windows-1252", "utf-8-sig": "utf-8", "cp949": "euc-kr", "johab": "", "gb2312": "gbk", "gb18030": "gbk", "hz-gb-2312": "",
	"iso-8859-1": "windows-1252", "iso-8859-9": "windows-1254", "iso-8859-11": "windows-874", "tis-620": "windows-874",
	"cp932": "shift_jis", "macroman": "macintosh",
}

// tongues are what chardet's folders name behind the encoding.
var tongues = []string{"bulgarian", "hungarian", "cyrillic", "greek", "hebrew", "thai", "turkish", "czech", "croatian", "polish", "slovak", "slovene", "romanian", "german", "french", "italian", "spanish", "arabic", "persian", "russian"}

func scoreEncodings(r *run) error {
	var right share
	err := untar(r, r.files, func(name string, body []byte) error {
		want, known := decoded(strings.ToLower(path.Dir(name)), body)
		var got []byte
		r.timed(len(body), func() { got, _ = fetch.DecodeText(body, "text/html") })
		right.add(known && sameLetters(string(got), want))
		return r.step()
	})
	r.figure("right", right.value())
	return err
}

// decoded is a sample's text by its true encoding.
func decoded(folder string, body []byte) (string, bool) {
	if i := strings.LastIndex(folder, "-"); i > 0 && slices.Contains(tongues, folder[i+1:]) {
		folder = folder[:i]
	}
	if mapped, ok := families[folder]; ok {
		folder = mapped
	}
	switch folder {
	case "utf-32", "utf-32le", "utf-32be":
		order := utf32.BigEndian
		if folder == "utf-32le" || bytes.HasPrefix(body, []byte("\xff\xfe")) {
			order = utf32.LittleEndian
		}
		text, err := utf32.UTF32(order, utf32.UseBOM).NewDecoder().Bytes(body)
		return string(text), err == nil
	case "maccyrillic", "x-mac-cyrillic":
		text, err := charmap.MacintoshCyrillic.NewDecoder().Bytes(body)
		return string(text), err == nil
	}
	enc, err := ianaindex.IANA.Encoding(folder)
	if err != nil || enc == nil {
		return string(body), strings.HasPrefix(folder, "utf-8")
	}
	text, err := enc.NewDecoder().Bytes(body)
	return string(text), err == nil
}

// sameLetters forgives the few characters in which encodings of one family
// differ: one in twenty of those beyond ASCII.
func sameLetters(a, b string) bool {
	ra, rb := []rune(strings.TrimPrefix(a, "\ufeff")), []rune(strings.TrimPrefix(b, "\ufeff"))
	if d := len(ra) - len(rb); len(ra) == 0 || max(d, -d) > len(rb)/100+2 {
		return false
	}
	differ, beyond := 0, 0
	for i := range min(len(ra), len(rb)) {
		if rb[i] >= 0x80 {
			beyond++
		}
		if ra[i] != rb[i] {
			differ++
		}
	}
	return differ <= beyond/20+1
}
