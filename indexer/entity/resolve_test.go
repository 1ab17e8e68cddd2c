package entity

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dateline/search/news"
)

func TestBlock(t *testing.T) {
	same := []string{
		"Muammar Gaddafi|Moammar Qaddafi|Kadhafi|al-Gadhafi|Gheddafi|GADDAFI",
		"Volodymyr Zelensky|Zelenskyy|Selenskyj|Zelenskiy|Selenskij",
		"Boris Yeltsin|Jelzin|Eltsine", "Khrushchev|Chruschtschow|Khrouchtchev",
		"Mohamed ElBaradei|El Baradei|al-Baradei|Al Baradei", "McDonald|MacDonald", "Gerd Müller|Mueller|Muller",
		"Viktor Orbán|Orban Viktor|Orban, Viktor|Orban", "Kim Jong-un|Jong Un Kim|Kim Jong Un|Kim", "Cal Ripken Jr.|Cal Ripken, Jr.|C. Ripken|Ripken",
		"Deng Xiaoping|Teng Hsiao-p'ing", "Zhou Enlai|Chou En-lai", "Xi Jinping|Jinping Xi", "Osama bin Laden|Bin Ladin|Usama Ben Laden",
		"Andrei Sakharov|Sacharow", "Slobodan Milošević|Milosevic|Milosevitch", "Ludwig van Beethoven|Beethoven", "Владимир Путин|Putin|Poutine",
		"Al Gore|Gore", "Kim Campbell|Campbell", "Inzamam-ul-Haq|Haq",
	}
	for _, line := range same {
		names := strings.Split(line, "|")
		for _, n := range names[1:] {
			if Block(n) != Block(names[0]) {
				t.Errorf("%s is in block %q, %s in %q", names[0], Block(names[0]), n, Block(n))
			}
		}
	}
	apart := strings.Fields("Merkel Obama Putin Blair Chirac Mandela Okafor Tarrow Lindqvist Ferreira Kim Xi Li Bush Bosch Gore Smith Jones Brown Johnson")
	seen := map[string]string{}
	for _, n := range apart {
		if o := seen[Block(n)]; o != "" && o != "Bush" {
			t.Errorf("%s and %s share block %q", o, n, Block(n))
		}
		seen[Block(n)] = n
	}
	if got := Block(""); got != "" {
		t.Errorf("no name is in block %q", got)
	}
}

// TestBlocksAreNotHuge puts every surname of the gazetteer into its block.
func TestBlocksAreNotHuge(t *testing.T) {
	names := map[string]map[string]bool{}
	for _, k := range Leaders() {
		b := Block(k.Name)
		if names[b] == nil {
			names[b] = map[string]bool{}
		}
		names[b][k.Name] = true
	}
	for b, in := range names {
		if len(in) > 10 {
			t.Errorf("block %q holds %d of %d leaders: %v", b, len(in), len(Leaders()), in)
		}
	}
}

func sighting(article int, name string, roles string, countries string, year int) Sighting {
	s := Sighting{Article: news.ID(fmt.Sprintf("%06d", article)), Local: news.PersonID(fmt.Sprintf("p-l-%d", article)), Name: name, Forms: map[string]int{name: 1}, Year: year}
	if roles != "" {
		s.Roles = strings.Split(roles, ";")
	}
	for c := range strings.FieldsSeq(countries) {
		s.Countries = append(s.Countries, news.CountryCode(c))
	}
	return s
}

func ids(entities []Entity) []string {
	var out []string
	for _, e := range entities {
		out = append(out, fmt.Sprintf("%s %s %d", e.ID, e.Name, len(e.Members)))
	}
	return out
}

func TestResolve(t *testing.T) {
	tests := []struct {
		name string
		in   []Sighting
		want []string
	}{
		{"spellings are one, the most used shown", []Sighting{
			sighting(1, "Mike Tarrow", "", "GB", 0), sighting(2, "Michael Tarrow", "", "GB", 0), sighting(3, "Mike Tarrow", "", "GB", 0)},
			[]string{"p-michael-tarrow Mike Tarrow 3"}},
		{"the gazetteer's name and id", []Sighting{sighting(1, "Mouammar Kadhafi", "", "LY", 0), sighting(2, "Moammar Qaddafi", "leader", "LY", 0)},
			[]string{"p-muammar-gaddafi Muammar Gaddafi 2"}},
		{"namesakes of other trades and countries", []Sighting{
			sighting(1, "Michael Tarrow", "skipper", "GB", 2025), sighting(2, "Michael Tarrow", "", "US", 2025), sighting(3, "Michael Tarrow", "engineer", "US", 2026)},
			[]string{"p-michael-tarrow-engineer-us Michael Tarrow 2", "p-michael-tarrow-skipper-gb Michael Tarrow 1"}},
		{"nobody falls apart for want of a role", []Sighting{
			sighting(1, "Lena Okafor", "minister", "NG", 0), sighting(2, "Lena Okafor", "", "FR", 0), sighting(3, "Lena Okafor", "", "", 0), sighting(4, "Lena Okafor", "lawyer", "NG", 0)},
			[]string{"p-lena-okafor Lena Okafor 4"}},
		{"a surname alone stays alone", []Sighting{sighting(1, "Lena Okafor", "minister", "NG", 0), sighting(2, "Okafor", "", "NG", 0)},
			[]string{"p-l-2 Okafor 1", "p-lena-okafor Lena Okafor 1"}},
		{"a surname with role and country joins", []Sighting{sighting(1, "Lena Okafor", "finance minister", "NG", 0), sighting(2, "Okafor", "finance minister", "NG", 0)},
			[]string{"p-lena-okafor Lena Okafor 2"}},
		{"but not where two fit", []Sighting{
			sighting(1, "Lena Okafor", "minister", "NG", 0), sighting(2, "Obi Okafor", "minister", "NG", 0), sighting(3, "Okafor", "minister", "NG", 0)},
			[]string{"p-l-3 Okafor 1", "p-lena-okafor Lena Okafor 1", "p-obi-okafor Obi Okafor 1"}},
		{"the holder of an office", []Sighting{sighting(1, "Obama", "president", "US", 2012), sighting(2, "Bush", "president", "US", 1990), sighting(3, "Bush", "president", "US", 2003)},
			[]string{"p-barack-obama Barack Obama 1", "p-george-bush-hw George H. W. Bush 1", "p-george-bush-w George W. Bush 1"}},
		{"a leader's surname in a story about the country", []Sighting{sighting(1, "Zelensky", "", "UA", 2022), sighting(2, "Macron", "", "GA", 2022), sighting(3, "Putin", "", "RU", 1980), sighting(4, "Obama", "", "GB US", 0)},
			[]string{"p-barack-obama Barack Obama 1", "p-l-2 Macron 1", "p-l-3 Putin 1", "p-volodymyr-zelensky Volodymyr Zelensky 1"}},
		{"in a story about others' quarrel", []Sighting{sighting(1, "Trump", "president", "KR KP US", 2018), sighting(2, "Zelensky", "", "PL HU UA", 2022)},
			[]string{"p-donald-trump Donald Trump 1", "p-volodymyr-zelensky Volodymyr Zelensky 1"}},
		{"is nobody's where another of the surname is in the archive", []Sighting{sighting(1, "Obama", "", "US", 2012), sighting(2, "Auma Obama", "", "KE", 2012)},
			[]string{"p-auma-obama Auma Obama 1", "p-l-1 Obama 1"}},
		{"but of the leader named as often", []Sighting{sighting(1, "Obama", "", "US", 2012), sighting(2, "Auma Obama", "", "KE", 2012), sighting(3, "Barack Obama", "president", "US", 2012)},
			[]string{"p-auma-obama Auma Obama 1", "p-barack-obama Barack Obama 2"}},
		{"nor where two leaders bear it, nor with another's role", []Sighting{sighting(1, "Bush", "", "US", 2003), sighting(2, "Carter", "coach", "US", 1979)},
			[]string{"p-l-1 Bush 1", "p-l-2 Carter 1"}},
		{"an initial with one full form", []Sighting{sighting(1, "J. Okafor", "", "", 0), sighting(2, "James Okafor", "", "", 0)},
			[]string{"p-james-okafor James Okafor 2"}},
		{"an initial with two", []Sighting{sighting(1, "J. Okafor", "", "", 0), sighting(2, "James Okafor", "", "", 0), sighting(3, "Jane Okafor", "", "", 0)},
			[]string{"p-j-okafor J. Okafor 1", "p-james-okafor James Okafor 1", "p-jane-okafor Jane Okafor 1"}},
		{"a name between two middle names", []Sighting{sighting(1, "Paul A. Reyes", "", "", 0), sighting(2, "Paul B. Reyes", "", "", 0), sighting(3, "Paul Reyes", "", "", 0)},
			[]string{"p-paul-reyes Paul Reyes 1", "p-paul-reyes-a Paul A. Reyes 1", "p-paul-reyes-b Paul B. Reyes 1"}},
		{"Ben is a given name", []Sighting{sighting(1, "Ben Farrow", "surgeon", "US", 0), sighting(2, "Benjamin Farrow", "", "US", 0), sighting(3, "Ben S. Farrow", "", "US", 0), sighting(4, "Janet Farrow", "", "US", 0)},
			[]string{"p-benjamin-farrow Benjamin Farrow 3", "p-janet-farrow Janet Farrow 1"}},
		{"and the son of somebody", []Sighting{sighting(1, "Ahmed Ben Youssef", "minister", "TN", 0), sighting(2, "Ben Youssef", "minister", "TN", 0)},
			[]string{"p-ahmed-youssef Ahmed Ben Youssef 2"}},
		{"no letters", []Sighting{sighting(1, "...", "", "", 0)}, []string{"p-l-1 ... 1"}},
	}
	for _, tt := range tests {
		if d := cmp.Diff(tt.want, ids(Resolve(tt.in, nil))); d != "" {
			t.Errorf("%s: %s", tt.name, d)
		}
	}
}

// archiveOf makes sightings by the line: how many, name, role, country, companions.
type archiveOf struct{ in []Sighting }

func (a *archiveOf) add(n int, name, role, country string, with ...string) {
	for range n {
		s := sighting(len(a.in)+1, name, role, country, 2020)
		s.With = with
		a.in = append(a.in, s)
	}
}

// TestUsualForm keeps the well-known bearer of a name in one piece where two middle
// names are about, and somebody of the name with another life apart.
func TestUsualForm(t *testing.T) {
	var a archiveOf
	a.add(40, "Paul Reyes", "senator", "US", "Lena Okafor")
	a.add(20, "Paul Reyes", "", "US", "Jon Quist", "Lena Okafor")
	a.add(12, "Paul R. Reyes", "senator", "US", "Lena Okafor")
	a.add(6, "Paul D. Reyes", "senator", "US", "Lena Okafor") // too many for a slip
	a.add(1, "Paul Ann Reyes", "senator", "US", "Jon Quist")
	a.add(1, "Reyes Paul Reyes", "senator", "US", "Lena Okafor", "Jon Quist")
	a.add(2, "Paul T. Reyes", "footballer", "MX", "Ivo Brandt")
	want := []string{"p-paul-reyes Paul Reyes 74", "p-paul-reyes-d Paul D. Reyes 6", "p-paul-reyes-t Paul T. Reyes 2"}
	if diff := cmp.Diff(want, ids(Resolve(a.in, nil))); diff != "" {
		t.Error(diff)
	}
}

// TestSuffixes joins a man who is now and then called junior with himself, and not a
// son with his father, who stand in the same articles.
func TestSuffixes(t *testing.T) {
	for _, c := range []struct {
		name string
		fill func(a *archiveOf)
		want []string
	}{
		{"one man", func(a *archiveOf) {
			a.add(9, "Eli Farrow", "attorney general", "US")
			a.add(4, "Eli H. Farrow Jr.", "attorney general", "US")
		}, []string{"p-elijah-farrow Eli Farrow 13"}},
		{"too few to say", func(a *archiveOf) {
			a.add(9, "Eli Farrow", "attorney general", "US")
			a.add(2, "Eli H. Farrow Jr.", "attorney general", "US")
		}, []string{"p-elijah-farrow Eli Farrow 9", "p-elijah-farrow-jr Eli H. Farrow Jr. 2"}},
		{"father and son", func(a *archiveOf) {
			for range 6 {
				a.add(1, "Eli Farrow", "senator", "US", "Jon Quist")
				a.add(1, "Eli Farrow Jr.", "senator", "US", "Jon Quist")
				a.in[len(a.in)-1].Article = a.in[len(a.in)-2].Article
			}
		}, []string{"p-elijah-farrow Eli Farrow 6", "p-elijah-farrow-jr Eli Farrow Jr. 6"}},
		{"junior and senior", func(a *archiveOf) {
			a.add(9, "Eli Farrow", "senator", "US")
			a.add(4, "Eli Farrow Jr.", "senator", "US")
			a.add(4, "Eli Farrow Sr.", "senator", "US")
		}, []string{"p-elijah-farrow Eli Farrow 9", "p-elijah-farrow-jr Eli Farrow Jr. 4", "p-elijah-farrow-sr Eli Farrow Sr. 4"}},
		{"other trades", func(a *archiveOf) {
			a.add(9, "Eli Farrow", "senator", "US")
			a.add(4, "Eli Farrow Jr.", "footballer", "US")
		}, []string{"p-elijah-farrow Eli Farrow 9", "p-elijah-farrow-jr Eli Farrow Jr. 4"}},
	} {
		var a archiveOf
		c.fill(&a)
		if diff := cmp.Diff(c.want, ids(Resolve(a.in, nil))); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestCompanionsTellWhoASurnameIs(t *testing.T) {
	a, b := sighting(1, "Sunil Perera", "", "LK", 0), sighting(2, "Perera", "", "LK", 0)
	a.With, b.With = []string{"Nimal Jayaweera", "Kamal Fonseka"}, []string{"Jayaweera", "Fonseka"}
	if d := cmp.Diff([]string{"p-sunil-perera Sunil Perera 2"}, ids(Resolve([]Sighting{a, b}, nil))); d != "" {
		t.Error(d)
	}
	b.With = []string{"Jayaweera"}
	if got := Resolve([]Sighting{a, b}, nil); len(got) != 2 || !got[0].Ambiguous {
		t.Errorf("one companion is not enough, and it is not clear: %v", got)
	}
}

// drawSightings draws an archive of few names, so that all rules meet.
func drawSightings(t *rapid.T) []Sighting {
	given := []string{"", "", "Mike", "Michael", "M.", "Ted", "Edward", "Theodore", "Lena", "Mohamed", "Muhammad", "George W.", "George H. W.", "George", "Viktor"}
	family := []string{"Tarrow", "Okafor", "Bush", "Qaddafi", "Gaddafi", "Kadhafi", "Orban", "Zelensky", "Selenskyj", "Tarrow Jr."}
	roles := []string{"", "", "minister", "president", "striker", "skipper", "engineer", "leader", "wife"}
	countries := []string{"", "US", "GB", "LY", "NG", "US GB"}
	n := rapid.IntRange(1, 25).Draw(t, "n")
	var out []Sighting
	for i := range n {
		name := strings.TrimSpace(rapid.SampledFrom(given).Draw(t, "given") + " " + rapid.SampledFrom(family).Draw(t, "family"))
		s := sighting(i, name, rapid.SampledFrom(roles).Draw(t, "role"), rapid.SampledFrom(countries).Draw(t, "country"), rapid.SampledFrom([]int{0, 1990, 2003, 2025}).Draw(t, "year"))
		if rapid.Bool().Draw(t, "company") {
			s.With = []string{rapid.SampledFrom([]string{"Ana Ruiz", "Ruiz", "Bo Lind"}).Draw(t, "with")}
		}
		out = append(out, s)
	}
	return out
}

func TestResolveDoesNotDependOnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, known := drawSightings(t), Leaders()
		want := Resolve(in, known)
		slices.Reverse(known)
		if d := cmp.Diff(want, Resolve(rapid.Permutation(in).Draw(t, "order"), known)); d != "" {
			t.Fatal(d)
		}
	})
}

func TestResolveKeepsEverySightingOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawSightings(t)
		seen := map[Member]int{}
		used := map[news.PersonID]bool{}
		for _, e := range Resolve(in, nil) {
			if used[e.ID] || !strings.HasPrefix(string(e.ID), "p-") || strings.ContainsFunc(string(e.ID), unicode.IsSpace) {
				t.Fatalf("id %q is no id, or stands twice", e.ID)
			}
			used[e.ID] = true
			if e.Name == "" || len(e.Spellings) == 0 {
				t.Fatalf("%q has no name", e.ID)
			}
			for _, m := range e.Members {
				seen[m]++
			}
		}
		for _, s := range in {
			if seen[Member{s.Article, s.Local}] != 1 {
				t.Fatalf("%v is a member %d times", s, seen[Member{s.Article, s.Local}])
			}
		}
		if len(seen) != len(in) {
			t.Fatalf("%d members of %d sightings", len(seen), len(in))
		}
	})
}

func TestResolveByBlockIsResolveAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawSightings(t)
		byBlock := map[string][]Sighting{}
		for _, s := range in {
			byBlock[Block(s.Name)] = append(byBlock[Block(s.Name)], s)
		}
		var apart []Entity
		for _, b := range byBlock {
			apart = append(apart, Resolve(b, nil)...)
		}
		slices.SortFunc(apart, func(a, b Entity) int { return strings.Compare(string(a.ID), string(b.ID)) })
		if d := cmp.Diff(Resolve(in, nil), apart); d != "" {
			t.Fatal(d)
		}
	})
}

// TestLargeBlock resolves 100,000 sightings of one surname; it fails by its time
// only where the work is no longer linear (the package's test limit).
func TestLargeBlock(t *testing.T) {
	in := make([]Sighting, 100_000)
	givens := []string{"Mike", "Michael", "Lena", "Mohamed", "Ted", "J.", "Anna", "Peter", ""}
	roles := []string{"minister", "", "striker", "mayor"}
	for i := range in {
		in[i] = sighting(i, strings.TrimSpace(givens[i%len(givens)]+" Tarrow"), roles[i%4], []string{"US", "GB", "FR"}[i%3], 2000+i%20)
		in[i].With = []string{fmt.Sprintf("Ana Ruiz%d", i%5000), fmt.Sprintf("Bo Lind%d", i%7000)}
	}
	n := 0
	for _, e := range Resolve(in, nil) {
		n += len(e.Members)
	}
	if n != len(in) {
		t.Errorf("%d members of %d", n, len(in))
	}
}

func FuzzBlock(f *testing.F) {
	for _, s := range []string{"Muammar al-Gaddafi", "Orban, Viktor", "Kim Jong-un", "J.R. O'Neill Jr.", "Владимир Путин", "\xff", "-", strings.Repeat("a b ", 100)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		b := Block(name)
		if b != Block(name) || len(b) > maxNameBytes*2 {
			t.Errorf("block %q of %q", b, name)
		}
		if len(name) < maxNameBytes/4 && Block(strings.ToUpper(name)) != Block(strings.ToLower(name)) && isASCII(name) {
			t.Errorf("case moves %q from block %q to %q", name, Block(strings.ToUpper(name)), Block(strings.ToLower(name)))
		}
		if got := Resolve([]Sighting{{Article: "a", Local: "p-x", Name: name}}, nil); len(got) != 1 || len(got[0].Members) != 1 {
			t.Errorf("%q gives %v", name, got)
		}
	})
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}
