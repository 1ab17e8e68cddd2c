package fetch

import (
	"testing"
	"unicode/utf8"
)

func TestDecodeText(t *testing.T) {
	moscow := "\xcc\xee\xf1\xea\xe2\xe0" // Москва in windows-1251
	for _, c := range []struct{ name, body, contentType, want, enc string }{
		{"header", moscow, "text/html; charset=windows-1251", "Москва", "windows-1251"},
		{"meta", `<meta charset="windows-1251">` + moscow, "text/html", `<meta charset="windows-1251">Москва`, "windows-1251"},
		{"undeclared UTF-8", "Straße", "text/html", "Straße", "utf-8"},
		{"undeclared Latin", "Stra\xdfe", "text/html", "Straße", "windows-1252"},
		{"byte order mark wins", "\xef\xbb\xbfStraße", "text/html; charset=windows-1251", "Straße", "utf-8"},
		{"UTF-16", "\xff\xfeM\x00o\x00", "text/html", "Mo", "utf-16le"},
		{"broken UTF-8", "a\xffb", "text/html; charset=utf-8", "a\uFFFDb", "utf-8"},
	} {
		got, enc := DecodeText([]byte(c.body), c.contentType)
		if string(got) != c.want || enc != c.enc {
			t.Errorf("%s: got %q in %s, want %q in %s", c.name, got, enc, c.want, c.enc)
		}
	}
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
