package view

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"dateline/search/news"
)

// Correct is a set of small forms about one tag: on an article's page, with
// Article, for that article; on a person's page for the whole archive. The part
// "correct" of the templates prints it.
type Correct struct {
	Facet, ID, Name string
	Article         news.ID
	Back            string
}

// Person says whether the tag is a person, who can be more than hidden.
func (c *Correct) Person() bool { return c.Facet == string(news.FacetPerson) }

// Editable adds to every tag of p the forms that correct it.
func (p Article) Editable() Article {
	back := "/articles/" + string(p.ID)
	for g := range p.Groups {
		for e := range p.Groups[g].Entries {
			entry := &p.Groups[g].Entries[e]
			entry.Correct = &Correct{Facet: p.Groups[g].Kind, ID: entry.Value, Name: entry.Name, Article: p.ID, Back: back}
		}
	}
	return p
}

// Editable adds the forms that correct the person p is about; none for a country
// or an event, which are corrected article by article.
func (p Profile) Editable(facet news.Facet, id string) Profile {
	if facet == news.FacetPerson {
		p.Correct = &Correct{Facet: string(facet), ID: id, Name: p.Name, Back: profileHref(facet, url.PathEscape(id))}
	}
	return p
}

// CorrectionRow is one entry of the log of corrections.
type CorrectionRow struct {
	N                       int64
	At                      time.Time
	Who, Kind               string
	Facet                   news.Facet
	ID, Was, Into, IntoName string
	New, Name               string
	Articles                []string
	Undone                  time.Time
}

// Corrections is the page of the log, the newest first.
type Corrections struct {
	Frame
	Rows []CorrectionView
}

func (Corrections) template() string { return "corrections" }

// CorrectionView is an entry as the page shows it.
type CorrectionView struct {
	N          int64
	Text       string
	Who        string
	Made       When
	Undone     When
	Articles   []Link
	Undo, Back string
}

// NewCorrections lays out rows.
func NewCorrections(rows []CorrectionRow) Corrections {
	p := Corrections{}
	p.Title = "Corrections"
	for _, r := range rows {
		v := CorrectionView{N: r.N, Text: r.text(), Who: r.Who, Made: when(news.Date{Time: r.At}), Back: "/corrections"}
		if r.Undone.IsZero() {
			v.Undo = "/corrections/" + strconv.FormatInt(r.N, 10) + "/undo"
		} else {
			v.Undone = when(news.Date{Time: r.Undone})
		}
		for _, a := range r.Articles {
			v.Articles = append(v.Articles, Link{a, "/articles/" + a})
		}
		p.Rows = append(p.Rows, v)
	}
	return p
}

// text says in words what a correction does.
func (r CorrectionRow) text() string {
	switch r.Kind {
	case "merge":
		return r.Was + " (" + r.ID + ") is " + r.IntoName + " (" + r.Into + ")"
	case "split":
		if r.Into != "" {
			return r.Was + " (" + r.ID + ") is " + r.IntoName + " (" + r.Into + ") in"
		}
		return r.Was + " (" + r.ID + ") is somebody else (" + r.New + ") in"
	case "rename":
		return r.Was + " (" + r.ID + ") is shown as " + r.Name
	}
	where := " anywhere"
	if len(r.Articles) > 0 {
		where = " in"
	}
	return r.Was + " (" + r.ID + ") is no tag" + where
}

// ruleWords says in words how a mention was recognised.
func ruleWords(rule string) string {
	if id, listed := strings.CutPrefix(rule, "gazetteer:"); listed {
		return "on the newsroom's own list as " + id
	}
	if words := rules[rule]; words != "" {
		return words
	}
	return "rule: " + rule
}

var rules = map[string]string{
	"full name":            "a full name that the whole article speaks for",
	"short name":           "a short form of a name that stands in full elsewhere in the article",
	"title and short name": "a title and a short form of the name",
	"russian name":         "a Russian name, by its endings",
	"model":                "the statistical model",
	"lexicon":              "a word of the event lexicon",
	"lexicon and model":    "a word of the event lexicon, and the statistical model takes it for a report",
	"gazetteer":            "a name of the gazetteer",
	"country-name":         "the country's name, of the gazetteer",
	"capital":              "the country's capital, of the gazetteer",
	"city":                 "a city of the country, of the gazetteer",
	"region":               "a region of the country, of the gazetteer",
	"demonym":              "what its people or things are called, of the gazetteer",
	"metonym":              "a seat of government that stands for the country",
}

// evidence lists how a tag was recognised, each rule once with the first words it
// recognised.
func evidence(mentions []news.Mention) []string {
	var out []string
	seen := map[string]bool{}
	for _, m := range mentions {
		if m.Rule == "" || seen[m.Rule] {
			continue
		}
		seen[m.Rule] = true
		out = append(out, "“"+m.Surface+"”: "+ruleWords(m.Rule))
	}
	return out
}
