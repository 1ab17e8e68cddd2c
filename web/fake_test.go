package web

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/search"
	"dateline/search/news"
	"dateline/search/query"
)

// fake is a small archive in memory that answers as package search promises:
// exact disjunctive counts, cursors to the end, a timeline without gaps.
type fake struct {
	articles []news.Article
	epoch    int // of Epoch; to be raised by a test that changes articles
}

// newsroom makes n invented articles, the same ones each time.
func newsroom(n int) *fake {
	rnd := rand.New(rand.NewPCG(7, 11))
	f := &fake{}
	for i := range n {
		f.articles = append(f.articles, story(rnd, i))
	}
	return f
}

var (
	fakePeople = []string{"Amara Okafor", "Birgit Lindqvist", "Tomás Quiroga", "Jelena Markovska", "Henri Vauclair",
		"Noor Al-Sayegh", "Piotr Zelwer", "Wanjiru Kamotho", "Ismet Kordalı", "Lucia Ferrantelli", "Oleh Stavnychenko",
		"Grace Mbeki-Thorne", "Dieter Aumann", "Rui Carvalheira", "Sanna Peltokoski", "Yusuf Dangaladima"}
	fakeCountries = []news.CountryCode{"UA", "RU", "KE", "SE", "FR", "TR", "BR", "NG", "DE", "IT", "PT", "FI"}
	fakeSources   = []string{"harbourpost.example", "capitalledger.example", "lakesidecourier.example", "wire.example"}
	fakeSites     = []string{"The Harbour Post", "Capital Ledger", "Lakeside Courier", "Wire"}
	fakeEvents    = []struct {
		kind    news.EventType
		trigger string
		negated bool
	}{{"talks", "talks", false}, {"talks", "called off", true}, {"sanctions", "sanctions", false},
		{"protest", "marched", false}, {"protest:riot", "rioted", false}, {"agreement:ceasefire", "ceasefire", false}}
)

// writer builds a text and notes where each tag's words stand.
type writer struct {
	text strings.Builder
	n    int
}

func (w *writer) put(s string) news.Mention {
	m := news.Mention{Start: w.n, End: w.n + len([]rune(s)), Surface: s, Rule: "full name"}
	w.text.WriteString(s)
	w.n = m.End
	return m
}

func story(rnd *rand.Rand, i int) news.Article {
	a, b := fakePeople[rnd.IntN(len(fakePeople)*2/3)], fakePeople[rnd.IntN(len(fakePeople))]
	code := fakeCountries[min(rnd.IntN(len(fakeCountries)), rnd.IntN(len(fakeCountries)))]
	country, _ := news.CountryName(code)
	ev := fakeEvents[rnd.IntN(len(fakeEvents))]
	w := &writer{}
	person := news.Person{ID: personID(a), Name: a}
	other := news.Person{ID: personID(b), Name: b}
	land := news.Country{Code: code, Name: country, Salience: 1}
	name, _ := news.EventName(string(ev.kind))
	event := news.Event{Type: ev.kind, Name: name, Negated: ev.negated, Plover: "CONSULT", IPTC: "medtop:20000638"}

	person.Mentions = append(person.Mentions, w.put(a))
	w.put(", who leads the grain ministry's delegation, arrived in ")
	land.Mentions = append(land.Mentions, w.put(country))
	w.put(" on Tuesday with a short list of demands and no promise of staying until the end of the week.\n\n")
	start := w.n
	w.put("Officials on both sides said the grain corridor was ")
	event.Mentions = append(event.Mentions, w.put(ev.trigger))
	w.put(" after a night of negotiation, and that the text would not be published before the harbour authority had seen it.")
	sentence := news.Mention{Start: start, End: w.n, Surface: string([]rune(w.text.String())[start:w.n])}
	event.Sentences = append(event.Sentences, sentence)
	w.put("\n")
	surname := a[strings.LastIndex(a, " ")+1:]
	w.put("“Nobody in this room is counting ships,” ")
	person.Mentions = append(person.Mentions, w.put(surname))
	w.put(" told reporters. ")
	other.Mentions = append(other.Mentions, w.put(b))
	w.put(", the mediator, said the price of wheat had moved more than the delegations had.\n\n")
	w.put("The next meeting is planned for the spring. Traders in three ports have begun to write shorter contracts, and two insurers said they would wait for a signature.")

	src := rnd.IntN(len(fakeSources))
	day := time.Date(2023, 6, 1, 8, 15, 0, 0, time.UTC).AddDate(0, 0, int(rnd.Float64()*rnd.Float64()*700)).Add(time.Duration(i) * time.Minute)
	tags := news.Tags{Version: "1", People: []news.Person{person}, Countries: []news.Country{land}, Events: []news.Event{event}}
	if a != b {
		tags.People = append(tags.People, other)
	}
	art := news.Article{
		ID: news.NewID("fake" + strconv.Itoa(i)), URL: "https://" + fakeSources[src] + "/story/" + strconv.Itoa(i),
		Title:  []string{"Grain corridor %s in %s", "%s: what the grain ministers left out in %s", "Harbour waits as %s in %s"}[i%3],
		Source: fakeSources[src], Site: fakeSites[src], Authors: []string{"Jane Doe", "Ola Brandt"}[:1+i%2],
		Published: news.Date{Time: day}, Seen: day.Add(time.Hour), Lang: []string{"en", "en", "en", "fr", "de"}[i%5],
		Text: w.text.String(), Tags: tags, From: map[string]string{"title": "json-ld", "published": "json-ld", "authors": "byline"},
		Fetch: &news.Fetch{URL: "https://" + fakeSources[src] + "/story/" + strconv.Itoa(i), At: day.Add(time.Hour), Status: 200, WARCFile: "warc/000001.warc.gz", WARCOffset: 123456, Digest: "sha256:0f"},
	}
	eventName, _ := news.EventName(event.Values()[0])
	art.Title = fmt.Sprintf(art.Title, strings.ToLower(eventName), country)
	if i%17 == 3 {
		art.Published = news.Date{}
	}
	return art
}

func personID(name string) news.PersonID {
	return news.PersonID("p-" + strings.ReplaceAll(strings.ToLower(name), " ", "-"))
}

// matches says whether a fits r, but for the included values of skip.
func (f *fake) matches(a *news.Article, r search.Request, skip news.Facet) bool {
	text := strings.ToLower(a.Title + " " + a.Text)
	for word := range strings.FieldsSeq(strings.ToLower(r.Q)) {
		if !strings.Contains(text, strings.Trim(word, `"`)) {
			return false
		}
	}
	if r.CopiesOf != "" && a.ID != r.CopiesOf && !slices.ContainsFunc(f.articles, func(b news.Article) bool { return b.ID == r.CopiesOf && b.Group != "" && b.Group == a.Group }) {
		return false
	}
	day := a.Published.String()
	if (r.From != "" && day < r.From) || (r.To != "" && (day == "" || day > r.To+"~")) {
		return false
	}
	for facet, c := range r.Choices {
		values := a.Values(facet)
		has := func(v string) bool { return slices.Contains(values, v) }
		if facet == skip {
			continue
		}
		if slices.ContainsFunc(c.Exclude, has) || (len(c.Include) > 0 && !slices.ContainsFunc(c.Include, has)) {
			return false
		}
	}
	return true
}

func (f *fake) Search(_ context.Context, r search.Request) (search.Result, error) {
	if i := strings.IndexRune(r.Q, '('); i >= 0 && !strings.Contains(r.Q, ")") {
		return search.Result{}, &query.Error{Position: len([]rune(r.Q[:i])), Message: "this parenthesis is never closed", Hint: "close it with )"}
	}
	if r.Q == "panic" {
		panic("secret internals")
	}
	var found []*news.Article
	for i := range f.articles {
		if f.matches(&f.articles[i], r, "") {
			found = append(found, &f.articles[i])
		}
	}
	slices.SortFunc(found, func(a, b *news.Article) int {
		if r.Sort == query.Oldest {
			a, b = b, a
		}
		return cmp.Or(b.Published.Time.Compare(a.Published.Time), cmp.Compare(a.ID, b.ID))
	})
	res := search.Result{Total: len(found), Unit: "articles", Readback: "everything", TookMS: 1.5, Facets: map[news.Facet]search.Facet{}}
	if r.Explain {
		words := 4
		res.Explain = []search.Clause{{Clause: r.Q, Total: len(found), Expanded: &words}, {Clause: "NOT " + r.Q}}
	}
	if r.Q != "" {
		res.Readback = "“" + r.Q + "” in headline or text"
	}
	at, err := cursorOf(r.Cursor)
	if err != nil {
		return search.Result{}, err
	}
	size := cmp.Or(r.Size, 20)
	listed, copies := found, map[news.ID][]*news.Article{}
	if r.Copies == search.CollapseCopies {
		listed, copies = collapsed(found)
	}
	res.Listed = len(listed)
	for i := at; i < min(at+size, len(listed)); i++ {
		h := hitOf(listed[i], r.Q)
		for _, c := range copies[h.ID] {
			h.Copies++
			h.CopiesFirst = append(h.CopiesFirst, search.Copy{ID: c.ID, Source: c.Source, Site: c.Site})
			h.CopiesWith = r.Filters().WithCopiesOf(h.ID).Values().Encode()
		}
		res.Hits = append(res.Hits, h)
	}
	if at+size < len(listed) && size > 0 {
		res.Next = strconv.Itoa(at + size)
	}
	for _, facet := range news.Facets {
		counts := f.count(r, facet)
		if len(counts.Values) > 8 {
			counts.Values = counts.Values[:8]
		}
		res.Facets[facet] = counts
	}
	res.Timeline = months(found)
	if len(found) == 0 && r.Q != "" {
		res.Relax = []search.Relaxation{{Drop: r.Q, Without: "", Total: len(f.articles)}}
	}
	return res, nil
}

// cursorOf refuses a cursor that is none of the fake's, as package search does.
func cursorOf(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	at, err := strconv.Atoi(strings.TrimPrefix(text, "c-"))
	if err != nil || at < 0 || at > 1<<20 {
		return 0, &search.ParamError{Param: "cursor", Detail: "is none of ours"}
	}
	return at, nil
}

func hitOf(a *news.Article, q string) search.Hit {
	h := search.Hit{ID: a.ID, URL: a.URL, Title: a.Title, Source: a.Source, Site: a.Site, Authors: a.Authors, Published: a.Published, Lang: a.Lang, Score: 1, Copied: a.Group != ""}
	for _, p := range a.Tags.People {
		h.People = append(h.People, search.Named{ID: string(p.ID), Name: p.Name})
	}
	for _, c := range a.Tags.Countries {
		h.Countries = append(h.Countries, search.Coded{Code: string(c.Code), Name: c.Name})
	}
	for _, e := range a.Tags.Events {
		name, _ := news.EventName(e.Values()[0])
		h.Events = append(h.Events, search.TypeName{Type: e.Values()[0], Name: name})
	}
	for _, s := range []search.Snippet{{Field: "title", Text: a.Title}, {Field: "body", Text: firstRunes(a.Text, 220)}} {
		s.Text = strings.ReplaceAll(s.Text, "\n", " ")
		for word := range strings.FieldsSeq(strings.ToLower(q)) {
			lower := strings.ToLower(s.Text)
			for at := 0; ; {
				i := strings.Index(lower[at:], word)
				if i < 0 {
					break
				}
				start := len([]rune(lower[:at+i]))
				s.Marks = append(s.Marks, [2]int{start, start + len([]rune(word))})
				at += i + len(word)
			}
		}
		h.Snippets = append(h.Snippets, s)
	}
	return h
}

func firstRunes(s string, n int) string { r := []rune(s); return string(r[:min(n, len(r))]) }

// count lists every value of facet, most first, chosen ones first of all.
func (f *fake) count(r search.Request, facet news.Facet) search.Facet {
	n, names := map[string]int{}, map[string]string{}
	out := search.Facet{}
	for i := range f.articles {
		a := &f.articles[i]
		for _, p := range a.Tags.People {
			names[string(p.ID)] = p.Name
		}
		if !f.matches(a, r, facet) {
			continue
		}
		values := a.Values(facet)
		if len(values) == 0 {
			out.Missing++
		}
		for _, v := range values {
			n[v]++
		}
	}
	c := r.Choices[facet]
	for v, count := range n {
		out.Values = append(out.Values, search.FacetValue{Value: v, Name: v, Count: count, State: search.Unchosen})
	}
	out.Distinct = len(out.Values)
	for _, v := range slices.Concat(c.Include, c.Exclude) {
		if n[v] == 0 {
			out.Values = append(out.Values, search.FacetValue{Value: v, Name: v, State: search.Unchosen})
		}
	}
	for i := range out.Values {
		v := &out.Values[i]
		if name := names[v.Value]; name != "" && facet == news.FacetPerson {
			v.Name = name
		}
		if slices.Contains(c.Include, v.Value) {
			v.State = search.Included
		}
		if slices.Contains(c.Exclude, v.Value) {
			v.State = search.Excluded
		}
	}
	slices.SortFunc(out.Values, func(a, b search.FacetValue) int {
		return cmp.Or(cmp.Compare(a.State, b.State)*boolInt(a.State != b.State && (a.State == search.Unchosen || b.State == search.Unchosen)),
			cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return out
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func months(found []*news.Article) *search.Timeline {
	n, t := map[time.Time]int{}, &search.Timeline{Interval: query.Month}
	var first, last time.Time
	for _, a := range found {
		if a.Published.IsZero() {
			t.Undated++
			continue
		}
		m := time.Date(a.Published.Time.Year(), a.Published.Time.Month(), 1, 0, 0, 0, 0, time.UTC)
		n[m]++
		if first.IsZero() || m.Before(first) {
			first = m
		}
		if m.After(last) {
			last = m
		}
	}
	for m := first; len(n) > 0 && !m.After(last); m = m.AddDate(0, 1, 0) {
		t.Buckets = append(t.Buckets, search.Bucket{Start: m, Count: n[m]})
	}
	return t
}

func (f *fake) Facet(_ context.Context, fr search.FacetRequest) (search.FacetPage, error) {
	counts := f.count(fr.Request, fr.Facet)
	values := slices.DeleteFunc(counts.Values, func(v search.FacetValue) bool {
		return !strings.Contains(" "+strings.ToLower(v.Name), " "+strings.ToLower(fr.Prefix))
	})
	if fr.Order == search.ByName {
		slices.SortFunc(values, func(a, b search.FacetValue) int { return cmp.Compare(a.Name, b.Name) })
	}
	at, err := cursorOf(fr.Cursor)
	if err != nil {
		return search.FacetPage{}, err
	}
	size := cmp.Or(fr.Size, 6)
	page := search.FacetPage{Facet: fr.Facet, Unit: "articles", Distinct: len(values), Missing: counts.Missing}
	page.Values = values[min(at, len(values)):min(at+size, len(values))]
	if at+size < len(values) {
		page.Next = strconv.Itoa(at + size)
	}
	return page, nil
}

func (f *fake) Article(_ context.Context, id news.ID) (news.Article, error) {
	for _, a := range f.articles {
		if a.ID == id {
			return a, nil
		}
	}
	return news.Article{}, search.ErrNotFound
}

func (f *fake) Together(ctx context.Context, r search.Request, facets []news.Facet, size int) ([]search.Together, error) {
	var out []search.Together
	for _, facet := range facets {
		t := search.Together{Facet: facet, Unit: "articles", Archive: len(f.articles), Values: []search.Companion{}}
		for _, v := range f.count(r, facet).Values[:min(2, len(f.count(r, facet).Values))] {
			t.Values = append(t.Values, search.Companion{Value: v.Value, Name: v.Name, Count: v.Count, Archive: v.Count, Times: 2.5})
		}
		res, err := f.Search(ctx, r)
		if err != nil {
			return nil, err
		}
		t.Total = res.Total
		out = append(out, t)
	}
	return out, nil
}

func (f *fake) Similar(ctx context.Context, id news.ID, size int) ([]search.Hit, error) {
	if _, err := f.Article(ctx, id); err != nil {
		return nil, err
	}
	res, err := f.Search(ctx, search.Request{Size: 3})
	return res.Hits, err
}

func (f *fake) CopiesOf(ctx context.Context, id news.ID) ([]search.Hit, int, error) {
	a, err := f.Article(ctx, id)
	if err != nil || a.Group == "" {
		return nil, 0, err
	}
	var out []search.Hit
	for i := range f.articles {
		if b := &f.articles[i]; b.Group == a.Group && b.ID != id {
			out = append(out, hitOf(b, ""))
		}
	}
	return out, len(out), nil
}

// collapsed leaves of copies the first that was found.
func collapsed(found []*news.Article) (listed []*news.Article, copies map[news.ID][]*news.Article) {
	first := map[news.ID]news.ID{}
	copies = map[news.ID][]*news.Article{}
	for _, a := range found {
		if lead, ok := first[a.Group]; ok && a.Group != "" {
			copies[lead] = append(copies[lead], a)
			continue
		}
		first[a.Group] = a.ID
		listed = append(listed, a)
	}
	return listed, copies
}

func (f *fake) Neighbours(ctx context.Context, r search.Request, id news.ID) (search.Neighbours, error) {
	r.Size = search.MaxSize
	res, err := f.Search(ctx, r)
	out := search.Neighbours{Total: res.Total}
	for i, h := range res.Hits {
		if h.ID != id {
			continue
		}
		out.Number = i + 1
		if i > 0 {
			out.Previous = &search.Neighbour{ID: res.Hits[i-1].ID, Title: res.Hits[i-1].Title}
		}
		if i+1 < len(res.Hits) {
			out.Next = &search.Neighbour{ID: res.Hits[i+1].ID, Title: res.Hits[i+1].Title}
		}
	}
	return out, err
}

func (f *fake) Person(_ context.Context, id news.PersonID) (search.PersonInfo, error) {
	for _, a := range f.articles {
		for _, p := range a.Tags.People {
			if p.ID == id {
				return search.PersonInfo{ID: id, Name: p.Name, Articles: 1, Spellings: []search.Spelling{{Form: p.Name, Count: 2}}, Roles: []string{"minister"}}, nil
			}
		}
	}
	return search.PersonInfo{}, search.ErrNotFound
}

// Epoch implements Searcher.
func (f *fake) Epoch(context.Context) (string, error) { return strconv.Itoa(f.epoch), nil }

func (f *fake) Versions(ctx context.Context, id news.ID) ([]search.Version, error) {
	a, err := f.Article(ctx, id)
	if err != nil {
		return nil, err
	}
	old := a
	old.Title, old.Text = "Before: "+a.Title, a.Text+" What was taken out."
	return []search.Version{{Seen: a.Seen, Article: a}, {Seen: a.Seen, Replaced: a.Seen, Article: old}}, nil
}

func (f *fake) Profile(ctx context.Context, facet news.Facet, value string) (search.Profile, error) {
	p := search.Profile{Facet: facet, Value: value, Name: value}
	if facet == news.FacetPerson {
		person, err := f.Person(ctx, news.PersonID(value))
		if err != nil {
			return p, err
		}
		p.Person, p.Name = &person, person.Name
	}
	req := search.Request{Size: 5}.Only(facet, value)
	var err error
	if p.Result, err = f.Search(ctx, req); err != nil {
		return p, err
	}
	p.Together, err = f.Together(ctx, req, []news.Facet{news.FacetPerson, news.FacetCountry, news.FacetEvent}, 5)
	return p, err
}

func (f *fake) Each(ctx context.Context, r search.Request, each func(search.Hit, string) error) error {
	r.Size = search.MaxSize
	for {
		res, err := f.Search(ctx, r)
		if err != nil {
			return err
		}
		for _, h := range res.Hits {
			if err := each(h, "c-"+string(h.ID)); err != nil {
				return err
			}
		}
		if r.Cursor = res.Next; r.Cursor == "" {
			return nil
		}
	}
}

func (f *fake) Suggest(_ context.Context, text string) ([]search.Suggestion, error) {
	var out []search.Suggestion
	for _, v := range f.count(search.Request{}, news.FacetPerson).Values {
		if text != "" && strings.Contains(" "+strings.ToLower(v.Name), " "+strings.ToLower(text)) {
			out = append(out, search.Suggestion{Facet: news.FacetPerson, Value: v.Value, Name: v.Name, Query: `person:"` + v.Name + `"`, Count: &v.Count})
		}
	}
	return out, nil
}
