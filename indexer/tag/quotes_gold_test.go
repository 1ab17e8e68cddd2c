package tag

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/search/news"
)

// polnearArticle is a line of PolNeAR: attributions as source, cue and content
// spans in code points.
type polnearArticle struct {
	Text        string `json:"text"`
	Annotations []struct {
		Attributions []struct {
			Source  [][2]int `json:"source"`
			Cue     [][2]int `json:"cue"`
			Content [][2]int `json:"content"`
		} `json:"attributions"`
	} `json:"annotations"`
}

// polnearClass is what the README tells apart: content wholly in quotation
// marks, partly, not at all.
type polnearClass int

const (
	quotedContent polnearClass = iota
	mixedContent
	indirectContent
)

// polnearSpan is one attribution: where its content begins and ends, and who.
type polnearSpan struct {
	content, source [][2]int
	class           polnearClass
	words           int
}

func polnearSpans(a *polnearArticle, runes []rune) []polnearSpan {
	var out []polnearSpan
	if len(a.Annotations) == 0 {
		return nil
	}
	for _, at := range a.Annotations[0].Attributions {
		s := polnearSpan{content: at.Content, source: at.Source, class: indirectContent}
		var text []string
		for _, c := range at.Content {
			text = append(text, string(runes[c[0]:c[1]]))
		}
		whole := strings.Trim(strings.Join(text, " "), " \u00a0,.")
		s.words = len(strings.Fields(whole))
		const marks = "\"“”"
		starts := strings.IndexAny(whole, marks) == 0 || strings.HasPrefix(whole, "''")
		ends := strings.HasSuffix(whole, `"`) || strings.HasSuffix(whole, "”") || strings.HasSuffix(whole, "''")
		switch {
		case whole == "":
			continue
		case starts && ends:
			s.class = quotedContent
		case strings.ContainsAny(whole, marks) || strings.Contains(whole, "''"):
			s.class = mixedContent
		}
		out = append(out, s)
	}
	return out
}

func overlaps(spans [][2]int, start, end int) bool {
	for _, s := range spans {
		if s[0] < end && start < s[1] {
			return true
		}
	}
	return false
}

// polnearScore counts predicted quotes that overlap a content (and not), contents
// met (and not), and of the met ones with a named source those whose speaker does.
type polnearScore struct {
	hit, wrong, met, missed int
	speaker, speakers, none int
}

func (s *polnearScore) f1() (p, r, f float64) {
	p = float64(s.hit) / float64(max(1, s.hit+s.wrong))
	r = float64(s.met) / float64(max(1, s.met+s.missed))
	return p, r, 2 * p * r / max(p+r, 1e-9)
}

// TestGoldQuotes measures on the shared part of PolNeAR. A direct quote is right
// where it overlaps a content with quotation marks, an indirect one where it
// overlaps any content; the recall is over contents wholly in marks, and over
// those without. The speaker is right where it overlaps the source.
func TestGoldQuotes(t *testing.T) {
	tagger := New()
	for _, set := range []string{"train", "dev"} {
		path := filepath.Join("quotes-polnear", set+".jsonl.gz")
		if _, err := os.Stat(filepath.Join(geoGoldDir(t), path)); err != nil {
			t.Skipf("no gold: %v", err)
		}
		var direct, indirect polnearScore
		for i, a := range geoGoldLines[polnearArticle](t, path) {
			runes := []rune(a.Text)
			spans := polnearSpans(&a, runes)
			quotes := tagger.Tag(Input{Text: a.Text, Lang: "en"}).Quotes
			scorePolnear(t, i, runes, spans, quotes, &direct, &indirect)
		}
		report := func(name string, s *polnearScore) {
			p, r, f := s.f1()
			t.Logf("%s %s: P %.3f R %.3f F1 %.3f; speaker %.3f of %d matched (%d without)", set, name, p, r, f,
				float64(s.speaker)/float64(max(1, s.speakers)), s.speakers, s.none)
		}
		report("direct", &direct)
		report("indirect", &indirect)
		if _, _, f := direct.f1(); f < polnearDirectFloor {
			t.Errorf("%s: direct F1 fell to %.3f", set, f)
		}
		if _, _, f := indirect.f1(); f < polnearIndirectFloor {
			t.Errorf("%s: indirect F1 fell to %.3f", set, f)
		}
	}
}

// The floors stand a little under what was measured when they were written.
const (
	polnearDirectFloor   = 0.96
	polnearIndirectFloor = 0.48
)

func scorePolnear(t *testing.T, article int, runes []rune, spans []polnearSpan, quotes []news.Quote, direct, indirect *polnearScore) {
	verbose := os.Getenv("POLNEAR") != ""
	show := func(kind string, start, end int, more string) {
		if verbose {
			t.Logf("%s %d: %q %s\n      in %q", kind, article, string(runes[start:end]), more, string(runes[max(0, start-120):min(len(runes), end+120)]))
		}
	}
	met := make([]bool, len(spans))
	for _, q := range quotes {
		score := indirect
		if q.Direct {
			score = direct
		}
		found := -1
		for i := range spans {
			if (!q.Direct || spans[i].class != indirectContent) && overlaps(spans[i].content, q.Start, q.End) && (found < 0 || spans[i].words < spans[found].words) {
				found = i
			}
		}
		if found < 0 {
			score.wrong++
			who := "nobody"
			if q.Speaker != nil {
				who = q.Speaker.Name
			}
			if q.Direct {
				show("WRONG direct", q.Start, q.End, who)
			} else {
				show("WRONG indirect", q.Start, q.End, who)
			}
			continue
		}
		score.hit++
		met[found] = true
		for i := range spans {
			met[i] = met[i] || overlaps(spans[i].content, q.Start, q.End) && (q.Direct == (spans[i].class != indirectContent))
		}
		if len(spans[found].source) == 0 {
			continue
		}
		score.speakers++
		switch {
		case q.Speaker == nil:
			score.none++
			show(fmt.Sprintf("NOSPEAKER%v", q.Direct), q.Start, q.End, string(runes[spans[found].source[0][0]:spans[found].source[0][1]]))
		case overlaps(spans[found].source, q.Speaker.Start, q.Speaker.End):
			score.speaker++
		default:
			show(fmt.Sprintf("SPEAKER%v", q.Direct), q.Start, q.End, q.Speaker.Name+" for "+string(runes[spans[found].source[0][0]:spans[found].source[0][1]]))
		}
	}
	for i, s := range spans {
		score := direct
		if s.class == indirectContent {
			score = indirect
		} else if s.class == mixedContent {
			continue
		}
		if met[i] {
			score.met++
		} else {
			score.missed++
			if s.class == quotedContent {
				show("MISSED direct", s.content[0][0], s.content[0][1], "")
			} else if i%7 == 0 {
				show("MISSED indirect", s.content[0][0], s.content[0][1], "")
			}
		}
	}
}
