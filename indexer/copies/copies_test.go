package copies

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"dateline/search/news"
)

// wire is a story as an agency sends it.
const wire = `The port authority of Harrowgate said on Tuesday that dredging of the northern channel would stop for six weeks after divers found the wreck of a grain barge near the third marker.
The barge, the Lady Orrin, sank in a storm in 1931 with 14 people aboard. Its position had been recorded 2.5 kilometres further east, according to the harbour register.
"We knew she was somewhere out there, but not that she lay under the fairway," said Marta Quillfeather, who leads the authority. She said that no remains had been found so far.
Shipping firms warned that freight rates could rise by 8 per cent if vessels had to wait for the tide. The Solway Line has already sent two of its ships to Port Ebden, 90 kilometres to the south.
Archaeologists from the university of Lindmoor are to examine the wreck before it is raised. The work is expected to cost 3.2 million crowns, of which the state pays half.
Fishermen welcomed the pause. "For six weeks the water will be clear," said Tobias Renn, whose family has fished in the bay for four generations.`

// market is a report whose frame is the same every day.
func market(r *rand.Rand) string {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	return fmt.Sprintf(`Shares on the Corvale exchange closed %s on %s, with the main index %s %d.%d points at %d.%d after moderate trading.
Volume reached %d million shares, compared with %d million in the session before. Advancing issues outnumbered declining ones by %d to %d.
Among the most active stocks, %s gained %d pence to %d and %s lost %d to %d. Dealers said that investors were waiting for figures on prices and wages which are due later this week.
The currency was quoted at %d.%d to the dollar at the close. Traders in the bond market said that interest was thin and that yields hardly moved during the day.`,
		pick("higher", "lower"), pick("Monday", "Tuesday", "Wednesday", "Thursday"), pick("up", "down"), r.IntN(90), r.IntN(9), 1000+r.IntN(4000), r.IntN(9),
		100+r.IntN(400), 100+r.IntN(400), 100+r.IntN(400), 100+r.IntN(400),
		pick("Ardent Mills", "Tallow Gas", "Brae Steel", "Nimbus Air"), r.IntN(90), 100+r.IntN(900), pick("Orchard Foods", "Kestrel Rail", "Finch Paper"), r.IntN(90), 100+r.IntN(900),
		r.IntN(9), 1000+r.IntN(9000))
}

func near(a, b string) bool {
	x, y := Of(a), Of(b)
	return Near(&x, &y)
}

func TestNear(t *testing.T) {
	paragraphs := strings.Split(wire, "\n")
	r := rand.New(rand.NewPCG(1, 1))
	other := strings.NewReplacer("Harrowgate", "Ennismouth", "Lady Orrin", "Sarah Blay", "1931", "1904", "14", "31", "Marta Quillfeather", "Jonas Pell",
		"Solway", "Merrow", "Port Ebden", "Kilnock", "Lindmoor", "Astley", "Tobias Renn", "Ada Frayne", "3.2", "5.7", "2.5", "4.1", "90", "40", "8 per", "12 per").Replace(wire)
	chinese := strings.Repeat("港务局周二表示北航道疏浚工程将暂停六周因为潜水员在第三号浮标附近发现了一艘运粮驳船的残骸该船于一九三一年在风暴中沉没", 2)
	for _, c := range []struct {
		name, a, b string
		want       bool
	}{
		{"itself", wire, wire, true},
		{"other case, quotes and spaces", wire, strings.ReplaceAll(strings.ToLower(wire), `"`, "“"), true},
		{"cut after three paragraphs", wire, strings.Join(paragraphs[:3], "\n"), true},
		{"another opening", wire, "A sunken barge has brought work in the harbour to a halt.\n" + strings.Join(paragraphs[1:], "\n"), true},
		{"paragraphs in another order", wire, strings.Join([]string{paragraphs[0], paragraphs[3], paragraphs[1], paragraphs[2], paragraphs[5], paragraphs[4]}, "\n"), true},
		{"within a longer story", wire, market(r) + "\n" + wire + "\n" + market(r), true},
		{"a figure corrected", wire, strings.Replace(wire, "3.2 million", "3.4 million", 1), true},
		{"two halves that share nothing", strings.Join(paragraphs[:3], "\n"), strings.Join(paragraphs[3:], "\n"), false},
		{"the same frame, other names and figures", wire, other, false},
		{"two days of a market report", market(r), market(r), false},
		{"a paywall's sentence", "This article is for subscribers. Log in to read on, or choose one of our offers.", "This article is for subscribers. Log in to read on, or choose one of our offers.", false},
		{"one paragraph quoted", wire, paragraphs[2] + strings.Repeat("\nThe council of Morven will vote on the new ferry terminal next month, and nobody expects it to pass.", 1) + market(r), false},
		{"without spaces", chinese, chinese[:len(chinese)*3/4], true},
		{"empty", "", "", false},
	} {
		if got := near(c.a, c.b); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
		if near(c.a, c.b) != near(c.b, c.a) {
			t.Errorf("%s: not symmetric", c.name)
		}
	}
}

// Two different days of a report with the same frame are never copies.
func TestNearTemplates(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	var all []Sketch
	for range 200 {
		all = append(all, Of(market(r)))
	}
	merged := 0
	for i := range all {
		for j := range i {
			if Near(&all[i], &all[j]) {
				merged++
			}
		}
	}
	if pairs := len(all) * (len(all) - 1) / 2; merged > pairs/1000 {
		t.Errorf("%d of %d pairs of reports are taken for copies", merged, pairs)
	}
}

// Of long texts shares are estimated: where a story was cut or edited well beyond
// the bar or well below, the estimate must not be wrong.
func TestNearEstimates(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	word := func() string { return fmt.Sprintf("word%d", r.IntN(4000)) }
	long := make([]string, 3000)
	for i := range long {
		long[i] = word()
	}
	text := strings.Join(long, " ")
	for range 12 {
		edited := slices.Clone(long)
		start := r.IntN(2000)
		for i := start; i < start+600; i++ { // a fifth of the story is another one's
			edited[i] = word()
		}
		if !near(text, strings.Join(edited, " ")) {
			t.Error("four fifths in common, and no copy")
		}
		if cut := long[:900+r.IntN(900)]; !near(text, strings.Join(cut, " ")) {
			t.Error("a cut story is no copy")
		}
		for i := range edited {
			if i < start || i > start+900 {
				edited[i] = word()
			}
		}
		if near(text, strings.Join(edited, " ")) {
			t.Error("a third in common, and a copy")
		}
	}
}

func TestOfIsBounded(t *testing.T) {
	s := Of(strings.Repeat("talks on grain and ships ", 1<<20))
	if len(s.Append(nil)) > 4+8*keyCount+4*(maxShingles+2*maxFacts) {
		t.Error("a long text has a long sketch")
	}
	head := Of(strings.Repeat("talks on grain and ships ", 1<<20)[:maxText])
	if !s.Equal(&head) {
		t.Error("text beyond maxText is read")
	}
}

// shelf is a Table in memory.
type shelf map[news.ID]Member

func (s shelf) sharing(keys []uint64, pivots bool, f func(Member) error) error {
	for _, m := range s {
		if pivots == (m.Pivot == m.ID) && slices.ContainsFunc(m.Sketch.Keys, func(k uint64) bool { return slices.Contains(keys, k) }) {
			if err := f(m); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s shelf) Pivots(keys []uint64, f func(Member) error) error { return s.sharing(keys, true, f) }
func (s shelf) Others(keys []uint64, f func(Member) error) error { return s.sharing(keys, false, f) }
func (s shelf) Drop(m Member) error                              { delete(s, m.ID); return nil }

func (s shelf) Put(m Member, before news.ID) error {
	if s[m.ID].Pivot != before {
		return fmt.Errorf("%s followed %q, not %q", m.ID, s[m.ID].Pivot, before)
	}
	s[m.ID] = m
	return nil
}

func (s shelf) Followers(pivot news.ID, f func(Member) error) error {
	for _, m := range s {
		if m.Pivot == pivot && m.ID != pivot {
			if err := f(m); err != nil {
				return err
			}
		}
	}
	return nil
}

// family draws texts of a few stories that shade into one another, so that who
// is near whom is no equivalence.
func family(r *rand.Rand) string {
	sentences := strings.Split(strings.ReplaceAll(wire, "\n", " "), ". ")
	story := r.IntN(3)
	var out []string
	for i, s := range sentences {
		if r.IntN(10) < 7 {
			out = append(out, s)
		} else if r.IntN(2) == 0 {
			out = append(out, fmt.Sprintf("story %d goes on with sentence %d which nobody else has printed", story, i))
		}
	}
	return strings.Join(out, ". ")
}

// Groups are the same however their members came, changed and went.
func TestOrderOfArrival(t *testing.T) {
	for seed := range uint64(10) {
		r := rand.New(rand.NewPCG(seed, 4))
		texts := map[news.ID]Sketch{}
		table := shelf{}
		for range 120 {
			id := news.NewID(fmt.Sprint(r.IntN(50)))
			m, there := table[id]
			switch {
			case there && r.IntN(3) == 0:
				delete(texts, id)
				must(t, Remove(table, m))
			case there:
				texts[id] = Of(family(r))
				must(t, Add(table, &m, id, texts[id]))
			default:
				texts[id] = Of(family(r))
				must(t, Add(table, nil, id, texts[id]))
			}
			got := map[news.ID]news.ID{}
			for id, m := range table {
				got[id] = m.Pivot
			}
			if want := Groups(membersOf(texts)); !maps.Equal(got, want) {
				t.Fatalf("seed %d: after %s: %v, want %v", seed, id, got, want)
			}
		}
	}
}

func membersOf(texts map[news.ID]Sketch) []Member {
	var out []Member
	for id, s := range texts {
		out = append(out, Member{ID: id, Sketch: s})
	}
	return out
}

// Every member is near its pivot, pivots are near none of each other, and nobody
// has a nearer right to lead: what the pivot algorithm promises.
func TestGroups(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	texts := map[news.ID]Sketch{}
	for i := range 200 {
		texts[news.NewID(fmt.Sprint(i))] = Of(family(r))
	}
	of := func(id news.ID) *Sketch { s := texts[id]; return &s }
	groups := Groups(membersOf(texts))
	pivots := map[news.ID]bool{}
	for id, p := range groups {
		pivots[p] = true
		if id != p && (p > id || !Near(of(p), of(id))) {
			t.Errorf("%s follows %s", id, p)
		}
	}
	for p := range pivots {
		for q := range pivots {
			if p < q && groups[q] == q && Near(of(p), of(q)) {
				t.Errorf("two pivots are near: %s and %s", p, q)
			}
		}
	}
	if len(pivots) < 2 || len(pivots) > 150 {
		t.Errorf("%d groups prove nothing", len(pivots))
	}
}

func FuzzParse(f *testing.F) {
	s := Of(wire)
	f.Add(s.Append(nil))
	f.Add([]byte{0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := Parse(b)
		if err != nil {
			return
		}
		if got := s.Append(nil); !slices.Equal(got, b) {
			t.Errorf("%x came back as %x", b, got)
		}
		Near(&s, &s)
	})
}

func FuzzOf(f *testing.F) {
	f.Add(wire)
	f.Add("3.2-4/5,,6. A\xff\xc0 北京 ß")
	f.Fuzz(func(t *testing.T, text string) {
		s := Of(text)
		back, err := Parse(s.Append(nil))
		if err != nil || !back.Equal(&s) {
			t.Fatalf("%v: %+v", err, s)
		}
		if !s.IsZero() && !Near(&s, &back) {
			t.Error("a text is no copy of itself")
		}
	})
}

func BenchmarkOf(b *testing.B) {
	b.SetBytes(int64(len(wire)))
	for b.Loop() {
		Of(wire)
	}
}

func BenchmarkNear(b *testing.B) {
	x, y := Of(wire), Of(wire+wire)
	for b.Loop() {
		Near(&x, &y)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
