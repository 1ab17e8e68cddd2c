package index

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSentences(t *testing.T) {
	for _, test := range []struct{ lang, in, want string }{ // | begins a sentence, ¶ a paragraph
		{"en", "", ""},
		{"en", " \n\n ", " \n\n "},
		{"en", "One line", "¶One line"},
		{"en", "It rained. It stopped! Did it? Yes… So", "¶It rained. |It stopped! |Did it? |Yes… |So"},
		{"en", "First.\n\nSecond. Third.", "¶First.\n\n¶Second. |Third."},
		{"en", "Mr. Doe met Dr. Quill. J. R. Marren left.", "¶Mr. Doe met Dr. Quill. |J. R. Marren left."},
		{"en", "Then “Mr. Doe” left.", "¶Then “Mr. Doe” left."},
		{"en", "The U.S. Senate met in the U.S. The vote failed.", "¶The U.S. Senate met in the U.S. |The vote failed."},
		{"en", "At 9 p.m. Monday it ended at 3.5 percent.", "¶At 9 p.m. Monday it ended at 3.5 percent."},
		{"en", "“Why?” he asked. “Because.” She left.", "¶“Why?” he asked. |“Because.” |She left."},
		{"en", "It costs $5. (Once $4.) Then it rose.", "¶It costs $5. |(Once $4.) |Then it rose."},
		{"en", "He said no. No. 5 was late. It was Nov. 3 then.", "¶He said no. |No. 5 was late. |It was Nov. 3 then."},
		{"en", "Harbour Inc. rose. It was Harbour Inc. The end.", "¶Harbour Inc. rose. |It was Harbour Inc. |The end."},
		{"en", "He won in 2025. Then 12. Smith lost.", "¶He won in 2025. |Then 12. |Smith lost."},
		{"de", "Am 3. Mai kam er. Sie ging.", "¶Am 3. Mai kam er. |Sie ging."},
		{"fr", "Il part. «Non.» À demain ! Élan.", "¶Il part. |«Non.» |À demain ! |Élan."},
		{"ru", "Она ушла. Он остался.", "¶Она ушла. |Он остался."},
		{"zh", "会谈举行。会谈结束！", "¶会谈举行。|会谈结束！"},
		{"en", "see www.harbour.example. now", "¶see www.harbour.example. now"},
	} {
		var got strings.Builder
		last := 0
		for _, b := range sentences(test.in, test.lang) {
			got.WriteString(test.in[last:b.at])
			if last = b.at; b.paragraph {
				got.WriteString("¶")
			} else {
				got.WriteString("|")
			}
		}
		got.WriteString(test.in[last:])
		if diff := cmp.Diff(test.want, got.String()); diff != "" {
			t.Errorf("%q: %s", test.in, diff)
		}
	}
}

// FuzzSentences: boundaries rise, stand on code points, and each line that holds
// anything begins a paragraph.
func FuzzSentences(f *testing.F) {
	for _, s := range []string{"", "A. B. c.", "x.\n\n\ny! Z", "U.S. The", "。。", "\xff. \xfeA", "1. 2. 3."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		last, paragraphs := -1, 0
		for _, b := range sentences(s, "de") {
			if b.at <= last || b.at >= len(s) {
				t.Fatalf("%q: a sentence at %d after one at %d", s, b.at, last)
			}
			if last = b.at; b.paragraph {
				paragraphs++
			}
		}
		lines := 0
		for line := range strings.SplitSeq(s, "\n") {
			if strings.TrimSpace(line) != "" {
				lines++
			}
		}
		if paragraphs != lines {
			t.Fatalf("%q: %d paragraphs of %d lines", s, paragraphs, lines)
		}
	})
}
