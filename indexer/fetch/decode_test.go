package fetch

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func TestA10DecodeText(t *testing.T) {
	moscow := "\xcc\xee\xf1\xea\xe2\xe0" // Москва in windows-1251
	for _, c := range []struct{ name, body, contentType, want, enc string }{
		{"header", moscow, "text/html; charset=windows-1251", "Москва", "windows-1251"},
		{"meta", `<meta charset="windows-1251">` + moscow, "text/html", `<meta charset="windows-1251">Москва`, "windows-1251"},
		{"undeclared UTF-8", "Straße", "text/html", "Straße", "utf-8"},
		{"undeclared Latin", "Stra\xdfe", "text/html", "Straße", "windows-1252"},
		{"byte order mark wins", "\xef\xbb\xbfStraße", "text/html; charset=windows-1251", "Straße", "utf-8"},
		{"UTF-16", "\xff\xfeM\x00o\x00", "text/html", "Mo", "utf-16le"},
		{"UTF-8 saved with its old meta", `<meta charset="gb2312">促进航天技术更好惠及人民`, "text/html", `<meta charset="gb2312">促进航天技术更好惠及人民`, "utf-8"},
		{"UTF-8 under an old header", "Łódź, Gdańsk, Wrocław, Białystok, Rzeszów, Zamość", "text/html; charset=iso-8859-2", "Łódź, Gdańsk, Wrocław, Białystok, Rzeszów, Zamość", "utf-8"},
		{"GBK that could be UTF-8", `<meta charset="gbk">` + "\xcd\xa8", "text/html", `<meta charset="gbk">通`, "gbk"},
		{"broken UTF-8", "a\xffb", "text/html; charset=utf-8", "a\uFFFDb", "utf-8"},
	} {
		got, enc := DecodeText([]byte(c.body), c.contentType)
		if string(got) != c.want || enc != c.enc {
			t.Errorf("%s: got %q in %s, want %q in %s", c.name, got, enc, c.want, c.enc)
		}
	}
}

// TestA10Malformed decodes what no encoding allows, or what two declarations
// contradict: the text is always valid UTF-8 of a bounded length and the same each
// time, and where a browser's answer is known it is that.
func TestA10Malformed(t *testing.T) {
	moscow := "\xcc\xee\xf1\xea\xe2\xe0" // Москва in windows-1251
	long := strings.Repeat
	for _, c := range []struct{ name, body, contentType, want string }{ // want is looked for; "" for anything
		{"label of another Latin set", "Stra\xdfe", "text/html; charset=iso-8859-5", "Stra"},
		{"UTF-8 labelled windows-1252", "Stra\xc3\x9fe", "text/html; charset=windows-1252", "StraÃŸe"},
		{"windows-1251 labelled UTF-8", moscow, "text/html; charset=utf-8", "\uFFFD"},
		{"a label that nobody knows", "Stra\xc3\x9fe", "text/html; charset=klingon", "Straße"},
		{"an empty label", "Stra\xc3\x9fe", "text/html; charset=", "Straße"},
		{"a label in quotes and capitals", moscow, `text/html; charset="WINDOWS-1251"`, "Москва"},
		{"a NUL in the label", "abc", "text/html; charset=\x00utf-8", "abc"},
		{"a label of a megabyte", "abc", "text/html; charset=" + long("x", 1<<20), "abc"},
		{"a content type that is none", "abc", ";;;=\xff\x00", "abc"},
		{"header against meta", `<meta charset="koi8-r">` + moscow, "text/html; charset=windows-1251", "Москва"},
		{"two metas: the first", `<meta charset="windows-1251"><meta charset="koi8-r">` + moscow, "text/html", "Москва"},
		{"meta behind the first kilobyte", long(" ", 2000) + `<meta charset="utf-7">+ADw-script+AD4-`, "text/html", "+ADw-script"},
		{"utf-7 in the header", "+ADw-script+AD4-", "text/html; charset=utf-7", "+ADw-script"},
		{"utf-7 in the meta", "<meta charset=utf-7>+ADw-script+AD4-", "text/html", "+ADw-script"},
		{"the label replacement", "abc<script>", "text/html; charset=iso-2022-kr", "\uFFFD"},
		{"iso-2022-jp", "\x1b$B4A;z\x1b(B", "text/html; charset=iso-2022-jp", "漢字"},
		{"an escape without end", "\x1b$B4A;", "text/html; charset=iso-2022-jp", "漢"},
		{"escapes only", long("\x1b$B\x1b(B", 1000), "text/html; charset=iso-2022-jp", ""},
		{"half an escape", "ab\x1b$", "text/html; charset=iso-2022-jp", "ab"},
		{"an unknown escape", "ab\x1b(Zcd", "text/html; charset=iso-2022-jp", "cd"},
		{"utf-16 of an odd length", "\xff\xfeM\x00o\x00s", "text/html", "Mo"},
		{"utf-16 with half a surrogate", "\xfe\xff\xd8\x00\x00M", "text/html", "\uFFFD"},
		{"utf-16 with surrogates in the wrong order", "\xfe\xff\xdc\x00\xd8\x00\x00M", "text/html", "\uFFFD"},
		{"utf-16 in the meta of single bytes", "<meta charset=utf-16>Stra\xc3\x9fe", "text/html", "Straße"},
		{"a double byte order mark", "\xef\xbb\xbf\xef\xbb\xbfabc", "text/html", "abc"},
		{"byte order marks of two kinds", "\xef\xbb\xbf\xff\xfea\x00", "text/html", "a"},
		{"a byte order mark alone", "\xff\xfe", "text/html", ""},
		{"half a byte order mark", "\xef\xbbabc", "text/html; charset=utf-8", "abc"},
		{"overlong UTF-8", "a\xc0\xaf\xe0\x80\xafb", "text/html; charset=utf-8", "a\uFFFD"},
		{"UTF-8 of a surrogate", "a\xed\xa0\x80b", "text/html; charset=utf-8", "\uFFFD"},
		{"UTF-8 above the last code point", "a\xf4\x90\x80\x80b", "text/html; charset=utf-8", "\uFFFD"},
		{"UTF-8 cut off", "Stra\xc3", "text/html; charset=utf-8", "Stra\uFFFD"},
		{"UTF-32 cut off", "\xff\xfe\x00\x00M\x00\x00\x00o\x00", "text/html", "M"},
		{"gb18030 with four bytes of which one is missing", "a\x81\x30\x81b", "text/html; charset=gb18030", "0乥"},
		{"Big5 with a lead byte at the end", "a\xa4", "text/html; charset=big5", "a"},
		{"EUC-JP with ASCII inside a pair", "\xa4<b>\xa4\xa2", "text/html; charset=euc-jp", "<b>"},
		{"Shift_JIS that hides a quote", "\x81\"x", "text/html; charset=shift_jis", "\"x"},
		{"hz", "~{<:Ky2;~}", "text/html; charset=hz-gb-2312", "\uFFFD"},
		{"x-user-defined", "a\xff", "text/html; charset=x-user-defined", "a"},
		{"all bytes", allBytes(), "text/html", "A"},
		{"a megabyte of 0xff", long("\xff", 1<<20), "text/html; charset=utf-8", "\uFFFD"},
	} {
		got, name := DecodeText([]byte(c.body), c.contentType)
		again, nameAgain := DecodeText([]byte(c.body), c.contentType)
		if !utf8.Valid(got) || len(got) > 4*len(c.body)+4 || !bytes.Equal(got, again) || name != nameAgain {
			t.Errorf("%s: %d bytes became %d, valid %v, in %s and then %s", c.name, len(c.body), len(got), utf8.Valid(got), name, nameAgain)
		}
		if !strings.Contains(string(got), c.want) {
			t.Errorf("%s: got %.60q in %s, want %q in it", c.name, got, name, c.want)
		}
	}
}

func allBytes() string {
	b := make([]byte, 256)
	for i := range b {
		b[i] = byte(i)
	}
	return string(b)
}

func FuzzDecodeText(f *testing.F) {
	f.Add([]byte("<meta charset=utf-7>+ADw-"), "text/html; charset=iso-2022-jp")
	f.Add([]byte("\xfe\xff\xd8\x00"), "text/html; charset=\x00")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		got, _ := DecodeText(body, contentType)
		if !utf8.Valid(got) {
			t.Errorf("%q is not valid UTF-8", got)
		}
		if len(got) > 4*len(body)+4 {
			t.Errorf("%d bytes became %d", len(body), len(got))
		}
	})
}

// TestDecodeFeed: the text comes out whatever way a feed says, or does not say, what
// it is in, and the declaration does not have it decoded twice.
func TestDecodeFeed(t *testing.T) {
	const title = "<rss><title>Плотина закрыта, Größe Ö, šéf</title></rss>"
	encode := func(e encoding.Encoding, declared string) []byte {
		text := title
		if declared != "" {
			text = `<?xml version="1.0" encoding="` + declared + `"?>` + title
		}
		b, err := encoding.ReplaceUnsupported(e.NewEncoder()).Bytes([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	wide := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	for _, test := range []struct {
		name        string
		body        []byte
		contentType string
		want        string // of the title's first word; empty where the body is left as it is
		declared    bool
	}{
		{"declared", encode(charmap.Windows1251, "windows-1251"), "text/xml", "", false},
		{"declared, and another by the server", encode(charmap.Windows1251, "windows-1251"), "text/xml; charset=utf-8", "", false},
		{"by the server only", encode(charmap.Windows1251, ""), "text/xml; charset=windows-1251", "Плотина", false},
		{"UTF-8 throughout", encode(unicode.UTF8, "UTF-8"), "text/xml", "Плотина", true},
		{"UTF-8 that is declared as another", encode(unicode.UTF8, "windows-1251"), "text/xml", "Плотина", true},
		{"another that is declared as UTF-8", encode(charmap.Windows1251, "UTF-8"), "text/xml; charset=windows-1251", "Плотина", true},
		{"UTF-8 with a mark", append([]byte("\xef\xbb\xbf"), encode(unicode.UTF8, "UTF-8")...), "text/xml", "Плотина", true},
		{"UTF-16", encode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "UTF-16"), "text/xml", "Плотина", true},
		{"UTF-16 without a mark", encode(wide, "UTF-16"), "text/xml", "Плотина", true},
		{"UTF-16 in name only", encode(unicode.UTF8, "UTF-16"), "text/xml", "Плотина", true},
	} {
		got := string(DecodeFeed(test.body, test.contentType))
		if test.want == "" {
			if got != string(test.body) {
				t.Errorf("%s: was changed: %q", test.name, got)
			}
			continue
		}
		if !strings.Contains(got, "<title>"+test.want) || strings.Contains(got, `encoding="utf-8"`) != test.declared || strings.HasPrefix(got, "\ufeff") {
			t.Errorf("%s: got %q", test.name, got)
		}
	}
}
