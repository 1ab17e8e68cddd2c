package store

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/indexer/copies"
	"dateline/search/news"
)

// edition draws one of several editions of a few stories: who is a copy of whom
// is decided by what it leaves out and adds.
func edition(r *rand.Rand) string {
	story := r.IntN(4)
	var b strings.Builder
	for i := range 14 {
		switch n := r.IntN(12); {
		case n < 9:
			fmt.Fprintf(&b, "Part %d of the report number %d tells how the council met the ferrymen about the quay. ", i, story)
		case n < 11:
			fmt.Fprintf(&b, "An editor added remark %d here which is found in no other paper of the coast. ", r.IntN(1000))
		}
	}
	return b.String()
}

// groupsBy is what Groups says of texts, with articles alone left out.
func groupsBy(texts map[news.ID]string) map[news.ID]news.ID {
	var all []copies.Member
	for id, text := range texts {
		if sketch := copies.Of(text); !sketch.IsZero() {
			all = append(all, copies.Member{ID: id, Sketch: sketch})
		}
	}
	out := copies.Groups(all)
	size := map[news.ID]int{}
	for _, p := range out {
		size[p]++
	}
	maps.DeleteFunc(out, func(_, p news.ID) bool { return size[p] == 1 })
	return out
}

// follower reads the change feed as the index does.
type follower struct {
	seq    int64
	groups map[news.ID]news.ID
}

func (f *follower) read(t *testing.T, s *Store) {
	t.Helper()
	for {
		changes, err := s.Since(t.Context(), f.seq, 7)
		if err != nil {
			t.Fatal(err)
		}
		if len(changes) == 0 {
			return
		}
		for _, c := range changes {
			delete(f.groups, c.ID)
			if !c.Deleted && c.Article.Group != "" {
				f.groups[c.ID] = c.Article.Group
			}
			f.seq = c.Seq
		}
	}
}

// The groups of the store, and of whoever follows its feed, are those of the
// articles that there are, however these came, changed and went.
func TestCopies(t *testing.T) {
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 11))
		s := open(t)
		texts := map[news.ID]string{}
		f := follower{groups: map[news.ID]news.ID{}}
		grouped := 0
		for range 20 {
			var batch []news.Article
			for range 1 + r.IntN(4) {
				a := article(fmt.Sprintf("https://bay.example/%d", r.IntN(40)), edition(r))
				texts[a.ID] = a.Text
				batch = append(batch, a)
			}
			saveAny(t, s, batch)
			if id := news.NewID(fmt.Sprintf("https://bay.example/%d", r.IntN(40))); r.IntN(2) == 0 && texts[id] != "" {
				delete(texts, id)
				if err := s.Delete(t.Context(), id); err != nil {
					t.Fatal(err)
				}
			}
			f.read(t, s)
			want := groupsBy(texts)
			if diff := cmp.Diff(want, f.groups); diff != "" {
				t.Fatalf("seed %d: %s", seed, diff)
			}
			grouped += len(want)
		}
		if grouped < 20 {
			t.Errorf("seed %d: %d articles in groups prove nothing", seed, grouped)
		}
		checkKeys(t, s)
		testPlace(t, s, groupsBy(texts))
	}
}

// checkKeys looks for keys that belong to no member, or to the other kind.
func checkKeys(t *testing.T, s *Store) {
	t.Helper()
	var wrong int
	err := s.db.QueryRow(`SELECT COUNT(*) FROM copy_keys k LEFT JOIN copies c ON c.article = k.article
		WHERE c.article IS NULL OR (c.pivot = c.article) <> k.pivots`).Scan(&wrong)
	if err != nil || wrong > 0 {
		t.Errorf("%d stray keys, %v", wrong, err)
	}
}

// testPlace has an archive that knew no groups come to the same ones.
func testPlace(t *testing.T, s *Store, want map[news.ID]news.ID) {
	t.Helper()
	if _, err := s.db.Exec(`DELETE FROM copies; DELETE FROM copy_keys`); err != nil {
		t.Fatal(err)
	}
	f := follower{groups: map[news.ID]news.ID{}}
	f.read(t, s)
	for after := news.ID(""); ; {
		last, err := s.Place(t.Context(), after, 6)
		if err != nil {
			t.Fatal(err)
		}
		if last == "" {
			break
		}
		after = last
	}
	f.read(t, s)
	if diff := cmp.Diff(want, f.groups); diff != "" {
		t.Errorf("placed anew: %s", diff)
	}
}

// Only tags changed, or nothing: nothing is placed anew, and no copy comes to the
// index again.
func TestCopiesStay(t *testing.T) {
	s := open(t)
	r := rand.New(rand.NewPCG(1, 1))
	text := edition(r)
	one, two := article("https://a.example/1", text), article("https://b.example/1", text)
	saveAny(t, s, []news.Article{one})
	saveAny(t, s, []news.Article{two})
	before, err := s.LastSeq(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	two.Tags.Version = "2"
	saveAny(t, s, []news.Article{one, two})
	changes, err := s.Since(t.Context(), before, 10)
	if err != nil || len(changes) != 1 || changes[0].ID != two.ID {
		t.Errorf("%+v, %v", changes, err)
	}
	if changes[0].Article.Group == "" {
		t.Error("copies are in no group")
	}
}

// Copies that come in the order of falling ids, each of which takes over the group,
// cost no more than others: within one transaction nobody is moved twice, and
// nothing but what was saved comes to the index.
func TestCopiesFalling(t *testing.T) {
	s := open(t)
	text := edition(rand.New(rand.NewPCG(1, 1)))
	texts := map[news.ID]string{}
	var batch []news.Article
	for i := range 64 {
		a := article(fmt.Sprintf("https://bay.example/%d", i), text)
		texts[a.ID] = text
		batch = append(batch, a)
	}
	slices.SortFunc(batch, func(a, b news.Article) int { return strings.Compare(string(b.ID), string(a.ID)) })
	for n := range 2 { // of two transactions the second takes over, once
		half := batch[n*32 : n*32+32]
		saveAny(t, s, half)
		if seq, err := s.LastSeq(t.Context()); err != nil || seq != int64(32+n*64) {
			t.Errorf("%d changes after %d articles (%v)", seq, 32+n*32, err)
		}
	}
	f := follower{groups: map[news.ID]news.ID{}}
	f.read(t, s)
	if diff := cmp.Diff(groupsBy(texts), f.groups); diff != "" {
		t.Error(diff)
	}
	checkKeys(t, s)
}
