package gold

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dateline/indexer/entity"
	"dateline/search/news"
)

// linked is an article in ELEVANT's form.
type linked struct {
	ID     int64
	Text   string
	Span   [2]int `json:"evaluation_span"`
	Labels []struct {
		Span   [2]int
		Entity string `json:"entity_id"`
		Type   string
		Coref  bool
	}
}

// personType is Wikidata's item for a person, with which their types begin.
const personType = "Q215627"

// mention is a name of a person: where, and whose.
type mention struct {
	article news.ID
	span    span
	entity  string
}

func (m mention) meets(o mention) bool { return m.article == o.article && m.span.meets(o.span) }

func (s span) meets(o span) bool { return s.start < o.end && o.start < s.end }

func (a linked) judged(s span) bool { return s.start >= a.Span[0] && s.end <= a.Span[1] }

// gold gives the people named in the judged part of an article, and the places
// where nothing is judged: pronouns, and names without an entry, of which the sets
// do not say what they are.
func (a linked) gold(id news.ID) (due, open []mention) {
	length := len([]rune(a.Text))
	for _, l := range a.Labels {
		m := mention{id, span{l.Span[0], l.Span[1]}, l.Entity}
		switch {
		case m.span.start < 0 || m.span.end > length || m.span.start >= m.span.end: // three spans of Reuters-128 are odd
		case !a.judged(m.span):
		case l.Coref || !strings.HasPrefix(l.Entity, "Q"):
			open = append(open, m)
		case strings.HasPrefix(l.Type, personType):
			due = append(due, m)
		}
	}
	return due, open
}

// identity gathers one collection: the gold mentions, ours, and where nothing is
// judged. sightings are the people of our tags; given are those of the gold
// mentions, where the gold plays the tagger's part and says which mentions of an
// article are one person: what is lost there is lost by Resolve alone.
type identity struct {
	due, got, open   []mention
	sightings, given []entity.Sighting
	givenID          map[entity.Member]string // the gold's entity
}

func scoreIdentity(r *run) error {
	for _, file := range r.files {
		all := identity{givenID: map[entity.Member]string{}}
		err := linesOf(r, file, func(a linked) error {
			all.add(news.NewID(strconv.FormatInt(a.ID, 10)), a, r.tag("", a.Text, "en"))
			return nil
		})
		if err != nil {
			return err
		}
		name := collection(file)
		p, c := bcubed(all.due, all.resolved(), all.open)
		r.figure(name+"_bcubed_precision", p)
		r.figure(name+"_bcubed_recall", c)
		r.figure(name+"_bcubed_f1", f1(p, c))
		r.figure(name+"_given_mentions_bcubed_f1", f1(bcubed(all.due, all.resolvedGiven(), all.open)))
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
	d.due, d.open = append(d.due, due...), append(d.open, open...)
	d.sightings = append(d.sightings, entity.Sightings(id, &tags.Tags, 0)...)
	d.give(id, []rune(a.Text), due, tags)
	for _, p := range tags.People {
		for _, m := range p.Mentions {
			if at := (span{m.Start, m.End}); a.judged(at) {
				d.got = append(d.got, mention{id, at, string(p.ID)})
			}
		}
	}
}

// give makes a sighting of each person whom the gold names in an article.
func (d *identity) give(id news.ID, text []rune, due []mention, tags tagged) {
	forms := map[string]map[string]int{}
	var order, names []string
	for _, m := range due {
		if forms[m.entity] == nil {
			forms[m.entity] = map[string]int{}
			order = append(order, m.entity)
		}
		forms[m.entity][string(text[m.span.start:m.span.end])]++
	}
	for _, e := range order {
		names = append(names, fullForm(forms[e]))
	}
	for i, e := range order {
		local := news.PersonID(fmt.Sprintf("p-x-%d", len(d.given))) // tells nobody who it is, and is nobody else's
		d.givenID[entity.Member{Article: id, Local: local}] = e
		s := entity.Sighting{Article: id, Local: local, Name: names[i], Forms: forms[e], With: slices.Delete(slices.Clone(names), i, i+1)}
		for _, p := range tags.People {
			if p.Name == s.Name {
				s.Roles = p.Roles
			}
		}
		for _, c := range tags.Countries {
			s.Countries = append(s.Countries, c.Code)
		}
		d.given = append(d.given, s)
	}
}

// fullForm is the form with the most words, then letters.
func fullForm(forms map[string]int) string {
	best := ""
	for s := range forms {
		n, m := len(strings.Fields(s)), len(strings.Fields(best))
		if cmp.Or(cmp.Compare(n, m), cmp.Compare(len(s), len(best)), cmp.Compare(best, s)) > 0 {
			best = s
		}
	}
	return best
}

// resolved gives our mentions the entities of the archive.
func (d *identity) resolved() []mention {
	whose := owners(d.sightings)
	out := slices.Clone(d.got)
	for i, m := range out {
		out[i].entity = cmp.Or(whose[entity.Member{Article: m.article, Local: news.PersonID(m.entity)}], m.entity)
	}
	return out
}

// resolvedGiven gives the gold's mentions the entities of the archive.
func (d *identity) resolvedGiven() []mention {
	type named struct {
		article news.ID
		entity  string
	}
	found := map[named]string{}
	for m, id := range owners(d.given) {
		found[named{m.Article, d.givenID[m]}] = id
	}
	out := slices.Clone(d.due)
	for i, m := range out {
		out[i].entity = found[named{m.article, m.entity}]
	}
	return out
}

func owners(all []entity.Sighting) map[entity.Member]string {
	whose := map[entity.Member]string{}
	for _, e := range entity.Resolve(all, nil) {
		for _, m := range e.Members {
			whose[m] = string(e.ID)
		}
	}
	return whose
}

// bcubed is precision and recall of the clusters of got against those of due, as
// Bagga and Baldwin have it (LREC 1998), over the mentions that both sides have. A
// mention stands for the gold mention it overlaps, one to one. One that is due and
// not found has recall 0; one that is found and not due has precision 0, and does
// not count where nothing is judged. It spoils nobody else's precision: a place
// taken for a person is one error, however many are in the cluster it fell into.
func bcubed(due, got, open []mention) (precision, recall float64) {
	dueOf := align(due, got)
	both := map[[2]string]int{} // aligned mentions by gold and found entity
	size, dueSize := map[string]int{}, map[string]int{}
	for _, m := range due {
		dueSize[m.entity]++
	}
	unjudged := 0
	for g, m := range got {
		if d, ok := dueOf[g]; ok {
			both[[2]string{due[d].entity, m.entity}]++
			size[m.entity]++
		} else if slices.ContainsFunc(open, m.meets) {
			unjudged++
		}
	}
	for k, n := range both {
		precision += float64(n*n) / float64(size[k[1]])
		recall += float64(n*n) / float64(dueSize[k[0]])
	}
	return precision / float64(max(1, len(got)-unjudged)), recall / float64(max(1, len(due)))
}

// align gives the gold mention of each of ours that has one: first those whose
// places are the same, then those that overlap.
func align(due, got []mention) map[int]int {
	byArticle := map[news.ID][]int{}
	for i, m := range due {
		byArticle[m.article] = append(byArticle[m.article], i)
	}
	dueOf, taken := map[int]int{}, map[int]bool{}
	for _, exact := range []bool{true, false} {
		for g, m := range got {
			if _, done := dueOf[g]; done {
				continue
			}
			for _, d := range byArticle[m.article] {
				if !taken[d] && (due[d].span == m.span || !exact && m.meets(due[d])) {
					dueOf[g], taken[d] = d, true
					break
				}
			}
		}
	}
	return dueOf
}
