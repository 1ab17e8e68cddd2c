package search

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"dateline/search/news"
	"dateline/search/query"
)

// spelled is an archive in which harbour stands in forty articles and a misspelling
// of it in one.
func spelled() []news.Article {
	var out []news.Article
	add := func(title, text string) {
		n := len(out) + 1
		out = append(out, news.Article{
			ID: news.ID(fmt.Sprintf("%016x", n)), Title: title, Text: text, Lang: "en", Source: "a.example",
			Published: news.Date{Time: time.Date(2025, 1, n, 9, 0, 0, 0, time.UTC)},
		})
	}
	for range 40 {
		add("Talks about the harbour", "Halvard Quist spoke of the corridor and the ministry.")
	}
	add("Talks about the harbuor", "A typing mistake.")
	add("Harp and harbours", "Music.")
	return out
}

func serveReal(t *testing.T, articles []news.Article) *Service {
	t.Helper()
	return New(openReal(t, articles), &fakeLibrary{articles: articles}, Options{})
}

// TestDidYouMean gives for each query the first spelling proposed and its total, or
// nothing.
func TestDidYouMean(t *testing.T) {
	service := serveReal(t, spelled())
	for _, c := range []struct{ q, want string }{
		{"harbour", ""},
		{"harbuor", "harbour 41"}, // found once, misspelled there, too
		{"corridoor", "corridor 40"},
		{"coridor minstry", "corridor ministry 40"},
		{`"corridor and the minsitry"`, `"corridor and the ministry" 40`},
		{"title:harbuor", "title:harbour 41"},
		{"Corridro -talks", ""}, // all that has it has talks
		{"Halverd OR nothing", "Halvard OR nothing 40"},
		{"=corridoor", ""},
		{"corridoor~", ""}, // finds it by itself
		{"talk", ""},       // the stem finds talks
		{"tlk", ""},
		{"xyzzyplugh", ""},
		{"2O25", ""},
		{"corridor NEAR/3 mnistry", "corridor NEAR/3 ministry 40"},
	} {
		r, err := service.Search(t.Context(), Request{Q: c.q, Size: NoHits})
		if err != nil {
			t.Errorf("%s: %v", c.q, err)
			continue
		}
		got := ""
		if len(r.DidYouMean) > 0 {
			m := r.DidYouMean[0]
			got = fmt.Sprint(m.Q, " ", m.Total)
			again, err := url.ParseQuery(m.With)
			if err != nil || again.Get("q") != m.Q || again.Get("size") != "0" {
				t.Errorf("%s: with %q, %v", c.q, m.With, err)
			}
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.q, got, c.want)
		}
	}
}

// TestSuggestWords completes the last word, and keeps those before it.
func TestSuggestWords(t *testing.T) {
	service := serveReal(t, spelled())
	for _, c := range []struct{ text, want string }{
		{"harb", "harbour 40; harbours 1; harbuor 1; "},
		{"talks cor", "talks corridor 40; "},
		{"(minis", ""},
		{"h", ""},
		{"har ", ""},
	} {
		all, err := service.Suggest(t.Context(), c.text)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, s := range all {
			if s.Facet == suggestedWord {
				got += fmt.Sprint(s.Query, " ", *s.Count, "; ")
			}
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.text, got, c.want)
		}
	}
}

// TestRecent weighs a headline of long ago against a mention of today.
func TestRecent(t *testing.T) {
	at := func(id, year int, title, text string) news.Article {
		a := news.Article{ID: news.ID(fmt.Sprintf("%016x", id)), Title: title, Text: text, Lang: "en"}
		if year > 0 {
			a.Published = news.Date{Time: time.Date(year, 3, 1, 0, 0, 0, 0, time.UTC)}
		}
		return a
	}
	service := serveReal(t, []news.Article{
		at(1, 2015, "Harbour, harbour", "Harbour. Harbour."),
		at(2, 2025, "Budget", "Nothing of the harbour but a word."),
		at(3, 2025, "Harbour", "The harbour."),
		at(4, 0, "Harbour, harbour", "Harbour. Harbour."),
		at(5, 2025, "Budget", "Other things."),
	})
	for _, c := range []struct {
		sort query.Sort
		want string
	}{{query.ByRelevance, "1432"}, {query.Recent, "3214"}, {query.Newest, "2314"}} {
		got, cursor := "", ""
		for {
			r, err := service.Search(t.Context(), Request{Q: "harbour", Sort: c.sort, Size: 1, Cursor: cursor})
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range r.Hits {
				got += string(h.ID[15:])
			}
			if cursor = r.Next; cursor == "" {
				break
			}
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.sort, got, c.want)
		}
	}
}
