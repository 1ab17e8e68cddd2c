package tag

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// blindStory is a story written before the rules were read, with the truth
// written beside it by hand.
type blindStory struct {
	slug, title, text string
	people, orgs      []blindName
	countries         []string
}

// blindName is one person or organisation with every spelling the story may use.
type blindName struct {
	name  string
	forms []string
}

func (n blindName) has(form string) bool {
	form = foldName(form)
	return form == foldName(n.name) || slices.ContainsFunc(n.forms, func(f string) bool { return foldName(f) == form })
}

// foldName folds accents, case and the quotes of nicknames.
func foldName(s string) string {
	words := strings.Fields(strings.NewReplacer(`"`, "", "“", "", "”", "").Replace(s))
	for i := range words {
		words[i] = prose.FoldWord(words[i])
	}
	return strings.Join(words, " ")
}

// readBlind reads a file of stories: a line "=== slug", lines "people: A = B, C |
// D", "countries: NG GB", "orgs: A = B; C", then the title and the text.
func readBlind(t *testing.T, file string) []*blindStory {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "blind", file))
	if err != nil {
		t.Fatal(err)
	}
	var stories []*blindStory
	for _, block := range strings.Split("\n"+string(data), "\n=== ")[1:] {
		s := &blindStory{}
		for i, line := range strings.Split(block, "\n") {
			key, rest, _ := strings.Cut(line, ": ")
			switch {
			case i == 0:
				s.slug = line
			case key == "people" || key == "people+":
				s.people = append(s.people, blindNames(rest, "|")...)
			case key == "orgs":
				s.orgs = blindNames(rest, ";")
			case key == "countries":
				s.countries = strings.Fields(rest)
			case s.title == "":
				s.title = line
			default:
				s.text += line + "\n\n"
			}
		}
		stories = append(stories, s)
	}
	return stories
}

func blindNames(list, sep string) []blindName {
	var out []blindName
	for _, item := range strings.Split(list, sep) {
		name, forms, _ := strings.Cut(item, " = ")
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		n := blindName{name: name}
		for _, f := range strings.Split(forms, ",") {
			if f = strings.TrimSpace(f); f != "" {
				n.forms = append(n.forms, f)
			}
		}
		out = append(out, n)
	}
	return out
}

// tally counts hits, misses and false ones.
type tally struct{ hit, missed, wrong int }

func (c tally) f1() float64 { return 2 * float64(c.hit) / float64(2*c.hit+c.missed+c.wrong) }

func (c tally) String() string {
	return fmt.Sprintf("F1 %.3f (%d hit, %d missed, %d wrong)", c.f1(), c.hit, c.missed, c.wrong)
}

// match pairs found names with the true ones, each true one once.
func (c *tally) match(t *testing.T, what string, truth []blindName, found []string) {
	used := map[int]bool{}
	for _, f := range found {
		i := slices.IndexFunc(truth, func(n blindName) bool { return n.has(f) })
		if i < 0 || used[i] {
			c.wrong++
			t.Logf("%s: wrong %q", what, f)
			continue
		}
		used[i] = true
		c.hit++
	}
	for i, n := range truth {
		if !used[i] {
			c.missed++
			t.Logf("%s: missed %q", what, n.name)
		}
	}
}

// full keeps of a true person the spellings of most words: a facet's value is the
// full name, and its surname alone is half a hit.
func full(people []blindName) []blindName {
	out := make([]blindName, len(people))
	for i, p := range people {
		out[i] = blindName{name: p.name}
		words := 0
		for _, f := range p.forms {
			words = max(words, len(strings.Fields(f)))
		}
		for _, f := range p.forms {
			if n := len(strings.Fields(f)); n > 1 && n >= words-1 && !strings.HasPrefix(f, "Sheikh ") {
				out[i].forms = append(out[i].forms, f)
			}
		}
	}
	return out
}

// merges counts mentions that stand with the wrong person.
func merges(t *testing.T, s *blindStory, p news.Person) int {
	fits := func(m news.Mention) bool {
		return !slices.ContainsFunc(s.people, func(n blindName) bool { return n.has(m.Surface) })
	}
	owner := slices.IndexFunc(s.people, func(n blindName) bool { return n.has(p.Name) })
	if owner < 0 {
		return 0
	}
	n := 0
	for _, m := range p.Mentions {
		if !s.people[owner].has(m.Surface) && !fits(m) {
			n++
			t.Logf("%s: %q stands with %q", s.slug, m.Surface, p.Name)
		}
	}
	return n
}

// blindFloors are what the rules reached, and must not fall below.
var blindFloors = map[string]struct{ people, countries, orgs float64 }{
	"first.txt":  {.93, .82, .77},
	"second.txt": {.9, .85, .73},
}

// TestBlindStories scores stories that no rule was written for when they were
// first read; the figures of that first reading stand in the commits.
func TestBlindStories(t *testing.T) {
	tagger := New()
	for file, floor := range blindFloors {
		t.Run(file, func(t *testing.T) {
			var people, countries, orgs tally
			merged := 0
			for _, s := range readBlind(t, file) {
				tags := tagger.Tag(Input{Title: s.title, Text: s.text, Lang: "en"})
				var names, codes, firms []string
				for _, p := range tags.People {
					names = append(names, p.Name)
					merged += merges(t, s, p)
				}
				for _, c := range tags.Countries {
					codes = append(codes, string(c.Code))
				}
				for _, o := range tags.Orgs {
					firms = append(firms, o.Name)
				}
				people.match(t, s.slug+" people", full(s.people), names)
				countries.match(t, s.slug+" countries", blindNames(strings.Join(s.countries, "|"), "|"), codes)
				orgs.match(t, s.slug+" orgs", s.orgs, firms)
			}
			t.Logf("people %v, %d mentions with the wrong person; countries %v; organisations %v", people, merged, countries, orgs)
			if people.f1() < floor.people || countries.f1() < floor.countries || orgs.f1() < floor.orgs {
				t.Errorf("below the floors %+v", floor)
			}
			if merged > 0 {
				t.Errorf("%d mentions stand with the wrong person", merged)
			}
		})
	}
}
