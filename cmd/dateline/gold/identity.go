package gold

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"dateline/indexer/entity"
	"dateline/search/news"
)

// linked is an article in ELEVANT's form.
type linked struct {
	ID     int64
	Text   string
	Span   [2]int `json:"evaluation_span"`
	Labels []struct {
		Span     [2]int
		Entity   string `json:"entity_id"`
		Type     string
		Coref    bool
		Optional bool
	}
}

// personType is Wikidata's item for a person, which types name.
const personType = "Q215627"

// mention is a name of a person: where, and whose.
type mention struct {
	article news.ID
	span    span
	entity  string
}

// gold gives the people named in the judged part of an article, and the places
// where nothing is judged: pronouns, words that are no name, and names that lead to
// no entry.
func (a linked) gold(id news.ID) (due []mention, open []span) {
	runes := []rune(a.Text)
	for _, l := range a.Labels {
		s := span{l.Span[0], l.Span[1]}
		isPerson := slices.Contains(strings.Split(l.Type, "|"), personType)
		switch {
		case s.start < 0 || s.end > len(runes) || s.start >= s.end: // three spans of Reuters-128 are odd
		case l.Coref || l.Optional || !unicode.IsUpper(runes[s.start]) || !strings.HasPrefix(l.Entity, "Q") || l.Entity == "QUANTITY":
			open = append(open, s)
		case isPerson && s.start >= a.Span[0] && s.end <= a.Span[1]:
			due = append(due, mention{id, s, l.Entity})
		}
	}
	return due, open
}

// identity gathers one collection: gold mentions, ours, and what ours say of
// each person, by block.
type identity struct {
	due, got []mention
	blocks   map[string][]entity.Sighting
}

func scoreIdentity(r *run) error {
	for _, file := range r.files {
		all := identity{blocks: map[string][]entity.Sighting{}}
		err := linesOf(r, file, func(a linked) error {
			all.add(news.NewID(strconv.FormatInt(a.ID, 10)), a, r.tag("", a.Text, "en"))
			return nil
		})
		if err != nil {
			return err
		}
		all.resolve()
		p, c := bcubed(all.due, all.got)
		name := collection(file)
		r.figure(name+"_bcubed_precision", p)
		r.figure(name+"_bcubed_recall", c)
		r.figure(name+"_bcubed_f1", f1(p, c))
	}
	return nil
}

// collection names a file's figures: parts of one collection have the same.
func collection(file string) string {
	name, _, _ := strings.Cut(file, ".")
	for _, c := range []string{"news-fair", "aida", "reuters", "kore50", "msnbc"} {
		if strings.HasPrefix(name, c) {
			name = c
		}
	}
	return strings.ReplaceAll(name, "-", "_")
}

func (d *identity) add(id news.ID, a linked, tags tagged) {
	due, open := a.gold(id)
	d.due = append(d.due, due...)
	for _, s := range entity.Sightings(id, &tags.Tags, 0) {
		d.blocks[entity.Block(s.Name)] = append(d.blocks[entity.Block(s.Name)], s)
	}
	for _, p := range tags.People {
		for _, m := range p.Mentions {
			at := span{m.Start, m.End}
			judged := at.start >= a.Span[0] && at.end <= a.Span[1] && !slices.ContainsFunc(open, at.meets)
			if judged {
				d.got = append(d.got, mention{id, at, string(p.ID)})
			}
		}
	}
}

// resolve gives our mentions the entities of the archive.
func (d *identity) resolve() {
	whose := map[entity.Member]string{}
	for _, block := range d.blocks {
		for _, e := range entity.Resolve(block, nil) {
			for _, m := range e.Members {
				whose[m] = string(e.ID)
			}
		}
	}
	for i, m := range d.got {
		d.got[i].entity = cmp.Or(whose[entity.Member{Article: m.article, Local: news.PersonID(m.entity)}], m.entity)
	}
}

func (s span) meets(o span) bool { return s.start < o.end && o.start < s.end }

// bcubed is precision and recall of the clusters of got against those of due, as
// Bagga and Baldwin have it (LREC 1998). A mention stands for the gold mention it
// overlaps; one that is found and not due has precision 0, one that is due and
// not found recall 0.
func bcubed(due, got []mention) (precision, recall float64) {
	pairs := align(due, got)
	dueOf, gotOf := make([]int, len(got)), make([]int, len(due))
	for i := range dueOf {
		dueOf[i] = -1
	}
	for i := range gotOf {
		gotOf[i] = -1
	}
	both := map[[2]string]int{} // aligned mentions by gold and found entity
	for _, p := range pairs {
		dueOf[p[1]], gotOf[p[0]] = p[0], p[1]
		both[[2]string{due[p[0]].entity, got[p[1]].entity}]++
	}
	dueSize, gotSize := sizes(due), sizes(got)
	for i, m := range got {
		if d := dueOf[i]; d >= 0 {
			precision += ratio(both[[2]string{due[d].entity, m.entity}], gotSize[m.entity])
		}
	}
	for i, m := range due {
		if g := gotOf[i]; g >= 0 {
			recall += ratio(both[[2]string{m.entity, got[g].entity}], dueSize[m.entity])
		}
	}
	return precision / float64(max(1, len(got))), recall / float64(max(1, len(due)))
}

func sizes(ms []mention) map[string]int {
	out := map[string]int{}
	for _, m := range ms {
		out[m.entity]++
	}
	return out
}

// align pairs each gold mention with the first one of ours that overlaps it and
// is not taken.
func align(due, got []mention) (pairs [][2]int) {
	byArticle := map[news.ID][]int{}
	for i, m := range got {
		byArticle[m.article] = append(byArticle[m.article], i)
	}
	taken := map[int]bool{}
	for d, m := range due {
		for _, g := range byArticle[m.article] {
			if !taken[g] && m.span.meets(got[g].span) {
				taken[g] = true
				pairs = append(pairs, [2]int{d, g})
				break
			}
		}
	}
	return pairs
}
