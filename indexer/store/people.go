package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"dateline/search/news"
)

// Person is one person of the archive, with the name to show and in how many
// articles they are.
type Person struct {
	ID       news.PersonID
	Name     string
	Articles int
}

// Profile is everything known of one person. Spellings and Roles stand most used
// first; Ambiguous means that the evidence did not settle whether this is one
// person or two, and no correction did.
type Profile struct {
	Person
	Spellings []Spelling
	Roles     []string
	Ambiguous bool
}

// Spelling is a form a person's name takes in articles, and in how many places.
type Spelling struct {
	Form  string
	Count int
}

// PersonNames gives the names to show; an unknown id is left out.
func (s *Store) PersonNames(ctx context.Context, ids []news.PersonID) (map[news.PersonID]string, error) {
	out := make(map[news.PersonID]string, len(ids))
	for chunk := range slices.Chunk(ids, idsPerQuery) {
		marks, args := in(chunk)
		err := each(ctx, s.db, func(rows *sql.Rows) error {
			var id news.PersonID
			var name string
			err := rows.Scan(&id, &name)
			out[id] = name
			return err
		}, `SELECT id, name FROM people WHERE id IN (`+marks+`)`, args...)
		if err != nil {
			return nil, fmt.Errorf("store: person names: %w", err)
		}
	}
	return out, nil
}

// Person gives one person with every spelling and role, or ErrNotFound. An id
// that is another's now gives that person.
func (s *Store) Person(ctx context.Context, id news.PersonID) (Profile, error) {
	p, err := s.person(ctx, id)
	if err != nil {
		return Profile{}, fmt.Errorf("store: person %q: %w", id, kind(err))
	}
	return p, nil
}

func (s *Store) person(ctx context.Context, id news.PersonID) (p Profile, err error) {
	if p.ID, err = s.current(ctx, s.db, id); err != nil {
		return p, err
	}
	err = s.db.QueryRowContext(ctx, `SELECT name, articles FROM people WHERE id = $1`, string(p.ID)).Scan(&p.Name, &p.Articles)
	if err != nil {
		return p, notFound(err)
	}
	err = each(ctx, s.db, func(rows *sql.Rows) error {
		var f Spelling
		err := rows.Scan(&f.Form, &f.Count)
		p.Spellings = append(p.Spellings, f)
		return err
	}, `SELECT form, count FROM spellings WHERE person_id = $1 ORDER BY count DESC, form`, string(p.ID))
	if err != nil {
		return p, err
	}
	return p, s.describePerson(ctx, &p)
}

// describePerson adds what the resolver said of those whom corrections make this
// person.
func (s *Store) describePerson(ctx context.Context, p *Profile) error {
	r, err := s.rules(ctx, s.db)
	if err != nil {
		return err
	}
	corrected := r.speaksOf(p.ID)
	return each(ctx, s.db, func(rows *sql.Rows) error {
		var id news.PersonID
		var ambiguous bool
		var raw string
		if err := rows.Scan(&id, &ambiguous, &raw); err != nil {
			return err
		}
		if r.person("", id) != p.ID {
			return nil
		}
		var roles []string
		if raw != "" {
			if err := json.Unmarshal([]byte(raw), &roles); err != nil {
				return fmt.Errorf("%w: roles: %w", ErrDamaged, err)
			}
		}
		for _, role := range roles {
			if !slices.Contains(p.Roles, role) {
				p.Roles = append(p.Roles, role)
			}
		}
		p.Ambiguous = p.Ambiguous || ambiguous && !corrected
		return nil
	}, `SELECT DISTINCT e.id, e.ambiguous, e.roles FROM entities e WHERE e.block IN
		(SELECT DISTINCT block FROM sightings WHERE entity = $1) ORDER BY e.members DESC, e.id`, string(p.ID))
}

// FindPeople gives at most limit people one of whose spellings has, for every
// word of text, a word that begins with it, case and accents folded; those in
// the most articles first. A text that is a person's id gives that person.
func (s *Store) FindPeople(ctx context.Context, text string, limit int) ([]Person, error) {
	if id := strings.TrimSpace(text); strings.HasPrefix(id, "p-") {
		if p, err := s.Person(ctx, news.PersonID(id)); !errors.Is(err, ErrNotFound) {
			return []Person{p.Person}, err
		}
	}
	typed := foldWords(text)
	if len(typed) > maxTypedWords {
		typed = typed[:maxTypedWords]
	}
	if len(typed) == 0 || limit <= 0 {
		return nil, nil
	}
	out, err := s.findPeople(ctx, typed, limit)
	if err != nil {
		return nil, fmt.Errorf("store: find people: %w", err)
	}
	return out, nil
}

// findPeople lets the database look up the longest word, which is in the fewest
// names, and compares the others itself.
func (s *Store) findPeople(ctx context.Context, typed []string, limit int) ([]Person, error) {
	longest := slices.MaxFunc(typed, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	rows, err := s.db.QueryContext(ctx, `SELECT p.id, p.name, p.articles, w.form
		FROM words w JOIN people p ON p.id = w.person_id
		WHERE w.word >= $1 AND w.word < $2
		ORDER BY p.articles DESC, p.name, p.id`, longest, longest+string(utf8.MaxRune))
	if err != nil {
		return nil, kind(err)
	}
	defer rows.Close()
	var out []Person
	for len(out) < limit && rows.Next() {
		var p Person
		var form string
		if err := rows.Scan(&p.ID, &p.Name, &p.Articles, &form); err != nil {
			return nil, err
		}
		// A person's rows stand together, one for every form that matched.
		if (len(out) == 0 || out[len(out)-1].ID != p.ID) && begins(form, typed) {
			out = append(out, p)
		}
	}
	return out, kind(rows.Err())
}

// begins reports whether every typed word begins some word of form.
func begins(form string, typed []string) bool {
	words := foldWords(form)
	for _, t := range typed {
		if !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, t) }) {
			return false
		}
	}
	return true
}

// uses counts how a form is used: in how many places, and in how many articles
// it is the person's canonical name.
type uses struct{ count, named int }

// peopleDelta sums up what a batch changes, so that a person in a hundred of its
// articles costs one write. Sums do not depend on the order of arrival, and the
// names chosen from them do not either.
type peopleDelta map[news.PersonID]*personDelta

type personDelta struct {
	articles int
	forms    map[string]uses
}

// counts counts the people of one article, or with sign -1 takes them away.
func (d peopleDelta) counts(of []sighting, sign int) {
	counted := map[news.PersonID]bool{}
	for i := range of {
		s := &of[i]
		if isHidden(s.entity) {
			continue
		}
		if !counted[s.entity] {
			counted[s.entity] = true
			d.person(s.entity).articles += sign
		}
		d.sighting(s, sign)
	}
}

func (d peopleDelta) person(id news.PersonID) *personDelta {
	pd := d[id]
	if pd == nil {
		pd = &personDelta{forms: map[string]uses{}}
		d[id] = pd
	}
	return pd
}

// sighting counts the forms of s.
func (d peopleDelta) sighting(s *sighting, sign int) {
	pd := d.person(s.entity)
	pd.use(s.profile.Name, 0, sign)
	for form, n := range s.profile.Forms {
		pd.use(form, sign*n, 0)
	}
}

func (pd *personDelta) use(form string, count, named int) {
	form = cleanForm(form)
	if form == "" {
		return
	}
	u := pd.forms[form]
	pd.forms[form] = uses{u.count + count, u.named + named}
}

// cleanForm makes the space inside a form regular and bounds its length.
func cleanForm(form string) string {
	form = strings.Join(strings.Fields(valid(form)), " ")
	if len(form) <= maxForm {
		return form
	}
	return strings.TrimSpace(strings.ToValidUTF8(form[:maxForm], ""))
}

// apply writes the sums.
func (d peopleDelta) apply(ctx context.Context, tx *sql.Tx, r *rules) error {
	for _, id := range slices.Sorted(maps.Keys(d)) {
		if d[id].isZero() {
			continue
		}
		if err := d[id].apply(ctx, tx, r, id); err != nil {
			return fmt.Errorf("person %q: %w", id, err)
		}
	}
	return nil
}

// isZero reports that nothing changed, as where a revised text names the same
// people as before.
func (pd *personDelta) isZero() bool {
	for _, u := range pd.forms {
		if u != (uses{}) {
			return false
		}
	}
	return pd.articles == 0
}

func (pd *personDelta) apply(ctx context.Context, tx *sql.Tx, r *rules, id news.PersonID) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO people (id, name, articles) VALUES ($1, $1, $2)
		ON CONFLICT (id) DO UPDATE SET articles = people.articles + excluded.articles`, string(id), pd.articles)
	if err != nil {
		return err
	}
	for _, form := range slices.Sorted(maps.Keys(pd.forms)) {
		if u := pd.forms[form]; u != (uses{}) {
			if err := applyForm(ctx, tx, id, form, u); err != nil {
				return err
			}
		}
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM people WHERE id = $1 AND articles <= 0`, string(id)); err != nil {
		return err
	}
	return rename(ctx, tx, r, id)
}

// applyForm keeps one spelling's counts, and its words with it.
func applyForm(ctx context.Context, tx *sql.Tx, id news.PersonID, form string, u uses) error {
	var now uses
	err := tx.QueryRowContext(ctx, `INSERT INTO spellings (person_id, form, count, named) VALUES ($1, $2, $3, $4)
		ON CONFLICT (person_id, form) DO UPDATE
		SET count = spellings.count + excluded.count, named = spellings.named + excluded.named
		RETURNING count, named`, string(id), form, u.count, u.named).Scan(&now.count, &now.named)
	if err != nil {
		return err
	}
	words := `INSERT INTO words (word, person_id, form) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	switch {
	case now == uses{}: // the last use is gone
		words = `DELETE FROM words WHERE word = $1 AND person_id = $2 AND form = $3`
		if _, err := tx.ExecContext(ctx, `DELETE FROM spellings WHERE person_id = $1 AND form = $2`, string(id), form); err != nil {
			return err
		}
	case now != u: // it was there before, and so are its words
		return nil
	}
	for _, w := range foldWords(form) {
		if _, err := tx.ExecContext(ctx, words, w, string(id), form); err != nil {
			return err
		}
	}
	return nil
}

// rename chooses the name to show anew: what a correction calls the person, else
// what the resolver does, else the most used form.
func rename(ctx context.Context, tx *sql.Tx, r *rules, id news.PersonID) error {
	name, err := chosenName(ctx, tx, r, id)
	if err != nil || name == "" {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE people SET name = $2 WHERE id = $1 AND name <> $2`, string(id), name)
	return err
}

func chosenName(ctx context.Context, tx *sql.Tx, r *rules, id news.PersonID) (string, error) {
	if name := r.names[id]; name != "" {
		return name, nil
	}
	var name string
	err := tx.QueryRowContext(ctx, `SELECT name FROM entities WHERE id = $1 ORDER BY members DESC, name LIMIT 1`, string(id)).Scan(&name)
	if !errors.Is(err, sql.ErrNoRows) {
		return name, err
	}
	forms := map[string]uses{}
	err = each(ctx, tx, func(rows *sql.Rows) error {
		var form string
		var u uses
		err := rows.Scan(&form, &u.count, &u.named)
		forms[form] = u
		return err
	}, `SELECT form, count, named FROM spellings WHERE person_id = $1`, string(id))
	if err != nil || len(forms) == 0 {
		return "", err
	}
	return displayName(forms), nil
}

// displayName is the most used full form: one that is a canonical name somewhere
// (a surface may carry a title or a clitic) and has two words or more; of those
// the one that most articles use, then the longest, then the first in the
// alphabet. The longest of all would show a name that hardly anyone writes.
func displayName(forms map[string]uses) string {
	return slices.MinFunc(slices.Collect(maps.Keys(forms)), func(a, b string) int {
		return cmp.Or(
			cmp.Compare(min(forms[b].named, 1), min(forms[a].named, 1)),
			cmp.Compare(min(strings.Count(b, " "), 1), min(strings.Count(a, " "), 1)),
			cmp.Compare(forms[b].named, forms[a].named),
			cmp.Compare(forms[b].count, forms[a].count),
			cmp.Compare(strings.Count(b, " "), strings.Count(a, " ")),
			cmp.Compare(a, b),
		)
	})
}
