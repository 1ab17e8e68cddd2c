package query

import (
	"errors"
	"strings"
	"testing"
	"time"

	"dateline/search/news"

	"github.com/google/go-cmp/cmp"
)

// ignoreSpans compares trees but for where they were typed.
var ignoreSpans = cmp.Comparer(func(a, b Span) bool { return true })

func word(text string) *Word { return &Word{Text: text} }

func near(left, right Node, kind NearKind, distance int) *Near {
	return &Near{Left: left, Right: right, Kind: kind, Distance: distance}
}

func utc(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func TestParse(t *testing.T) {
	a, b, c := word("alpha"), word("beta"), word("gamma")
	tests := []struct {
		in   string
		want Node
	}{
		{"", nil},
		{" \t\n\u3000", nil},
		{"alpha", a},
		{"alpha beta", &And{Kids: []Node{a, b}}},
		{"alpha AND beta", &And{Kids: []Node{a, b}}},
		{"alpha and beta", &And{Kids: []Node{a, word("and"), b}}},
		{"alpha OR beta gamma", &Or{Kids: []Node{a, &And{Kids: []Node{b, c}}}}},
		{"alpha beta OR gamma", &Or{Kids: []Node{&And{Kids: []Node{a, b}}, c}}},
		{"(alpha OR beta) gamma", &And{Kids: []Node{&Or{Kids: []Node{a, b}}, c}}},
		{"alpha (beta gamma)", &And{Kids: []Node{a, b, c}}},
		{"alpha OR (beta OR gamma)", &Or{Kids: []Node{a, b, c}}},
		{"alpha -beta", &And{Kids: []Node{a, &Not{Kid: b}}}},
		{"alpha −beta", &And{Kids: []Node{a, &Not{Kid: b}}}},
		{"alpha NOT beta", &And{Kids: []Node{a, &Not{Kid: b}}}},
		{"alpha AND NOT (beta OR gamma)", &And{Kids: []Node{a, &Not{Kid: &Or{Kids: []Node{b, c}}}}}},
		{"NOT alpha beta", &And{Kids: []Node{&Not{Kid: a}, b}}},
		{"NOT alpha OR beta", &Or{Kids: []Node{&Not{Kid: a}, b}}},
		{"NOT NOT alpha", &Not{Kid: &Not{Kid: a}}},
		{`-"grain corridor"`, &Not{Kid: &Phrase{Text: "grain corridor"}}},
		{"-(alpha)", &Not{Kid: a}},

		{`"grain  corridor"`, &Phrase{Text: "grain corridor"}},
		{"“grain corridor”", &Phrase{Text: "grain corridor"}},
		{"„grain corridor“", &Phrase{Text: "grain corridor"}},
		{"«grain corridor»", &Phrase{Text: "grain corridor"}},
		{`"What now?"`, &Phrase{Text: "What now?"}},
		{"=Kyiv", &Word{Text: "Kyiv", Kind: Verbatim}},
		{`="Foreign Office"`, &Phrase{Text: "Foreign Office", Verbatim: true}},
		{"=AND", &Word{Text: "AND", Kind: Verbatim}},
		{"negotiat*", &Word{Text: "negotiat*", Kind: Wildcard}},
		{"wom?n", &Word{Text: "wom?n", Kind: Wildcard}},
		{"Gaddafi~", &Word{Text: "Gaddafi~"[:7], Kind: Fuzzy, Edits: 1}},
		{"Khaddafi~", &Word{Text: "Khaddafi", Kind: Fuzzy, Edits: 2}},
		{"Khaddafi~1", &Word{Text: "Khaddafi", Kind: Fuzzy, Edits: 1}},

		{"title:alpha", &Word{Field: Title, Text: "alpha"}},
		{"TITLE:alpha", &Word{Field: Title, Text: "alpha"}},
		{`lead:"alpha beta"`, &Phrase{Field: Lead, Text: "alpha beta"}},
		{"body:=alpha", &Word{Field: Body, Text: "alpha", Kind: Verbatim}},
		{"by:alph*", &Word{Field: By, Text: "alph*", Kind: Wildcard}},
		{"title:(alpha OR beta)", &Or{Kids: []Node{&Word{Field: Title, Text: "alpha"}, &Word{Field: Title, Text: "beta"}}}},
		{"-title:alpha", &Not{Kid: &Word{Field: Title, Text: "alpha"}}},

		{"person:merkel", &Tag{Facet: news.FacetPerson, Text: "merkel"}},
		{`person:"Angela Merkel"`, &Tag{Facet: news.FacetPerson, Text: "Angela Merkel"}},
		{"country:UA,", &Tag{Facet: news.FacetCountry, Text: "UA"}},
		{"event:protest:riot", &Tag{Facet: news.FacetEvent, Text: "protest:riot"}},
		{"source:www.harbour-post.example", &Tag{Facet: news.FacetSource, Text: "www.harbour-post.example"}},
		{"-lang:de", &Not{Kid: &Tag{Facet: news.FacetLang, Text: "de"}}},

		{"after:2025-04-01", &Dates{Text: "after:2025-04-01", From: utc(2025, 4, 2)}},
		{"after:2024", &Dates{Text: "after:2024", From: utc(2025, 1, 1)}},
		{"before:2025-05", &Dates{Text: "before:2025-05", To: utc(2025, 5, 1)}},
		{"on:2025-12-31", &Dates{Text: "on:2025-12-31", From: utc(2025, 12, 31), To: utc(2026, 1, 1)}},
		{"on:2024-02", &Dates{Text: "on:2024-02", From: utc(2024, 2, 1), To: utc(2024, 3, 1)}},
		{"2025-04-01..2025-04-23", &Dates{Text: "2025-04-01..2025-04-23", From: utc(2025, 4, 1), To: utc(2025, 4, 24)}},
		{"2025..", &Dates{Text: "2025..", From: utc(2025, 1, 1)}},
		{"..2025", &Dates{Text: "..2025", To: utc(2026, 1, 1)}},
		{"on:2025-04-01T02:00:00+02:00", &Dates{Text: "on:2025-04-01T02:00:00+02:00", From: utc(2025, 4, 1), To: utc(2025, 4, 1).Add(time.Second)}},

		// Proximity, as each house spells it.
		{"alpha NEAR/5 beta", near(a, b, Within, 5)},
		{"alpha near/5 beta", near(a, b, Within, 5)},
		{"alpha near5 beta", near(a, b, Within, 5)},
		{"alpha Near5 beta", near(a, b, Within, 5)},
		{"alpha w/5 beta", near(a, b, Within, 5)},
		{"alpha W/5 beta", near(a, b, Within, 5)},
		{"alpha N/5 beta", near(a, b, Within, 5)},
		{"alpha /N5/ beta", near(a, b, Within, 5)},
		{"alpha /5 beta", near(a, b, Within, 5)},
		{"alpha AROUND(5) beta", near(a, b, Within, 5)},
		{"alpha PRE/3 beta", near(a, b, InOrder, 3)},
		{"alpha pre3 beta", near(a, b, InOrder, 3)},
		{"alpha P/3 beta", near(a, b, InOrder, 3)},
		{"alpha adj3 beta", near(a, b, InOrder, 3)},
		{"alpha ADJ/3 beta", near(a, b, InOrder, 3)},
		{"alpha w/s beta", near(a, b, SameSentence, 0)},
		{"alpha W/SENT beta", near(a, b, SameSentence, 0)},
		{"alpha /s beta", near(a, b, SameSentence, 0)},
		{"alpha w/p beta", near(a, b, SameParagraph, 0)},
		{"alpha w/para beta", near(a, b, SameParagraph, 0)},
		{"alpha SAME beta", near(a, b, SameParagraph, 0)},
		{"alpha NEAR/5 beta PRE/2 gamma", near(near(a, b, Within, 5), c, InOrder, 2)},
		{"alpha NEAR/5 (beta PRE/2 gamma)", near(a, near(b, c, InOrder, 2), Within, 5)},
		{"(alpha OR beta) w/s gamma", near(&Or{Kids: []Node{a, b}}, c, SameSentence, 0)},
		{"alpha NEAR/2 (beta OR (beta w/s gamma))", near(a, &Or{Kids: []Node{b, near(b, c, SameSentence, 0)}}, Within, 2)},
		{"alpha beta near1 gamma", &And{Kids: []Node{a, near(b, c, Within, 1)}}},
		{"alpha near1 beta OR gamma", &Or{Kids: []Node{near(a, b, Within, 1), c}}},
		{"NOT alpha near1 beta", &Not{Kid: near(a, b, Within, 1)}},
		{"-alpha near1 beta gamma", &And{Kids: []Node{&Not{Kid: near(a, b, Within, 1)}, c}}},
		{"alpha near/12 @person", near(a, &Slot{Facet: news.FacetPerson}, Within, 12)},
		{"@Country w/s (@event OR alpha)", near(&Slot{Facet: news.FacetCountry}, &Or{Kids: []Node{&Slot{Facet: news.FacetEvent}, a}}, SameSentence, 0)},
		{"title:(alpha near3 @person)", near(&Word{Field: Title, Text: "alpha"}, &Slot{Field: Title, Facet: news.FacetPerson}, Within, 3)},
		{"alpha near3 title:@person", near(a, &Slot{Field: Title, Facet: news.FacetPerson}, Within, 3)},
		{`"alpha beta" near3 =gamma`, near(&Phrase{Text: "alpha beta"}, &Word{Text: "gamma", Kind: Verbatim}, Within, 3)},
		{"alph* near3 gamma~", near(&Word{Text: "alph*", Kind: Wildcard}, &Word{Text: "gamma", Kind: Fuzzy, Edits: 1}, Within, 3)},
		{"atleast3 alpha", &AtLeast{Times: 3, Kid: a}},
		{"ATLEAST3(alpha OR beta)", &AtLeast{Times: 3, Kid: &Or{Kids: []Node{a, b}}}},
		{"atleast/3 alpha beta", &And{Kids: []Node{&AtLeast{Times: 3, Kid: a}, b}}},
		{"NOT atleast3 alpha", &Not{Kid: &AtLeast{Times: 3, Kid: a}}},

		// Fields, as each house spells them.
		{"intitle:alpha", &Word{Field: Title, Text: "alpha"}},
		{"hd=alpha", &Word{Field: Title, Text: "alpha"}},
		{"hd=(alpha OR beta)", &Or{Kids: []Node{&Word{Field: Title, Text: "alpha"}, &Word{Field: Title, Text: "beta"}}}},
		{"hlp=alpha", &Word{Field: Lead, Text: "alpha"}},
		{"hlead(alpha)", &Word{Field: Lead, Text: "alpha"}},
		{"HEADLINE(alpha OR beta)", &Or{Kids: []Node{&Word{Field: Title, Text: "alpha"}, &Word{Field: Title, Text: "beta"}}}},
		{"by=alpha", &Word{Field: By, Text: "alpha"}},
		{"byline:alpha", &Word{Field: By, Text: "alpha"}},
		{"site:harbour.example", &Tag{Facet: news.FacetSource, Text: "harbour.example"}},
		{"la=de", &Tag{Facet: news.FacetLang, Text: "de"}},

		// Ordinary text that only looks like syntax.
		{"alpha same beta or gamma", &And{Kids: []Node{a, word("same"), b, word("or"), c}}},
		{"near alpha adj around beta pre", &And{Kids: []Node{word("near"), a, word("adj"), word("around"), b, word("pre")}}},
		{"NEAR, alpha", &And{Kids: []Node{word("near"), a}}},
		{`"near/5" "near5" =near5`, &And{Kids: []Node{&Phrase{Text: "near/5"}, &Phrase{Text: "near5"}, &Word{Text: "near5", Kind: Verbatim}}}},
		{"24/7 9/11 alpha/s", &And{Kids: []Node{&Phrase{Text: "24/7"}, &Phrase{Text: "9/11"}, &Phrase{Text: "alpha/s"}}}},
		{"headline (alpha)", &And{Kids: []Node{word("headline"), a}}},
		{"x=alpha", &Phrase{Text: "x=alpha"}},
		{"http://harbour.example/a?b=c*", &Phrase{Text: "http://harbour.example/a?b=c*"}},
		{"12:30", &Phrase{Text: "12:30"}},
		{"cease-fire", &Phrase{Text: "cease-fire"}},
		{"10..20", &Phrase{Text: "10..20"}},
		{"don't", word("don't")},
		{"U.S.", word("U.S")},
		{"alpha, beta!", &And{Kids: []Node{a, b}}},
		{"alpha & beta -- gamma", &And{Kids: []Node{a, b, c}}},
		{"alpha – beta", &And{Kids: []Node{a, b}}},
		{"w/o", &Phrase{Text: "w/o"}},
		{"nearby", word("nearby")},
		{"@harbourpost", word("harbourpost")},
		{"AND, alpha", &And{Kids: []Node{word("and"), a}}},
		{"Україна 北京 हिन्दी", &And{Kids: []Node{word("Україна"), word("北京"), word("हिन्दी")}}},
		{"Москва:сегодня", &Phrase{Text: "Москва:сегодня"}},
		{"a\x00b", &And{Kids: []Node{word("a"), word("b")}}},
	}
	for _, test := range tests {
		got, err := Parse(test.in)
		if err != nil {
			t.Errorf("Parse(%q): %v", test.in, err)
			continue
		}
		if diff := cmp.Diff(test.want, got, ignoreSpans); diff != "" {
			t.Errorf("Parse(%q): -want +got\n%s", test.in, diff)
		}
		checkRoundTrip(t, test.in)
	}
}

func TestParseMistakes(t *testing.T) {
	long := strings.Repeat("a", MaxLength+1)
	many := strings.Repeat("a ", MaxClauses) + "b"
	deep := strings.Repeat("(", MaxDepth+1) + "a" + strings.Repeat(")", MaxDepth+1)
	tests := []struct {
		in       string
		position int
		message  string
	}{
		{"(alpha", 0, "never closed"},
		{"alpha (beta (gamma)", 6, "never closed"},
		{"alpha)", 5, "never opened"},
		{"()", 0, "nothing between"},
		{"alpha ( & )", 6, "nothing between"},
		{`äöü "beta`, 4, "never closed"},
		{`""`, 0, "no word between"},
		{`"..."`, 0, "no word between"},
		{"alpha AND", 6, "AND has no word after"},
		{"OR alpha", 0, "OR has no word before"},
		{"alpha OR OR beta", 9, "OR stands directly after OR"},
		{"alpha AND OR beta", 10, "OR stands directly after AND"},
		{"(alpha OR) beta", 7, "OR has no word after"},
		{"NOT", 0, "NOT has no word after"},
		{"alpha -", 6, "minus stands alone"},
		{"alpha - beta", 6, "minus stands alone"},
		{"-& alpha", 0, "no word"},
		{"title:", 0, "nothing stands after title:"},
		{"alpha title: beta", 6, "nothing stands after title:"},
		{"title:&", 0, "no word stands after"},
		{"person:", 0, "nothing stands after person:"},
		{`person:""`, 7, "nothing stands after person:"},
		{"country:(UA OR RU)", 8, "takes one value"},
		{"country:-UA", 8, "minus stands after"},
		{"alpha foo:bar", 6, "no field foo:"},
		{"foo:", 0, "no field foo:"},
		{"since:2025", 0, "no field since:"},
		{"hd=", 0, "nothing stands after title:"},
		{"=", 0, "no word stands after ="},
		{"*ation", 0, "at least 3 letters"},
		{"?", 0, ""},
		{"*", 0, "stands alone"},
		{"ab*", 0, "at least 3 letters"},
		{"title:ab*", 6, "at least 3 letters"},
		{"abc*d*e*f*g*", 0, "at most 4"},
		{"cease-fir*", 0, "single word"},
		{"=abcd*", 1, "="},
		{`"abc* d"`, 0, "quotation marks"},
		{"abcd~3", 0, "one or two"},
		{"abcd*~", 0, "single word"},
		{"after:tomorrow", 6, "no date"},
		{`after:"a: b"`, 6, `"a: b" is no date`},
		{"on:2025-02-30", 3, "no date"},
		{"on:0001", 3, "out of range"},
		{"2025-13..2026", 0, "no date"},
		{"2026..2025", 0, "is before"},
		{"alpha || beta", 6, "no operator"},
		{"alpha | beta", 6, "no operator"},
		{"alpha && beta", 6, "no operator"},
		{"\xff", 0, "UTF-8"},
		{"é\xff", 1, "UTF-8"},
		{"& …", 0, "no word"},
		{long, MaxLength, "longer than 500"},
		{many, 2 * MaxClauses, "more than 32"},
		{deep, MaxDepth, "nested"},

		{"peace NEAR talks", 6, "NEAR has no number"},
		{"peace ADJ talks", 6, "ADJ has no number"},
		{"peace AROUND talks", 6, "AROUND has no number"},
		{"peace AROUND(x) talks", 6, "AROUND has no number"},
		{"peace AROUND(300) talks", 6, "out of range"},
		{"peace NEAR/0 talks", 6, "out of range"},
		{"peace w/256 talks", 6, "out of range"},
		{"peace w/99999999999999999999 talks", 6, "out of range"},
		{"atleast0 tariff", 0, "out of range"},
		{"atleast101 tariff", 0, "out of range"},
		{"peace near5", 6, "near5 has no word after"},
		{"NEAR/5 talks", 0, "NEAR/5 has no word before"},
		{"peace AND w/s talks", 10, "w/s stands directly after AND"},
		{"peace w/s w/p talks", 10, "w/p stands directly after w/s"},
		{"peace NEAR/5 -talks", 13, "has no word after"},
		{"peace NEAR/5 NOT talks", 13, "has no word after"},
		{"peace (w/s) talks", 7, "w/s has no word before"},
		{"atleast3", 0, "atleast3 has no word after"},
		{"atleast3 OR tariff", 9, "OR stands directly after atleast3"},
		{"(peace talks) NEAR/5 border", 0, "does not go with AND"},
		{"border NEAR/5 (peace OR -talks)", 24, "does not go with NOT"},
		{"border NEAR/5 person:quill", 14, "cannot stand beside NEAR/5"},
		{"border NEAR/5 lang:de", 14, "does not go with a tag"},
		{"border NEAR/5 on:2025", 14, "does not go with a date"},
		{"border NEAR/5 atleast3 talks", 14, "does not go with atleast"},
		{"atleast3 talks NEAR/5 border", 0, "does not go with atleast"},
		{"atleast3 (talks NEAR/5 border)", 9, "does not go with a proximity or a slot"},
		{"atleast3 (a b)", 9, "does not go with AND"},
		{"title:peace NEAR/5 body:talks", 12, "never stand in the same text"},
		{"lead:peace w/s talks", 11, "never stand in the same text"},
		{"grain @person", 6, "beside no proximity"},
		{"(a OR @person) b", 6, "beside no proximity"},
		{"atleast3 @person", 9, "does not go with a proximity or a slot"},
		{"grain near5 @org", 12, "there is no slot @org"},
		{"grain near5 @person:quill", 12, "takes no name"},
		{"by:@person near5 x", 3, "no mentions are known in by:"},
		{"grain near5,", 6, "near5 is an operator"},
		{`"grain corridor"~5`, 16, "~ does not work behind a phrase"},
	}
	for _, test := range tests {
		n, err := Parse(test.in)
		var mistake *Error
		if !errors.As(err, &mistake) {
			t.Errorf("Parse(%.40q) = %v, %v; want an *Error", test.in, n, err)
			continue
		}
		if n != nil {
			t.Errorf("Parse(%.40q) gives a node beside its error", test.in)
		}
		if mistake.Position != test.position || !strings.Contains(mistake.Message, test.message) {
			t.Errorf("Parse(%.40q): position %d, %q; want %d, %q", test.in, mistake.Position, mistake.Message, test.position, test.message)
		}
		if mistake.Hint == "" {
			t.Errorf("Parse(%.40q): no remedy", test.in)
		}
	}
}

func TestParseKeepsSpans(t *testing.T) {
	const text = `äö -title:"x y" (on:2025 OR =zz)`
	n, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	runes := []rune(text)
	var got []string
	for _, leaf := range Leaves(n) {
		got = append(got, string(runes[leaf.Pos().Start:leaf.Pos().End]))
	}
	want := []string{"äö", `title:"x y"`, "on:2025", "=zz"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseKeepsSpansOfProximities(t *testing.T) {
	const text = `ä atleast3 (b OR c) (d OR e) near5 @person w/s f`
	n, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	runes := []rune(text)
	var got []string
	Walk(n, func(n Node) bool {
		switch n.(type) {
		case *AtLeast, *Near, *Slot:
			got = append(got, string(runes[n.Pos().Start:n.Pos().End]))
		}
		return true
	})
	want := []string{"atleast3 (b OR c)", "(d OR e) near5 @person w/s f", "(d OR e) near5 @person", "@person"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// checkRoundTrip holds the property of the printer for whatever Parse accepts.
func checkRoundTrip(t *testing.T, text string) {
	t.Helper()
	n, err := Parse(text)
	if err != nil || n == nil {
		return
	}
	printed := n.String()
	again, err := Parse(printed)
	var mistake *Error
	if errors.As(err, &mistake) && len([]rune(printed)) > MaxLength {
		return // canonical quotes and parentheses may push a full query over the limit
	}
	if err != nil {
		t.Fatalf("Parse(%q) of %q: %v", printed, text, err)
	}
	if diff := cmp.Diff(n, again, ignoreSpans); diff != "" {
		t.Fatalf("%q prints as %q, which is another query: -want +got\n%s", text, printed, diff)
	}
}
