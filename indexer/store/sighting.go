package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"dateline/indexer/entity"
	"dateline/search/news"
)

// hiddenMark stands before the entity of a sighting that a correction hides.
const hiddenMark = "!"

// sighting is one person of one article as its table holds it.
type sighting struct {
	article news.ID
	local   news.PersonID
	block   string
	entity  news.PersonID // with hiddenMark where hidden
	raw     string        // profile as JSON
	profile profile
}

// profile is what a sighting says of the person, for the resolver and for the
// counts of spellings.
type profile struct {
	Name      string             `json:"n"`
	Forms     map[string]int     `json:"f,omitempty"`
	Roles     []string           `json:"r,omitempty"`
	Countries []news.CountryCode `json:"c,omitempty"`
	With      []string           `json:"w,omitempty"`
	Year      int                `json:"y,omitempty"`
}

func isHidden(id news.PersonID) bool { return strings.HasPrefix(string(id), hiddenMark) }

func (s *sighting) entitySighting() entity.Sighting {
	return entity.Sighting{
		Article: s.article, Local: s.local, Name: s.profile.Name, Forms: s.profile.Forms, Roles: s.profile.Roles,
		Countries: s.profile.Countries, With: s.profile.With, Year: s.profile.Year,
	}
}

// sightingsOf makes the sightings of an article from what the tagger said,
// ordered by local id; two persons of one id are one.
func sightingsOf(a *news.Article) ([]sighting, error) {
	byID := map[news.PersonID]*profile{}
	for _, p := range a.Tags.People {
		pr := byID[p.ID]
		if pr == nil {
			pr = &profile{Name: cleanForm(p.Name), Forms: map[string]int{}}
			byID[p.ID] = pr
		}
		for _, m := range p.Mentions {
			if form := cleanForm(m.Surface); form != "" {
				pr.Forms[form]++
			}
		}
		for _, r := range p.Roles {
			if !slices.Contains(pr.Roles, r) && len(pr.Roles) < maxRoles {
				pr.Roles = append(pr.Roles, valid(r))
			}
		}
	}
	names, countries, year := companions(byID), salient(a.Tags.Countries), a.Published.Year()
	out := make([]sighting, 0, len(byID))
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		pr := byID[id]
		pr.Forms = mostUsed(pr.Forms)
		pr.Countries, pr.Year = countries, year
		for _, n := range names {
			if n != pr.Name && len(pr.With) < maxCompanions {
				pr.With = append(pr.With, n)
			}
		}
		raw, err := json.Marshal(pr)
		if err != nil {
			return nil, fmt.Errorf("person %q: %w", id, err)
		}
		out = append(out, sighting{a.ID, id, entity.Block(pr.Name), id, string(raw), *pr})
	}
	return out, nil
}

// companions are the names of an article's people, the most mentioned first, one
// more than anybody's companions.
func companions(byID map[news.PersonID]*profile) []string {
	counts := map[string]int{}
	for _, pr := range byID {
		for _, n := range pr.Forms {
			counts[pr.Name] += n
		}
		counts[pr.Name] += 0
	}
	names := byCount(counts)
	return names[:min(len(names), maxCompanions+1)]
}

// byCount orders the keys of counts, the greatest first, then by name.
func byCount(counts map[string]int) []string {
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
}

func salient(countries []news.Country) []news.CountryCode {
	countries = slices.Clone(countries)
	slices.SortStableFunc(countries, func(a, b news.Country) int {
		return cmp.Or(cmp.Compare(b.Salience, a.Salience), cmp.Compare(a.Code, b.Code))
	})
	var out []news.CountryCode
	for _, c := range countries[:min(len(countries), maxSightedCountries)] {
		out = append(out, c.Code)
	}
	return out
}

// mostUsed bounds the forms of one person in one article.
func mostUsed(forms map[string]int) map[string]int {
	if len(forms) <= maxForms {
		return forms
	}
	out := map[string]int{}
	for _, f := range byCount(forms)[:maxForms] {
		out[f] = forms[f]
	}
	return out
}

// readSightings reads sightings that where selects, in the order of articles.
func readSightings(ctx context.Context, q querier, where string, args ...any) ([]sighting, error) {
	var out []sighting
	err := each(ctx, q, func(rows *sql.Rows) error {
		var s sighting
		if err := rows.Scan(&s.article, &s.local, &s.block, &s.entity, &s.raw); err != nil {
			return err
		}
		out = append(out, s)
		return nil
	}, `SELECT article, local, block, entity, profile FROM sightings WHERE `+where+` ORDER BY article, local`, args...)
	return out, err
}

// decode reads the profile.
func (s *sighting) decode() error {
	if err := json.Unmarshal([]byte(s.raw), &s.profile); err != nil {
		return fmt.Errorf("%w: sighting of %q in %s: %w", ErrDamaged, s.local, s.article, err)
	}
	return nil
}

// sight replaces the sightings of an article by those of its new tags. Who they
// are is guessed by their ids, as most of the same id were before; the blocks
// they stand in are to be resolved.
func (w *writer) sight(id news.ID, now []sighting) error {
	before, err := readSightings(w.ctx, w.tx, `article = $1`, string(id))
	if err != nil {
		return err
	}
	old := map[news.PersonID]*sighting{}
	for i := range before {
		if err := before[i].decode(); err != nil {
			return err
		}
		old[before[i].local] = &before[i]
	}
	w.people.counts(before, -1)
	for i := range now {
		n := &now[i]
		o := old[n.local]
		delete(old, n.local)
		if o != nil && o.block == n.block {
			n.entity = o.entity
			if o.raw == n.raw {
				continue
			}
		} else if n.entity, err = w.guess(n); err != nil {
			return err
		}
		if err := w.keepSighting(n); err != nil {
			return err
		}
		w.touched[n.block]++
		if o != nil && o.block != n.block {
			w.touched[o.block]++
		}
	}
	for local, o := range old {
		w.touched[o.block]++
		if _, err := w.tx.ExecContext(w.ctx, `DELETE FROM sightings WHERE article = $1 AND local = $2`, string(id), string(local)); err != nil {
			return err
		}
	}
	w.people.counts(now, +1)
	return nil
}

func (w *writer) keepSighting(n *sighting) error {
	_, err := w.tx.ExecContext(w.ctx, `INSERT INTO sightings (article, local, block, entity, profile) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (article, local) DO UPDATE SET block = excluded.block, entity = excluded.entity, profile = excluded.profile`,
		string(n.article), string(n.local), n.block, string(n.entity), n.raw)
	return err
}

// guess is who a new sighting is until its block is resolved.
func (w *writer) guess(n *sighting) (news.PersonID, error) {
	base := n.local
	var now news.PersonID
	err := w.tx.QueryRowContext(w.ctx, `SELECT now FROM aliases WHERE id = $1 AND block = $2`, string(n.local), n.block).Scan(&now)
	switch {
	case err == nil:
		base = now
	case notFound(err) != ErrNotFound: //nolint:errorlint // notFound gives exactly that value
		return "", err
	}
	return w.rules.person(n.article, base), nil
}

// touch marks blocks as to be resolved.
func touch(ctx context.Context, tx *sql.Tx, blocks map[string]int) error {
	if len(blocks) == 0 {
		return nil
	}
	for _, b := range slices.Sorted(maps.Keys(blocks)) {
		_, err := tx.ExecContext(ctx, `INSERT INTO blocks (name, size, fresh, since)
			VALUES ($1, 0, $2, (SELECT value FROM counters WHERE name = 'seq'))
			ON CONFLICT (name) DO UPDATE SET fresh = blocks.fresh + excluded.fresh,
				since = CASE WHEN blocks.fresh = 0 THEN excluded.since ELSE blocks.since END`, b, blocks[b])
		if err != nil {
			return err
		}
	}
	return nil
}
