package indexer

import (
	"time"
	"unicode/utf8"

	"dateline/indexer/tag"
	"dateline/search/news"
)

// refusedDate is the key in Article.From of a date of publication that was not
// believed. package extract writes it, too, of pages.
const refusedDate = "published_refused"

// maxAhead is how far ahead a file may date its articles: it may come from a
// machine with another clock, or be under embargo. Pages, which were fetched just
// now, may only by a day.
const maxAhead = 366 * 24 * time.Hour

// doubt takes from a what cannot be true or is no article's, and says so in From:
// a date beyond maxAhead or at the epoch, which is what programs write for none,
// becomes unknown; text beyond what is tagged is cut. Articles that were dated
// ahead would stand first for ever, and endless ones would outweigh all others.
func doubt(a *news.Article, now time.Time) {
	note := func(field, what string) {
		if a.From == nil {
			a.From = map[string]string{}
		}
		a.From[field] = what
	}
	impossible := func(d news.Date) bool {
		return !d.IsZero() && (d.Time.After(now.Add(maxAhead)) || d.Time.Unix() == 0)
	}
	if impossible(a.Published) {
		note(refusedDate, a.Published.String())
		a.Published = news.Date{}
	}
	if impossible(a.Modified) {
		a.Modified = news.Date{}
	}
	if len(a.Text) > tag.MaxText {
		end := tag.MaxText
		for !utf8.RuneStart(a.Text[end]) {
			end--
		}
		a.Text = a.Text[:end]
		from := a.From["text"]
		if from != "" {
			from += ", "
		}
		note("text", from+"cut at 256 KiB")
	}
}
