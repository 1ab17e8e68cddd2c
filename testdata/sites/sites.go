// Package sites is the sample newsroom: eight invented outlets on .example
// hosts whose stories, in five languages over two years, `dateline demo` crawls
// and the end-to-end tests search. They are embedded and served as real sites
// are, flaws included: a broken feed, a paywall, windows-1251, wire copies.
// expected.tsv is the truth about them, written by hand. Everyone and every
// firm named is invented. It imports the standard library only.
package sites

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"net"
	"net/http"
	"path"
	"slices"
	"sync/atomic"
	"time"
)

//go:embed all:*.example
var files embed.FS

//go:embed expected.tsv
var expectedTSV string

// Newsroom is every outlet. It is a handler of all of them, chosen by the
// request's Host without its port. Safe for concurrent use.
type Newsroom struct {
	Outlets  []*Outlet
	revision atomic.Int32
}

// Outlet is one news site and its handler. Its fields are not to be changed.
type Outlet struct {
	Host     string `json:"host"`
	Name     string `json:"name"`
	Language string `json:"language"`
	Country  string `json:"country"`
	Charset  string `json:"charset"`
	// Zone is the offset from UTC of the times the outlet prints, all year.
	Zone      string            `json:"zone"`
	Feeds     []Feed            `json:"feeds"`
	Sections  map[string]string `json:"sections"`  // name -> path
	Redirects map[string]string `json:"redirects"` // path -> path
	Disallow  []string          `json:"disallow"`

	newsroom *Newsroom
	pages    *template.Template
	stories  []*story // newest first
	byPath   map[string]*story
	raw      map[string][]byte
}

// Feed is one list of stories that an outlet offers. Kind is rss, atom, json,
// sitemap, index (of sitemaps, one a year), sitemap.gz, news or raw (a file
// as it lies in raw/). Limit is how many of the newest it lists, 0 for all.
type Feed struct {
	Path     string `json:"path"`
	Kind     string `json:"kind"`
	Limit    int    `json:"limit"`
	Tracking bool   `json:"tracking"` // links carry utm_ parameters
	FullText bool   `json:"full_text"`
}

// Open reads the embedded outlets, ordered by host, at their first revision.
func Open() (*Newsroom, error) {
	n := &Newsroom{}
	n.revision.Store(1)
	names, err := fs.Glob(files, "*/site.json")
	if err != nil {
		return nil, fmt.Errorf("sites: %w", err)
	}
	for _, name := range names {
		o, err := openOutlet(path.Dir(name))
		if err != nil {
			return nil, fmt.Errorf("sites: %s: %w", name, err)
		}
		o.newsroom = n
		n.Outlets = append(n.Outlets, o)
	}
	return n, nil
}

// Outlet gives the outlet of host, with or without a port.
func (n *Newsroom) Outlet(host string) (*Outlet, bool) {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	for _, o := range n.Outlets {
		if o.Host == host {
			return o, true
		}
	}
	return nil, false
}

// Publish makes the outlets serve their revised stories, as a newsroom does
// between two visits of a crawler. A second call changes nothing.
func (n *Newsroom) Publish() { n.revision.Store(2) }

// Revised lists the URLs of the stories that Publish changes.
func (n *Newsroom) Revised() []string {
	var urls []string
	for _, o := range n.Outlets {
		for _, s := range o.stories {
			if len(s.versions) > 1 {
				urls = append(urls, o.URL(s.Path))
			}
		}
	}
	return urls
}

// Latest is when the newest story or revision is dated. A crawl whose clock is
// earlier sees stories from the future, whose dates it may rightly refuse.
func (n *Newsroom) Latest() time.Time {
	var latest time.Time
	for _, o := range n.Outlets {
		for _, s := range o.stories {
			if d := s.versions[len(s.versions)-1].Date; d.After(latest) {
				latest = d
			}
		}
	}
	return latest
}

// ServeHTTP serves the outlet that the request's Host names, or 421.
func (n *Newsroom) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o, ok := n.Outlet(r.Host)
	if !ok {
		http.Error(w, "no such outlet", http.StatusMisdirectedRequest)
		return
	}
	o.ServeHTTP(w, r)
}

// URL is the absolute address of path on the outlet.
func (o *Outlet) URL(path string) string { return "http://" + o.Host + path }

// Seeds lists what to add as sources so that every story is found: the
// outlet's feeds and sitemaps, the broken one included.
func (o *Outlet) Seeds() []string {
	var urls []string
	for _, f := range o.Feeds {
		urls = append(urls, o.URL(f.Path))
	}
	return urls
}

func openOutlet(dir string) (*Outlet, error) {
	o := &Outlet{byPath: map[string]*story{}, raw: map[string][]byte{}}
	b, err := files.ReadFile(dir + "/site.json")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(b, o); err != nil {
		return nil, err
	}
	zone, err := time.Parse("-07:00", o.Zone)
	if err != nil {
		return nil, err
	}
	o.pages, err = template.New("").Funcs(pageFuncs(o)).ParseFS(files, dir+"/page.html")
	if err != nil {
		return nil, err
	}
	if err := o.readStories(dir, zone.Location()); err != nil {
		return nil, err
	}
	return o, o.readRaw(dir)
}

func (o *Outlet) readStories(dir string, zone *time.Location) error {
	names, err := fs.Glob(files, dir+"/stories/*.txt")
	if err != nil {
		return err
	}
	for _, name := range names {
		b, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		s, err := parseStory(string(b), zone)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		o.stories = append(o.stories, s)
		o.byPath[s.Path] = s
	}
	slices.SortStableFunc(o.stories, func(a, b *story) int {
		return b.versions[0].Date.Compare(a.versions[0].Date)
	})
	return nil
}

func (o *Outlet) readRaw(dir string) error {
	names, err := fs.Glob(files, dir+"/raw/*")
	for _, name := range names {
		b, readErr := files.ReadFile(name)
		if readErr != nil {
			return readErr
		}
		o.raw["/"+path.Base(name)] = b
	}
	return err
}
