package person

import (
	"cmp"
	"slices"
	"strings"

	"dateline/indexer/ner"
	"dateline/indexer/prose"
	"dateline/search/news"
)

// organisation is one organisation of the article with all its spellings.
type organisation struct {
	name     string
	mentions []news.Mention
	first    int // index of its first name
}

// orgs groups the names of organisations: one spelling is one organisation, and
// "Full Name (FN)" joins the two, as the table of known ones does.
func (a *article) orgs(names []name) []news.Org {
	short, plain := shortForms(names), shortNames(names)
	byKey := map[string]*organisation{}
	var list []*organisation
	for i := range names {
		n := &names[i]
		if n.kind != ner.Org {
			continue
		}
		key, full := a.canonical(n, short)
		if tailless := plain[key]; tailless != "" {
			key, full = tailless, ""
		}
		o := byKey[key]
		if o == nil {
			o = &organisation{first: i}
			byKey[key] = o
			list = append(list, o)
		}
		if o.name == "" {
			o.name = full
		}
		o.mentions = append(o.mentions, n.mention())
	}
	out := make([]news.Org, 0, len(list))
	for _, o := range list {
		id := nameSlug(o.name)
		if id == "" {
			continue
		}
		prose.SortMentions(o.mentions)
		out = append(out, news.Org{ID: "o-" + id, Name: o.name, Mentions: o.mentions})
	}
	out = mergeOrgs(out)
	slices.SortStableFunc(out, func(x, y news.Org) int {
		return cmp.Or(cmp.Compare(len(y.Mentions), len(x.Mentions)), cmp.Compare(x.ID, y.ID))
	})
	return out
}

// mention is the place of an organisation's name. The full stop of Inc. at the end of
// a sentence is the sentence's.
func (n *name) mention() news.Mention {
	m := n.d.Mention(n.first, n.last, "model")
	s := n.d.Sentences[n.d.Tokens[n.first].Sentence]
	if rest, ok := strings.CutSuffix(m.Surface, "."); ok && n.last == s.Last && strings.Count(rest, ".") == 0 {
		m.Surface = rest
		m.End--
	}
	return m
}

// mergeOrgs joins those whose names differ but whose ids do not.
func mergeOrgs(in []news.Org) []news.Org {
	at := map[string]int{}
	out := in[:0]
	for _, o := range in {
		if i, ok := at[o.ID]; ok {
			out[i].Mentions = append(out[i].Mentions, o.Mentions...)
			prose.SortMentions(out[i].Mentions)
			continue
		}
		at[o.ID] = len(out)
		out = append(out, o)
	}
	return out
}

// shortForms maps the key of FN in "Full Name (FN)" to the full name, where its
// letters are initials of it.
func shortForms(names []name) map[string]*name {
	byEnd := map[*nameDoc]map[int]*name{}
	for i := range names {
		n := &names[i]
		if byEnd[n.d] == nil {
			byEnd[n.d] = map[int]*name{}
		}
		byEnd[n.d][n.last] = n
	}
	out := map[string]*name{}
	for i := range names {
		n := &names[i]
		d := n.d
		if n.last-n.first != 1 || n.first < 2 || n.last >= len(d.Tokens) || d.Tokens[n.first-1].Text != "(" || d.Tokens[n.last].Text != ")" {
			continue
		}
		if full := byEnd[d][n.first-1]; full != nil && full.kind != ner.Person && shortens(d.Tokens[n.first].Text, d, full) {
			n.kind, full.kind = ner.Org, ner.Org
			out[n.key] = full
		}
	}
	joined := map[string]bool{}
	for key, full := range out {
		joined[key], joined[full.key] = true, true
	}
	for i := range names { // every other mention of the two follows
		if joined[names[i].key] {
			names[i].kind = ner.Org
		}
	}
	return out
}

// shortens reports that the letters of an acronym are, in order, letters that
// begin words of the full name, all but one at most.
func shortens(short string, d *nameDoc, full *name) bool {
	short = strings.ReplaceAll(short, ".", "")
	if !isAcronym(short) || full.last-full.first < 2 {
		return false
	}
	i, missed := 0, 0
	letters := []rune(short)
	for k := full.first; k < full.last && i < len(letters); k++ {
		w := d.words[k].folded
		if w == "" {
			continue
		}
		if strings.HasPrefix(w, strings.ToLower(string(letters[i]))) {
			i++
		} else if d.words[k].cap {
			missed++
		}
	}
	return i >= len(letters)-1 && i >= 2 && missed <= 1
}

// canonical gives the key of the organisation a name belongs to and its full
// name: what the article says it is short for, or what the table of known ones
// does.
func (a *article) canonical(n *name, short map[string]*name) (key, full string) {
	if long := short[n.key]; long != nil {
		n = long
	}
	surface := strings.Join(strings.Fields(n.d.Text[n.d.Tokens[n.first].Start:n.d.Tokens[n.last-1].End]), " ")
	if canon := a.Reader.orgs.match(n.key, surface); canon != "" {
		return prose.Fold(canon), canon
	}
	return n.key, surface
}
