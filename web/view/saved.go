package view

import (
	"time"

	"dateline/search"
	"dateline/search/news"
)

// Saved is the page of saved searches.
type Saved struct {
	Frame
	Rows   []SavedView
	Secret string // of the one just made; shown once
}

func (Saved) template() string { return "saved" }

// SavedRow is a saved search as the server knows it.
type SavedRow struct {
	ID, Name, Readback, Params, Webhook, Mail, Problem string
	Created                                            time.Time
	Failing                                            []string
}

// SavedView is a saved search as the page shows it.
type SavedView struct {
	SavedRow
	Search, Feed, Remove string
	Since                When
}

// NewSaved lays out rows.
func NewSaved(rows []SavedRow) Saved {
	p := Saved{}
	p.Title = "Saved searches"
	for _, r := range rows {
		v := SavedView{SavedRow: r, Search: "/?" + r.Params, Feed: "/saved/" + r.ID + "/feed.atom", Remove: "/saved/" + r.ID + "/remove"}
		v.Since = when(news.Date{Time: r.Created})
		p.Rows = append(p.Rows, v)
	}
	return p
}

// WithSecret shows the secret of the one search of p, this once.
func (p Saved) WithSecret(secret string) Saved {
	p.Secret = secret
	return p
}

// Save is the form that saves a search.
type Save struct {
	Frame
	Form     SaveForm
	Readback string
	Params   string
	Dry      string // what it would have told
	Back     string
}

func (Save) template() string { return "save" }

// SaveForm is what was filled in, and what is wrong with it.
type SaveForm struct{ Name, Webhook, Mail, Problem string }

// NewSave lays out the form for r, which would have told of so many articles on
// fired of the last days.
func NewSave(r search.Request, form SaveForm, readback string, total, fired, days int) Save {
	r.Cursor, r.Size, r.Sort = "", 0, ""
	p := Save{Form: form, Readback: readback, Params: r.Values().Encode(), Back: searchHref(r)}
	p.Title = "Save this search"
	p.Box = Box{Q: r.Q, Hidden: hidden(r, func(p Pair) bool { return p.Name == "q" })}
	p.Dry = "It would have told of " + articles(total) + ", on " + num(fired) + " of the last " + num(days) + " days."
	if form.Name == "" {
		p.Form.Name = clip(readback, 80)
	}
	return p
}
