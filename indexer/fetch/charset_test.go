package fetch

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

// maxGrowth is how many times longer than its bytes a text may become
// (ATTACKS.md A10): a byte that means nothing becomes the three of U+FFFD.
const maxGrowth = 4

// charsetCase is a page whose encoding is declared wrongly, oddly or not at
// all. want must be in the text, where there is a right answer; never must not.
type charsetCase struct {
	name, contentType, body, want, never string
}

func utf16(s string, big bool) string {
	var b strings.Builder
	for _, r := range s {
		hi, lo := byte(r>>8), byte(r)
		if big {
			b.WriteString(string([]byte{hi, lo}))
		} else {
			b.WriteString(string([]byte{lo, hi}))
		}
	}
	return b.String()
}

const harbour = "<html><head><title>Hafenmauer fällt</title></head><body><p>Die Mauer fällt, und alle hören es.</p></body></html>"

func charsetCases() []charsetCase {
	latin := strings.NewReplacer("ä", "\xe4", "ö", "\xf6").Replace(harbour)
	const script = "<script"
	cases := []charsetCase{
		{"plain UTF-8", "text/html", harbour, "Mauer fällt", ""},
		{"UTF-8 called Latin-1 by header and found so", "text/html; charset=iso-8859-1", latin, "Mauer fällt", ""},
		{"Latin-1 called UTF-8", "text/html; charset=utf-8", latin, "Die Mauer f", ""},
		{"label that does not exist", "text/html; charset=klingon", harbour, "Mauer fällt", ""},
		{"empty label", "text/html; charset=", harbour, "Mauer fällt", ""},
		{"label in quotes", `text/html; charset="windows-1252"`, latin, "Mauer fällt", ""},
		{"two labels", "text/html; charset=utf-8; charset=iso-8859-1", harbour, "", ""},
		{"label of 64 KiB", "text/html; charset=" + strings.Repeat("x", 64<<10), harbour, "Mauer fällt", ""},
		{"control characters in the header", "text/html;\x00charset=\x01utf-8", harbour, "Mauer", ""},
		{"header and meta disagree", "text/html; charset=utf-8", `<meta charset="shift_jis">` + harbour, "Mauer fällt", ""},
		{"replacement encoding", "text/html; charset=iso-2022-kr", "\x1b$)C<p>x</p>", "", script},
		{"hz-gb-2312", "text/html; charset=hz-gb-2312", "~{<script>alert(1)</script>~}", "", ""},
		{"UTF-7 by header", "text/html; charset=utf-7", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "+ADw-script", script},
		{"UTF-7 by meta", "text/html", `<meta charset="utf-7">+ADw-script+AD4-`, "+ADw-script", script},
		{"UTF-7 by its mark", "text/html", "+/v8-+ADw-script+AD4-", "+ADw-script", script},
		{"ISO-2022-JP escape without end", "text/html; charset=iso-2022-jp", "<p>a\x1b$B", "<p>a", ""},
		{"ISO-2022-JP escapes only", "text/html; charset=iso-2022-jp", strings.Repeat("\x1b$B\x1b(B", 500), "", ""},
		{"ISO-2022-JP Roman swallows the backslash", "text/html; charset=iso-2022-jp", "<p>\x1b(J\\\"onerror=1\x1b(B</p>", "</p>", ""},
		{"ISO-2022-JP cut in a character", "text/html; charset=iso-2022-jp", "\x1b$B$3$", "", ""},
		{"Shift JIS lead byte eats the quote", "text/html; charset=shift_jis", "<img alt=\"\x83\">x<p>y</p>", "<p>y</p>", ""},
		{"GBK lead byte before a tag", "text/html; charset=gbk", "<p>\x81<b>x</b>", "x</b>", ""},
		{"EUC-JP of one byte", "text/html; charset=euc-jp", "\x8f", "", ""},
		{"Big5 half a character at the end", "text/html; charset=big5", "<p>x\xa4", "<p>x", ""},
		{"GB18030 four bytes cut", "text/html; charset=gb18030", "<p>x\x81\x30\x81", "<p>x", ""},
		{"UTF-16 of an odd number of bytes", "text/html; charset=utf-16le", utf16("<p>Mauer</p>", false) + "x", "Mauer", ""},
		{"UTF-16 lone surrogates", "text/html; charset=utf-16be", "\xd8\x00\xd8\x00\xdc\x00", "", ""},
		{"UTF-16 mark, UTF-8 label", "text/html; charset=utf-8", "\xff\xfe" + utf16("<p>Mauer</p>", false), "Mauer", ""},
		{"UTF-16 by meta in single bytes", "text/html", `<meta charset="utf-16">` + harbour, "Mauer fällt", ""},
		{"two byte order marks", "text/html", "\xef\xbb\xbf\xef\xbb\xbf" + harbour, "Mauer fällt", ""},
		{"marks of both orders", "text/html", "\xff\xfe\xfe\xff" + utf16("<p>x</p>", true), "", ""},
		{"UTF-8 mark inside", "text/html", "<p>Die\xef\xbb\xbf Mauer</p>", "Mauer", ""},
		{"UTF-32 cut", "text/html", "\xff\xfe\x00\x00<\x00\x00\x00p\x00", "<", ""},
		{"overlong slash and bracket", "text/html; charset=utf-8", "<p>\xc0\xbcscript\xc0\xbe\xe0\x80\xbcscript>", "<p>", script},
		{"surrogates in UTF-8", "text/html; charset=utf-8", "<p>\xed\xa0\x80\xed\xb0\x80x</p>", "x</p>", ""},
		{"beyond Unicode", "text/html; charset=utf-8", "<p>\xf4\x90\x80\x80\xff x</p>", "x</p>", ""},
		{"EBCDIC", "text/html; charset=ibm037", "\x4c\xa2\x83\x99\x89\x97\xa3\x6e", "", script},
		{"user-defined", "text/html; charset=x-user-defined", "<p>\x80\xff</p>", "</p>", ""},
		{"XML declares UTF-16", "text/html", `<?xml version="1.0" encoding="UTF-16"?>` + harbour, "Mauer fällt", ""},
		{"NUL between letters", "text/html", "<\x00p\x00>x", "x", ""},
		{"nothing", "", "", "", ""},
		{"all bytes", "text/html", allBytes(), "", ""},
		{"all bytes as UTF-16", "text/html; charset=utf-16", allBytes(), "", ""},
	}
	return cases
}

func allBytes() string {
	b := make([]byte, 0, 512)
	for i := range 256 {
		b = append(b, byte(i), byte(255-i))
	}
	return string(b)
}

func TestA10Charsets(t *testing.T) {
	for _, tt := range charsetCases() {
		t.Run(tt.name, func(t *testing.T) {
			got, name := DecodeText([]byte(tt.body), tt.contentType)
			checkDecoded(t, []byte(tt.body), tt.contentType, got, name)
			if !strings.Contains(string(got), tt.want) {
				t.Errorf("as %s: %.120q has no %q", name, got, tt.want)
			}
			if tt.never != "" && strings.Contains(strings.ToLower(string(got)), tt.never) {
				t.Errorf("as %s: %.120q has %q", name, got, tt.never)
			}
		})
	}
}

// checkDecoded holds what is true of any text: valid, bounded, named, and the
// same in every run.
func checkDecoded(t *testing.T, body []byte, contentType string, got []byte, name string) {
	t.Helper()
	if !utf8.Valid(got) {
		t.Fatalf("%q as %s is not valid UTF-8", body, name)
	}
	if len(got) > maxGrowth*len(body) {
		t.Fatalf("%d bytes as %s became %d", len(body), name, len(got))
	}
	if name == "" {
		t.Fatal("the encoding has no name")
	}
	if bytes.HasPrefix(got, []byte("\xef\xbb\xbf")) && !bytes.Contains(body[min(3, len(body)):], []byte("\xef\xbb\xbf")) && bytes.HasPrefix(body, []byte("\xef\xbb\xbf")) {
		t.Fatal("the byte order mark stayed")
	}
	again, other := DecodeText(body, contentType)
	if !bytes.Equal(got, again) || name != other {
		t.Fatalf("%q reads as %s, then as %s", body, name, other)
	}
}

// FuzzA10Charsets holds the same of any bytes under any label.
func FuzzA10Charsets(f *testing.F) {
	for _, c := range charsetCases() {
		if len(c.body)+len(c.contentType) < 4<<10 {
			f.Add([]byte(c.body), c.contentType)
		}
	}
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		got, name := DecodeText(body, contentType)
		checkDecoded(t, body, contentType, got, name)
	})
}
