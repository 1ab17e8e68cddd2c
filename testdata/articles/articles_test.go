package articles

import (
	"strings"
	"testing"

	"dateline/search/news"

	"github.com/google/go-cmp/cmp"
)

// TestGenerator: what is generated is as the benchmark describes it, every
// mention stands in its text, and a seed gives the same articles again.
func TestGenerator(t *testing.T) {
	g, again := New(1), New(1)
	words, common := 0, 0
	people := map[news.PersonID]string{}
	const n = 2000
	for range n {
		a := g.Next()
		if diff := cmp.Diff(a, again.Next()); diff != "" {
			t.Fatal(diff)
		}
		runes := []rune(a.Text)
		check := func(ms []news.Mention) {
			for _, m := range ms {
				if string(runes[m.Start:m.End]) != m.Surface {
					t.Fatalf("%q does not stand at %d to %d", m.Surface, m.Start, m.End)
				}
			}
			if len(ms) == 0 {
				t.Fatal("a tag without a mention")
			}
		}
		for _, p := range a.Tags.People {
			check(p.Mentions)
			if known, ok := people[p.ID]; ok && known != p.Name {
				t.Fatalf("%s is %s and %s", p.ID, known, p.Name)
			}
			people[p.ID] = p.Name
		}
		for _, c := range a.Tags.Countries {
			check(c.Mentions)
		}
		for _, e := range a.Tags.Events {
			check(e.Mentions)
		}
		if p, c, e := len(a.Tags.People), len(a.Tags.Countries), len(a.Tags.Events); p < 1 || p > 8 || c < 1 || c > 4 || e < 1 || e > 2 {
			t.Fatalf("%d people, %d countries, %d events", p, c, e)
		}
		for _, p := range news.Paragraphs(a.Text) {
			words += len(strings.Fields(p))
		}
		common += count(a.Text)
	}
	if mean := words / n; mean < Words*8/10 || mean > Words*12/10 {
		t.Errorf("%d words an article, want about %d", mean, Words)
	}
	if common < n/2 || common > n*3/4 {
		t.Errorf("%q stands in %d of %d articles", Common, common, n)
	}
}

// TestPeopleAreDistinct: the facet really has as many values as it says.
func TestPeopleAreDistinct(t *testing.T) {
	ids := map[news.PersonID]bool{}
	for n := range People {
		id, _ := person(n)
		ids[id] = true
	}
	if len(ids) < People*99/100 {
		t.Errorf("%d people have %d ids", People, len(ids))
	}
}

func count(s string) int { return min(1, strings.Count(s, " "+Common)) }
