package search

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"testing"
	"time"

	"dateline/search/index"
	"dateline/search/news"
	"dateline/search/query"
)

// wires are articles of which some are copies of others, over several sources.
func wires(r *rand.Rand, n int) []news.Article {
	out := make([]news.Article, n)
	for i := range out {
		a := news.Article{ID: news.NewID(fmt.Sprint(i)), Title: fmt.Sprintf("Wire %d", i), Text: "grain", Source: fmt.Sprintf("%c.example", 'a'+r.IntN(4)), Site: "The Paper"}
		if r.IntN(3) > 0 {
			a.Group = news.NewID(fmt.Sprint("group", r.IntN(8)))
		}
		if r.IntN(6) > 0 {
			a.Published = news.Date{Time: time.Date(2025, 3, 1+r.IntN(9), 0, 0, 0, 0, time.UTC)}
		}
		out[i] = a
	}
	return out
}

func openWires(t *testing.T, all []news.Article) *Service {
	t.Helper()
	real, err := index.Open(t.TempDir(), index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { real.Close() })
	for i := 0; i < len(all); i += 15 { // several segments
		if err := real.Apply(t.Context(), all[i:min(i+15, len(all))], nil, int64(i+1)); err != nil {
			t.Fatal(err)
		}
	}
	return New(real, &fakeLibrary{articles: all}, Options{})
}

// pagesOf reads req to its end.
func pagesOf(t *testing.T, s *Service, req Request) (first Result, hits []Hit) {
	t.Helper()
	for pages := 0; pages == 0 || req.Cursor != ""; pages++ {
		page, err := s.Search(t.Context(), req)
		if err != nil || pages > 100 {
			t.Fatalf("%+v: page %d: %v", req, pages, err)
		}
		if pages == 0 {
			first = page
		}
		hits = append(hits, page.Hits...)
		req = req.WithCursor(page.Next)
	}
	return first, hits
}

// Every article found is listed once, or is once among the copies of one that is;
// what is counted does not change.
func TestCollapsedHitsStandForAll(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	all := wires(r, 60)
	s := openWires(t, all)
	for _, params := range []string{"", "sort=oldest", "q=grain", "q=grain&sort=recent", "source=a.example&source=b.example", "not.source=a.example&sort=oldest", "from=2025-03-04"} {
		shown, each := pagesOf(t, s, mustParse(t, params+"&size=7"))
		got, hits := pagesOf(t, s, mustParse(t, params+"&size=7&copies=collapse"))
		if got.Total != shown.Total || shown.Listed != shown.Total || len(each) != shown.Total || got.Listed != len(hits) || got.Listed >= got.Total {
			t.Errorf("%s: %d of %d listed, %d shown of %d", params, got.Listed, got.Total, len(each), shown.Total)
		}
		if fmt.Sprint(got.Facets, got.Timeline) != fmt.Sprint(shown.Facets, shown.Timeline) {
			t.Errorf("%s: the counts depend on how copies are listed", params)
		}
		var found []news.ID
		for _, h := range hits {
			found = append(found, h.ID)
			if h.Copies == 0 {
				continue
			}
			list, copies := pagesOf(t, s, mustParse(t, h.CopiesWith+"&sort=oldest&size=7"))
			if list.Total != h.Copies+1 || copies[0].ID != h.ID {
				t.Errorf("%s: %s has %d copies, and lists %d from %s on", params, h.ID, h.Copies, list.Total, copies[0].ID)
			}
			for i, c := range copies[1:] {
				found = append(found, c.ID)
				if i < query.ShownCopies && h.CopiesFirst[i] != (Copy{c.ID, c.Source, c.Site}) {
					t.Errorf("%s: copy %d of %s is %+v, not %+v", params, i, h.ID, h.CopiesFirst[i], c)
				}
			}
		}
		slices.Sort(found)
		if len(found) != got.Total || len(slices.Compact(found)) != got.Total {
			t.Errorf("%s: hits and copies are %d articles of %d", params, len(found), got.Total)
		}
	}
}

func TestCopiesOf(t *testing.T) {
	all := wires(rand.New(rand.NewPCG(8, 8)), 60)
	s := openWires(t, all)
	for _, a := range all {
		want := 0
		for _, b := range all {
			if a.Group != "" && a.Group == b.Group && a.ID != b.ID {
				want++
			}
		}
		copies, total, err := s.CopiesOf(t.Context(), a.ID)
		if err != nil || total != want || len(copies) != want {
			t.Errorf("%s: %d copies of %d, want %d, %v", a.ID, len(copies), total, want, err)
		}
		found, err := s.Search(t.Context(), mustParse(t, "copies.of="+string(a.ID)))
		if err != nil || found.Total != want+1 || found.Readback != "copies of “"+a.Title+"”" {
			t.Errorf("%s: %d found, want %d, %q, %v", a.ID, found.Total, want+1, found.Readback, err)
		}
		among, err := s.Among(t.Context(), mustParse(t, "copies.of="+string(a.ID)), []news.ID{all[0].ID, a.ID})
		if err != nil || !slices.Contains(among, a.ID) || slices.Contains(among, all[0].ID) != (a.ID == all[0].ID || a.Group != "" && a.Group == all[0].Group) {
			t.Errorf("%s: among %v, %v", a.ID, among, err)
		}
	}
	if _, _, err := s.CopiesOf(t.Context(), "0123456789abcdef"); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
}

func TestCopiesParameters(t *testing.T) {
	s := openWires(t, wires(rand.New(rand.NewPCG(9, 9)), 30))
	for params, param := range map[string]string{"copies=hide": "copies", "copies.of=x": "copies.of", "copies=show&copies=show": "copies", "copies.of=0123456789abcdef": "copies.of"} {
		v, err := url.ParseQuery(params)
		if err != nil {
			t.Fatal(err)
		}
		req, err := ParseRequest(v)
		if err == nil {
			_, err = s.Search(t.Context(), req)
		}
		var wrong *ParamError
		if !errors.As(err, &wrong) || wrong.Param != param {
			t.Errorf("%s: %v", params, err)
		}
	}
	page, err := s.Search(t.Context(), mustParse(t, "size=2&copies=collapse"))
	if err != nil || page.Next == "" {
		t.Fatalf("%q, %v", page.Next, err)
	}
	if _, err := s.Search(t.Context(), mustParse(t, "size=2&cursor="+page.Next)); err == nil {
		t.Error("the cursor of hits without copies goes on among all of them")
	}
}
