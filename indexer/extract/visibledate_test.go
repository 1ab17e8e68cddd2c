package extract

import (
	"testing"
	"time"
)

func TestDaysIn(t *testing.T) {
	for _, c := range []struct{ text, lang, want string }{
		{"By Ann Writer Dec 5th 2023 10:45 EST", "en", "2023-12-05"},
		{"22 Dec 2023 9:00 AM ET", "en", "2023-12-22"},
		{"Northport, den 4. März 2026, 17:30 Uhr", "de", "2026-03-04"},
		{"1er juin 2025 à 10h", "fr", "2025-06-01"},
		{"15 de mayo de 2025", "es", "2025-05-15"},
		{"15 maja 2025", "pl", "2025-05-15"},
		{"4 травня 2025", "uk", "2025-05-04"},
		{"2025. május 4.", "hu", "2025-05-04"},
		{"Ngày 4 tháng 5 năm 2025", "vi", "2025-05-04"},
		{"2019年04月21日 12時00分", "ja", "2019-04-21"},
		{"2025년 5월 4일", "ko", "2025-05-04"},
		{"2026. 1. 29.", "ko", "2026-01-29"},
		{"14 พ.ค. 2568", "th", "2025-05-14"},
		{"१४ मई २०२५", "hi", "2025-05-14"},
		{"۱۴ اردیبهشت ۱۴۰۴", "fa", "2025-05-04"},
		{"١٤ مايو ٢٠٢٥", "ar", "2025-05-14"},
		{"4/5/2025", "en", "2025-04-05"},
		{"25/5/2025", "en", "2025-05-25"},
		{"04.05.2025", "en", "2025-05-04"},
		{"12.16.2025", "en", "2025-12-16"},
		{"2025-05-04 15:03:30", "", "2025-05-04"},
		{"Updated May 4, 2025", "en", "~2025-05-04"},
		{"06.05.2025 - Güncelleme: 07.05.2025", "tr", "2025-05-06 ~2025-05-07"},
		{"最終更新日：2019年4月2日", "ja", "~2019-04-02"},
		{"The wall that was built on May 4, 2025 by the harbour company of Northport fell into the sea", "en", ""},
		{"15.6-inch 1920×1080 non-touch", "en", ""},
		{"chapter 12 2024", "en", ""},
		{"31.02.2025", "de", ""},
		{"Season 2021/22", "en", ""},
		{"call 555 12-11-20253", "en", ""},
	} {
		got := ""
		for i, d := range daysIn(c.text, c.lang, c.lang == "en") {
			if i > 0 {
				got += " "
			}
			if d.changed {
				got += "~"
			}
			got += d.date.String()
		}
		if got != c.want {
			t.Errorf("%q in %q: got %q, want %q", c.text, c.lang, got, c.want)
		}
	}
}

// TestVisibleDates: the day beside the headline is the story's, not those of
// other stories, of the copyright, or of a change where there is another.
func TestVisibleDates(t *testing.T) {
	seen := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	aside := `<p>June 1, 2024</p><aside><time datetime="2024-05-30T08:00:00Z">May 30</time></aside>`
	for _, c := range []struct{ name, page, url, want string }{
		{"after the headline", `<div>June 1, 2024</div><h1>Wall falls</h1><p>A longer line above the byline says what the story says</p><div><span>Ann Writer</span> <span>May 4, 2024</span><span>15 comments</span></div>` + aside, "", "2024-05-04"},
		{"before the headline", `<div>May 4, 2024</div><h1>Wall falls</h1><p>Text.</p>` + aside, "", "2024-05-04"},
		{"the change after the publication", `<h1>Wall falls</h1><p>Updated May 6, 2024</p><p>Published May 4, 2024</p>`, "", "2024-05-04"},
		{"the change alone", `<h1>Wall falls</h1><p>Updated May 6, 2024</p>`, "", "2024-05-06"},
		{"a time beside it", `<h1>Wall falls</h1><time datetime="2024-05-04T08:15:00Z">Saturday</time>` + aside, "", "2024-05-04T08:15:00Z"},
		{"times of the change and the publication", `<h1>Wall falls</h1><p>Updated <time datetime="2024-05-06T08:15:00Z">May 6, 2024</time></p><p>Published <time datetime="2024-05-04T08:15:00Z">May 4, 2024</time></p>`, "", "2024-05-04T08:15:00Z"},
		{"a time of the change alone", `<h1>Wall falls</h1><p>Updated <time datetime="2024-05-06T08:15:00Z">May 6, 2024</time></p>`, "", "2024-05-06T08:15:00Z"},
		{"times of other stories", `<div class="date"><time datetime="2024-05-30">May 30</time></div><h1>Wall falls</h1><p>May 4th 2024</p>`, "", "2024-05-04"},
		{"another story's headline", `<title>Wall falls</title><h1>Harbour festival opens</h1><p>May 4, 2024</p>`, "", ""},
		{"labelled far from it", `<h1>Northport Radio</h1><p>Listen live</p><p>Written: 2024-05-04 15:03</p>`, "", "2024-05-04"},
		{"British order by address", `<h1>Wall falls</h1><p>04/05/2024</p>`, "https://post.example/en-gb/wall", "2024-05-04"},
		{"British order by domain", `<h1>Wall falls</h1><p>04/05/2024</p>`, "https://post.example.co.uk/wall", "2024-05-04"},
		{"American order", `<h1>Wall falls</h1><p>04/05/2024</p>`, "https://post.example/wall", "2024-04-05"},
		{"the address before all", `<h1>Wall falls</h1><p>May 2, 2024</p>`, "https://post.example/2024/05/04/wall", "2024-05-04"},
		{"the address's day with a time", `<h1>Wall falls</h1><time datetime="2024-05-04T08:15:00Z">Saturday</time>`, "https://post.example/2024/05/04/wall", "2024-05-04T08:15:00Z"},
		{"a day to come", `<h1>Wall falls</h1><p>May 4, 2025</p>`, "", ""},
	} {
		pub, _, _ := headOf(t, `<html lang="en">`+c.page, c.url).dates(c.url, "Wall falls", seen)
		if pub.date.String() != c.want {
			t.Errorf("%s: got %q, want %q", c.name, pub.date, c.want)
		}
	}
}

// TestCopyrightIsNoDate: a bare year is not read as its first day.
func TestCopyrightIsNoDate(t *testing.T) {
	p, err := Extract([]byte(`<html lang="en"><h1>Wall falls</h1><article><p>The harbour wall of Northport fell into the sea in the night, and nobody was hurt by it.</p></article><footer>© 2023 The Northport Post</footer>`), Options{})
	if err != nil || !p.Published.IsZero() {
		t.Errorf("published %s, %v; want unknown", p.Published, err)
	}
}
