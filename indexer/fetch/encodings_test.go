package fetch

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode/utf32"
)

// families are encodings by names that x/text does not know, or whose texts read
// the same under another name.
var families = map[string]string{
	"ascii": "windows-1252", "utf-8-sig": "utf-8", "cp949": "euc-kr", "johab": "", "gb2312": "gbk", "gb18030": "gbk", "hz-gb-2312": "",
	"iso-8859-1": "windows-1252", "iso-8859-9": "windows-1254", "iso-8859-11": "windows-874", "tis-620": "windows-874",
	"cp932": "shift_jis", "macroman": "macintosh",
}

// TestEncodingsGold decodes the samples of chardet, declared or not. A sample is
// right where the text is what its own encoding gives.
func TestEncodingsGold(t *testing.T) {
	f, err := os.Open("../../../shared/gold/crawl-encodings/chardet_samples.tar.gz")
	if err != nil {
		t.Skip("no ../shared/gold/crawl-encodings beside this checkout:", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	const bar = 0.95
	right, wrong := 0, map[string][]string{}
	for tr := tar.NewReader(z); ; {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		body, err := io.ReadAll(tr)
		if err != nil {
			t.Fatal(err)
		}
		folder := strings.ToLower(path.Dir(h.Name))
		want, known := reference(folder, body)
		got, name := DecodeText(body, "text/html")
		if known && sameLetters(string(got), want) {
			right++
			continue
		}
		wrong[folder] = append(wrong[folder], path.Base(h.Name)+"="+name)
	}
	total := right
	for folder, files := range wrong {
		total += len(files)
		t.Logf("%s: %v", folder, files)
	}
	if float64(right) < bar*float64(total) {
		t.Errorf("fewer than %.2f of the samples are right", bar)
	}
	t.Logf("%d of %d right (%.3f)", right, total, float64(right)/float64(total))
}

// reference is the text by the sample's true encoding.
func reference(folder string, body []byte) (string, bool) {
	if i := strings.LastIndex(folder, "-"); i > 0 {
		switch folder[i+1:] { // chardet's folders name the language behind it
		case "bulgarian", "hungarian", "cyrillic", "greek", "hebrew", "thai", "turkish", "czech", "croatian", "polish", "slovak", "slovene", "romanian", "german", "french", "italian", "spanish", "arabic", "persian", "russian":
			folder = folder[:i]
		}
	}
	if mapped, ok := families[folder]; ok {
		folder = mapped
	}
	switch folder {
	case "utf-32", "utf-32le", "utf-32be":
		order := utf32.BigEndian
		if folder == "utf-32le" || bytes.HasPrefix(body, []byte("\xff\xfe")) {
			order = utf32.LittleEndian
		}
		text, err := utf32.UTF32(order, utf32.UseBOM).NewDecoder().Bytes(body)
		return string(text), err == nil
	case "maccyrillic", "x-mac-cyrillic":
		text, err := charmap.MacintoshCyrillic.NewDecoder().Bytes(body)
		return string(text), err == nil
	}
	enc, err := ianaindex.IANA.Encoding(folder)
	if err != nil || enc == nil {
		if strings.HasPrefix(folder, "utf-8") {
			return string(body), true
		}
		return "", false
	}
	text, err := enc.NewDecoder().Bytes(body)
	return string(text), err == nil
}

// sameLetters compares what is not ASCII, and forgives the few characters in
// which encodings of one family differ.
func sameLetters(a, b string) bool {
	ra, rb := []rune(strings.TrimPrefix(a, "\ufeff")), []rune(strings.TrimPrefix(b, "\ufeff"))
	if len(ra) == 0 || abs(len(ra)-len(rb)) > len(rb)/100+2 {
		return false
	}
	differ := 0
	other := 0
	for i := range min(len(ra), len(rb)) {
		if rb[i] >= 0x80 {
			other++
		}
		if ra[i] != rb[i] {
			differ++
		}
	}
	return differ <= other/20+1
}

func abs(n int) int { return max(n, -n) }
