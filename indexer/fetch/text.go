package fetch

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

const (
	// declarationBytes is where an XML declaration must stand.
	declarationBytes = 256
	// guessBytes is how much of a text its encoding is guessed from.
	guessBytes = 64 << 10
	// sureLetters is how many letters of valid UTF-8 outweigh a declaration.
	sureLetters = 8
)

// DecodeText turns the bytes of a page into valid UTF-8 by byte order mark,
// Content-Type, <meta> or XML declaration, in the order of the HTML standard;
// name is the encoding that was used. Text whose letters spell UTF-8 is taken as
// that whatever was declared: pages are saved, archived and proxied in UTF-8 with
// the <meta> of their old encoding still in them. Where nothing was declared,
// other text is read as what its letters look like.
// Never fails: what cannot be decoded becomes U+FFFD.
func DecodeText(body []byte, contentType string) (text []byte, name string) {
	enc, name := encodingOf(body, contentType)
	if name != "utf-8" {
		if decoded, err := enc.NewDecoder().Bytes(body); err == nil {
			decoded = bytes.TrimPrefix(decoded, []byte("\xef\xbb\xbf"))
			return bytes.ToValidUTF8(decoded, []byte("\uFFFD")), name
		}
	}
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	return bytes.ToValidUTF8(body, []byte("\uFFFD")), "utf-8"
}

func encodingOf(body []byte, contentType string) (encoding.Encoding, string) {
	// Before the standard's order, which takes the first for UTF-16.
	if enc, name := wideEncoding(body); enc != nil {
		return enc, name
	}
	if spellsUTF8(body) {
		return encoding.Nop, "utf-8"
	}
	enc, name, certain := charset.DetermineEncoding(body, contentType)
	// It does not tell a <meta> from its own last resort.
	if certain || name != "windows-1252" && name != "utf-8" || metaLatin.Match(body[:min(len(body), 1024)]) {
		return enc, name
	}
	if enc, name := declaredXML(body); enc != nil {
		return enc, name
	}
	if enc, name := escaped(body); enc != nil {
		return enc, name
	}
	if utf8.Valid(body) { // DetermineEncoding looks at 1,024 bytes only
		return encoding.Nop, "utf-8"
	}
	return guessed(body, enc, name)
}

// spellsUTF8 is true for text that is valid UTF-8 throughout and has at least
// sureLetters letters beyond ASCII to show it. Two GBK signs may look like UTF-8
// by chance; eight, and nothing else beside them, do not.
func spellsUTF8(body []byte) bool {
	letters := 0
	for _, c := range body {
		if c >= 0xc0 { // begins a letter
			if letters++; letters == sureLetters {
				return utf8.Valid(body)
			}
		}
	}
	return false
}

// wideEncoding knows UTF-32 by its mark, and UTF-16 and UTF-32 without one by
// where the zero bytes of ASCII letters stand.
func wideEncoding(body []byte) (encoding.Encoding, string) {
	switch {
	case bytes.HasPrefix(body, []byte("\xff\xfe\x00\x00")):
		return utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), "utf-32le"
	case bytes.HasPrefix(body, []byte("\x00\x00\xfe\xff")):
		return utf32.UTF32(utf32.BigEndian, utf32.UseBOM), "utf-32be"
	}
	var zeros [4]int
	head := body[:min(len(body), 1024)&^3]
	for i, c := range head {
		if c == 0 {
			zeros[i%4]++
		}
	}
	n := len(head) / 4
	most := func(i int) bool { return n >= 4 && zeros[i]*10 >= n*7 }
	few := func(i int) bool { return zeros[i]*10 <= n*2 }
	switch {
	case most(1) && most(2) && most(3) && few(0):
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), "utf-32le"
	case most(0) && most(1) && most(2) && few(3):
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), "utf-32be"
	case most(1) && most(3) && few(0) && few(2):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "utf-16le"
	case most(0) && most(2) && few(1) && few(3):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "utf-16be"
	}
	return nil, ""
}

var metaLatin = regexp.MustCompile(`(?i)<meta\s[^>]*charset\s*=\s*["']?\s*(windows-1252|cp1252|iso-?8859-1|latin1|us-ascii)\b`)

var xmlDeclaration = regexp.MustCompile(`^\s*<\?xml\s[^>]*encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)

// declaredXML reads an XML declaration, as feeds and XHTML have it. One that
// names a wide encoding in single bytes cannot be right.
func declaredXML(body []byte) (encoding.Encoding, string) {
	m := xmlDeclaration.FindSubmatch(body[:min(len(body), declarationBytes)])
	if m == nil {
		return nil, ""
	}
	label := strings.ToLower(string(m[1]))
	if strings.HasPrefix(label, "utf-16") || strings.HasPrefix(label, "utf-32") {
		return encoding.Nop, "utf-8"
	}
	return byLabel(label)
}

// DecodeFeed makes UTF-8 without a mark of the bytes of a feed or sitemap whose readers
// would go by its XML declaration alone: in two-byte letters, in an encoding that only
// Content-Type or nothing names, or in another than it declares. What it declares
// rightly, or may, is left as it is.
func DecodeFeed(body []byte, contentType string) []byte {
	m := xmlDeclaration.FindSubmatchIndex(body[:min(len(body), declarationBytes)])
	if m != nil && !spellsUTF8(body) {
		if enc, name := declaredXML(body); enc != nil && name != "utf-8" {
			return body
		}
	}
	text, _ := DecodeText(body, contentType)
	if m = xmlDeclaration.FindSubmatchIndex(text[:min(len(text), declarationBytes)]); m != nil {
		// What it is in now is what a reader supposes where nothing is declared.
		text = slices.Concat(text[:m[2]], []byte("utf-8"), text[m[3]:])
	}
	return text
}

// byLabel knows the labels of the HTML standard and some of older programs.
func byLabel(label string) (encoding.Encoding, string) {
	switch label = strings.ToLower(label); label {
	case "cp949", "uhc", "ms949":
		label = "euc-kr"
	case "cp932", "ms_kanji":
		label = "shift_jis"
	case "gb-18030":
		label = "gb18030"
	case "maccyrillic", "mac-cyrillic":
		label = "x-mac-cyrillic"
	case "ibm855", "cp855":
		return charmap.CodePage855, "ibm855"
	}
	return charset.Lookup(label)
}

// escaped knows ISO-2022-JP, which is ASCII but for its escapes.
func escaped(body []byte) (encoding.Encoding, string) {
	for _, escape := range []string{"\x1b$B", "\x1b$@", "\x1b(J"} {
		if bytes.Contains(body[:min(len(body), guessBytes)], []byte(escape)) {
			return charset.Lookup("iso-2022-jp")
		}
	}
	return nil, ""
}

// guessed takes the statistics of letters for it; fallback where they see none.
func guessed(body []byte, fallback encoding.Encoding, name string) (encoding.Encoding, string) {
	if label := byRanges(body[:min(len(body), guessBytes)]); label != "" {
		return byLabel(label)
	}
	all, err := chardet.NewHtmlDetector().DetectAll(body[:min(len(body), guessBytes)])
	if err != nil || len(all) == 0 {
		return fallback, name
	}
	// The detectors race each other, and DetectBest gives equals in the order in
	// which they came in: one page would read differently from run to run.
	best := slices.MinFunc(all, func(a, b chardet.Result) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(a.Charset, b.Charset))
	})
	enc, found := byLabel(best.Charset)
	if enc == nil || found == "replacement" || strings.HasPrefix(found, "utf-") {
		return fallback, name
	}
	return enc, found
}

// byRanges knows the encodings the statistics do not, by where their letters
// lie: short Japanese, Thai, and Cyrillic of DOS and of the old Macintosh. Empty
// for others.
func byRanges(body []byte) string {
	if looksEUCJP(body) {
		return "euc-jp"
	}
	var in [16]int // bytes by their upper half
	high, leading, ascii := 0, 0, 0
	for _, c := range body {
		if c < 0x80 {
			if c |= 0x20; c >= 'a' && c <= 'z' {
				ascii++
			}
			continue
		}
		high++
		in[c>>4]++
		if c >= 0xe0 && c <= 0xe4 {
			leading++ // the vowels that Thai writes before their consonant
		}
	}
	share := func(rows ...int) int {
		n := 0
		for _, r := range rows {
			n += in[r]
		}
		return n * 100 / max(high, 1)
	}
	thai := share(0xa, 0xb, 0xc, 0xd, 0xe) >= 98 && share(0xf) <= 1 && leading*100/max(high, 1) >= 8 && share(0xa) >= 10 && share(0xb) >= 10 && share(0xd) >= 10
	switch {
	case high >= 24 && thai:
		return "windows-874"
	case high < 40:
		return ""
	case looksIBM855(body, high):
		return "ibm855"
	case share(0xa, 0xe, 0x8, 0x9) >= 95 && share(0xa) >= 35 && share(0xe) >= 15:
		return "ibm866"
	case share(0xe, 0xf, 0x8, 0x9, 0xd) >= 95 && share(0x8, 0x9) >= 1 && share(0xc) == 0 && share(0xe) >= 40 && share(0xd) < 10 && high > ascii:
		return "x-mac-cyrillic"
	}
	return ""
}

// looksEUCJP is true for text whose high bytes all pair up as EUC-JP and are
// kana in at least a quarter of the pairs. Big5, which the statistics take short
// Japanese for, has second bytes in the ASCII range; Chinese and Korean sets
// have kana in the same rows and hardly write them.
func looksEUCJP(body []byte) bool {
	pairs, kana := 0, 0
	for i := 0; i < len(body); i++ {
		c := body[i]
		if c < 0x80 {
			continue
		}
		if i+1 == len(body) {
			break // cut inside a pair
		}
		i++
		half := c == 0x8e // the half-width kana
		if (!half && (c < 0xa1 || c == 0xff)) || body[i] < 0xa1 || body[i] == 0xff {
			return false
		}
		pairs++
		if half || c == 0xa4 || c == 0xa5 {
			kana++
		}
	}
	return pairs >= 3 && kana*4 >= pairs
}

// commonIBM855 are the ten commonest small letters of Russian (o e a i n t s r v
// l, in Cyrillic) in code page 855, and a byte order no other Cyrillic set has.
const commonIBM855 = "\xd6\xa8\xa0\xb7\xd4\xe5\xe3\xe1\xeb\xd0"

func looksIBM855(body []byte, high int) bool {
	n := 0
	for _, c := range []byte(commonIBM855) {
		n += bytes.Count(body, []byte{c})
	}
	return n*100 >= high*55
}
