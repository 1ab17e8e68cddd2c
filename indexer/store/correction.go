package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dateline/search/news"
)

// CorrectionKind says what a correction does.
type CorrectionKind string

// The kinds of corrections.
const (
	Merge  CorrectionKind = "merge"  // the person ID is the person Into
	Split  CorrectionKind = "split"  // in Articles, ID is another person: Into, or without it New
	Rename CorrectionKind = "rename" // ID is shown as Name
	Hide   CorrectionKind = "hide"   // ID is no tag, in Articles or anywhere
)

// Correction is one entry of the log of corrections. ID is a person's, or with
// Facet country or event a value of that facet. Was and IntoName are the names of
// the time, for people who read the log and for archives that know others ids.
type Correction struct {
	N        int64          `json:"n,omitempty"`
	At       time.Time      `json:"at,omitzero"`
	Who      string         `json:"who,omitempty"`
	Kind     CorrectionKind `json:"kind"`
	Facet    news.Facet     `json:"facet,omitempty"`
	ID       string         `json:"id"`
	Was      string         `json:"was,omitempty"`
	Into     news.PersonID  `json:"into,omitempty"`
	IntoName string         `json:"into_name,omitempty"`
	New      news.PersonID  `json:"new,omitempty"`
	Name     string         `json:"name,omitempty"`
	Articles []news.ID      `json:"articles,omitempty"`
	Undone   time.Time      `json:"undone,omitzero"`
}

// A CorrectionError says what is wrong with a correction and what to do; nothing
// was changed.
type CorrectionError struct {
	Field  string // of Correction, as in JSON
	Detail string
}

// Error implements error.
func (e *CorrectionError) Error() string { return e.Detail }

func wrongField(field, format string, args ...any) error {
	return &CorrectionError{field, fmt.Sprintf(format, args...)}
}

// Correct adds c to the log and gives it as it was kept: ids that were somebody
// else's are those of now. A *CorrectionError refuses what makes no sense. The
// archive follows when Resolve ran.
func (s *Store) Correct(ctx context.Context, c Correction) (Correction, error) {
	c.Facet = cmp.Or(c.Facet, news.FacetPerson)
	c.Name, c.Who = cleanForm(c.Name), note(c.Who)
	c.Articles = slices.Compact(slices.Sorted(slices.Values(c.Articles)))
	var kept Correction
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		kept = c
		if err := s.checkCorrection(ctx, tx, &kept); err != nil {
			return err
		}
		return s.logCorrection(ctx, tx, &kept)
	})
	return kept, wrapCorrection("correct", err)
}

// wrapCorrection leaves a refusal as it is: it is shown to who asked.
func wrapCorrection(what string, err error) error {
	var refused *CorrectionError
	if errors.As(err, &refused) {
		return refused
	}
	return wrap(what, err)
}

func (s *Store) checkCorrection(ctx context.Context, tx *sql.Tx, c *Correction) error {
	if len(c.Articles) > maxCorrectedArticles {
		return wrongField("articles", "%d articles in one correction, at most %d are taken", len(c.Articles), maxCorrectedArticles)
	}
	for _, a := range c.Articles {
		var there int
		err := tx.QueryRowContext(ctx, `SELECT 1 FROM articles WHERE id = $1`, string(a)).Scan(&there)
		if errors.Is(err, sql.ErrNoRows) {
			return wrongField("articles", "there is no article %q; an article's id is in its address and in `dateline search --json`", a)
		}
		if err != nil {
			return err
		}
	}
	if c.Facet != news.FacetPerson {
		return checkValue(c)
	}
	var err error
	if c.ID, c.Was, err = s.knownPerson(ctx, tx, "id", c.ID, c.Was); err != nil {
		return err
	}
	switch c.Kind {
	case Merge:
		return s.checkMerge(ctx, tx, c)
	case Split:
		return s.checkSplit(ctx, tx, c)
	case Rename:
		if c.Name == "" {
			return wrongField("name", "a rename needs the name to show")
		}
		c.Articles = nil
	case Hide:
	default:
		return wrongField("kind", "there is no correction %q: want merge, split, rename or hide", c.Kind)
	}
	return nil
}

// checkValue checks a correction of a country or an event.
func checkValue(c *Correction) error {
	known := false
	switch c.Facet {
	case news.FacetCountry:
		c.Was, known = news.CountryName(news.CountryCode(c.ID))
	case news.FacetEvent:
		c.Was, known = news.EventName(c.ID)
	default:
		return wrongField("facet", "facet %q cannot be corrected: want person, country or event", c.Facet)
	}
	switch {
	case c.Kind != Hide:
		return wrongField("kind", "a %s can only be hidden, %q is for people", c.Facet, c.Kind)
	case !known:
		return wrongField("id", "there is no %s %q: want a value as the facet counts it, such as UA or talks.negated", c.Facet, c.ID)
	case len(c.Articles) == 0:
		return wrongField("articles", "say of which article: a %s is hidden article by article", c.Facet)
	}
	return nil
}

func (s *Store) checkMerge(ctx context.Context, tx *sql.Tx, c *Correction) error {
	into, name, err := s.knownPerson(ctx, tx, "into", string(c.Into), c.IntoName)
	if err != nil {
		return err
	}
	if into == c.ID {
		return wrongField("into", "%s is one person already (%s)", name, into)
	}
	c.Into, c.IntoName, c.Articles = news.PersonID(into), name, nil
	return nil
}

func (s *Store) checkSplit(ctx context.Context, tx *sql.Tx, c *Correction) error {
	if len(c.Articles) == 0 {
		return wrongField("articles", "say in which articles %s is somebody else", c.Was)
	}
	for _, a := range c.Articles {
		var there int
		err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM sightings WHERE article = $1 AND entity = $2`, string(a), c.ID).Scan(&there)
		if err != nil {
			return err
		}
		if there == 0 {
			return wrongField("articles", "article %s does not name %s (%s)", a, c.Was, c.ID)
		}
	}
	if c.Into != "" {
		into, name, err := s.knownPerson(ctx, tx, "into", string(c.Into), c.IntoName)
		if err != nil {
			return err
		}
		if into == c.ID {
			return wrongField("into", "%s is that person already (%s)", name, into)
		}
		c.Into, c.IntoName, c.New, c.Name = news.PersonID(into), name, "", ""
		return nil
	}
	return freeID(ctx, tx, c)
}

// freeID gives the new person of a split an id that nobody has or had.
func freeID(ctx context.Context, tx *sql.Tx, c *Correction) error {
	stem := c.ID
	wanted := c.New
	for n := 2; ; n++ {
		if wanted == "" {
			wanted = news.PersonID(fmt.Sprintf("%s-%d", stem, n))
		}
		var used int
		err := tx.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM people WHERE id = $1) + (SELECT COUNT(*) FROM sightings WHERE entity = $1)
			+ (SELECT COUNT(*) FROM aliases WHERE id = $1) + (SELECT COUNT(*) FROM corrections WHERE args LIKE '%"new":"' || $1 || '"%')`,
			string(wanted)).Scan(&used)
		if err != nil {
			return err
		}
		if used == 0 {
			c.New = wanted
			return nil
		}
		wanted = ""
	}
}

// knownPerson finds who id is now; where an archive does not know the id, or it is
// a name itself, the one person who is shown under exactly that name.
func (s *Store) knownPerson(ctx context.Context, tx *sql.Tx, field, id, name string) (string, string, error) {
	now, err := s.current(ctx, tx, news.PersonID(id))
	if name == "" && !strings.HasPrefix(id, "p-") {
		name = id
	}
	if errors.Is(err, ErrNotFound) && name != "" {
		var found []string
		err = each(ctx, tx, func(rows *sql.Rows) error {
			var f string
			err := rows.Scan(&f)
			found = append(found, f)
			return err
		}, `SELECT id FROM people WHERE name = $1`, cleanForm(name))
		if err == nil && len(found) != 1 {
			return "", "", wrongField(field, "there is no person %q here, and %d are called %q", id, len(found), name)
		}
		if err == nil {
			now = news.PersonID(found[0])
		}
	}
	if errors.Is(err, ErrNotFound) {
		return "", "", wrongField(field, "there is no person %q; `dateline search --json` and the addresses of the page show the ids, such as p-anna-bell", id)
	}
	if err != nil {
		return "", "", err
	}
	err = tx.QueryRowContext(ctx, `SELECT name FROM people WHERE id = $1`, string(now)).Scan(&name)
	return string(now), name, err
}

func (s *Store) logCorrection(ctx context.Context, tx *sql.Tx, c *Correction) error {
	var held int
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM corrections`).Scan(&held); err != nil {
		return err
	}
	if held >= maxCorrections {
		return wrongField("kind", "the log holds %d corrections, which is the most it takes", maxCorrections)
	}
	c.At, c.Undone = s.now().UTC(), time.Time{}
	args := *c
	args.N, args.At, args.Who = 0, time.Time{}, ""
	raw, err := json.Marshal(args)
	if err != nil {
		return err
	}
	err = tx.QueryRowContext(ctx, `INSERT INTO corrections (at, who, args) VALUES ($1, $2, $3) RETURNING n`, nanos(c.At), c.Who, string(raw)).Scan(&c.N)
	if err != nil {
		return err
	}
	return s.applyCorrection(ctx, tx, c)
}

// applyCorrection has the archive follow a correction that was made or undone.
func (s *Store) applyCorrection(ctx context.Context, tx *sql.Tx, c *Correction) error {
	if c.Facet != news.FacetPerson {
		for _, a := range c.Articles {
			if err := bumpArticle(ctx, tx, a, everySeq); err != nil && !errors.Is(err, sql.ErrNoRows) {
				return err
			}
		}
		return errors.Join(count(ctx, tx, "rules"), count(ctx, tx, "people"))
	}
	before, err := s.rules(ctx, tx)
	if err != nil {
		return err
	}
	ids := before.related(news.PersonID(c.ID), c.Into, c.New)
	return correctPeople(ctx, tx, slices.DeleteFunc(ids, func(id news.PersonID) bool { return id == "" }))
}

// everySeq is behind every change.
const everySeq = 1<<63 - 1

// correctPeople has ids, and whom the corrections in force link with them, looked
// at anew.
func correctPeople(ctx context.Context, tx *sql.Tx, ids []news.PersonID) error {
	// Not from the cache and not into it: this transaction may yet fail.
	now, err := loadRules(ctx, tx)
	if err != nil {
		return err
	}
	ids = now.related(ids...)
	if err := touchPeople(ctx, tx, ids); err != nil {
		return err
	}
	for _, id := range ids {
		if err := rename(ctx, tx, now, id); err != nil {
			return err
		}
	}
	return errors.Join(count(ctx, tx, "rules"), count(ctx, tx, "people"))
}

// Undo takes correction n back, and gives it.
func (s *Store) Undo(ctx context.Context, n int64) (Correction, error) {
	var c Correction
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		found, err := readCorrections(ctx, tx, `n = $1`, n)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return wrongField("n", "there is no correction %d; `dateline tags list` shows them", n)
		}
		if c = found[0]; !c.Undone.IsZero() {
			return wrongField("n", "correction %d was undone on %s", n, c.Undone.Format(time.DateOnly))
		}
		c.Undone = s.now().UTC()
		if _, err := tx.ExecContext(ctx, `UPDATE corrections SET undone_at = $2 WHERE n = $1`, n, nanos(c.Undone)); err != nil {
			return err
		}
		return s.applyCorrection(ctx, tx, &c)
	})
	return c, wrapCorrection("undo", err)
}

// Corrections gives the log, the first correction first.
func (s *Store) Corrections(ctx context.Context) ([]Correction, error) {
	out, err := readCorrections(ctx, s.db, `1 = 1`)
	return out, wrap("corrections", err)
}

// String says what c does, for a log.
func (c Correction) String() string {
	where := ""
	if len(c.Articles) > 0 {
		ids := make([]string, len(c.Articles))
		for i, a := range c.Articles {
			ids[i] = string(a)
		}
		where = " in " + strings.Join(ids, ", ")
	}
	switch c.Kind {
	case Merge:
		return fmt.Sprintf("merge %s (%s) into %s (%s)", c.ID, c.Was, c.Into, c.IntoName)
	case Split:
		if c.Into != "" {
			return fmt.Sprintf("split %s (%s)%s: %s (%s)", c.ID, c.Was, where, c.Into, c.IntoName)
		}
		return fmt.Sprintf("split %s (%s)%s: %s", c.ID, c.Was, where, c.New)
	case Rename:
		return fmt.Sprintf("rename %s (%s) to %s", c.ID, c.Was, c.Name)
	}
	return fmt.Sprintf("%s %s (%s)%s", c.Kind, c.ID, c.Was, where)
}
