package indexer

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"dateline/indexer/store"
)

// Correct adds a correction to the log; the owner applies it to the whole archive
// (see CatchUp). A *store.CorrectionError refuses what makes no sense.
func (x *Indexer) Correct(ctx context.Context, c store.Correction) (store.Correction, error) {
	kept, err := x.Store.Correct(ctx, c)
	x.hurry()
	return kept, err
}

// Undo takes correction n back, as Correct.
func (x *Indexer) Undo(ctx context.Context, n int64) (store.Correction, error) {
	c, err := x.Store.Undo(ctx, n)
	x.hurry()
	return c, err
}

// hurry has the owner settle everything at once.
func (x *Indexer) hurry() {
	if x.Owns() {
		x.resolving.hurry.Store(true)
		x.wake()
	}
}

// ExportCorrections writes the log as JSON Lines, undone corrections too, for
// another archive or as a copy.
func (x *Indexer) ExportCorrections(ctx context.Context, w io.Writer) (int, error) {
	log, err := x.Store.Corrections(ctx)
	if err != nil {
		return 0, err
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, c := range log {
		if err := e.Encode(c); err != nil {
			return 0, fmt.Errorf("indexer: export corrections: %w", err)
		}
	}
	return len(log), nil
}

// CorrectionCounts is what an import of corrections did. Undone ones are left
// out, and those the archive has already.
type CorrectionCounts struct{ Added, Known, Undone, Refused int }

// ImportCorrections adds the corrections of a file that ExportCorrections wrote,
// in its order. Each is checked as if it were made here: a person whom this
// archive knows by another id is found by the name of the time, and one that
// refers to what is not here is refused.
func (x *Indexer) ImportCorrections(ctx context.Context, file string, content []byte, bad func(Refused)) (counts CorrectionCounts, err error) {
	log, err := x.Store.Corrections(ctx)
	if err != nil {
		return counts, err
	}
	have := map[string]bool{}
	for _, c := range log {
		if c.Undone.IsZero() {
			have[sameness(c)] = true
		}
	}
	lines := bufio.NewScanner(bytes.NewReader(content))
	lines.Buffer(nil, MaxLine)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		c, err := readCorrection(lines.Bytes())
		switch {
		case err != nil:
		case !c.Undone.IsZero():
			counts.Undone++
			continue
		case have[sameness(c)]:
			counts.Known++
			continue
		default:
			_, err = x.Correct(ctx, c)
		}
		var refused *store.CorrectionError
		switch {
		case err == nil:
			counts.Added++
			// What comes later may speak of whom this one makes.
			if _, err := x.settle(ctx); err != nil {
				return counts, err
			}
		case errors.As(err, &refused) || errors.Is(err, errBadLine):
			counts.Refused++
			bad(Refused{File: file, Line: n, Reason: err.Error()})
		default:
			return counts, err
		}
	}
	if err := lines.Err(); err != nil {
		return counts, fmt.Errorf("%s: %w", file, err)
	}
	return counts, nil
}

// settle waits until corrections are applied to the store, though not yet to the
// index.
func (x *Indexer) settle(ctx context.Context) (int64, error) {
	last, err := x.Store.LastSeq(ctx)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, settleWait, errors.New("the process that holds the data directory does not apply corrections; is it of an older version?"))
	defer cancel()
	return last, x.poll(ctx, func() (bool, error) {
		x.hurry()
		n, err := x.Store.Unresolved(ctx, last)
		return n == 0, err
	})
}

// settleWait is how long the owner may take to apply one correction.
const settleWait = time.Minute

var errBadLine = errors.New("is no correction")

func readCorrection(line []byte) (store.Correction, error) {
	var c store.Correction
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return c, fmt.Errorf("%w: %w; want a line that `dateline tags export` writes", errBadLine, err)
	}
	if c.ID == "" || c.Kind == "" {
		return c, fmt.Errorf("%w: it needs kind and id", errBadLine)
	}
	return c, nil
}

// sameness is what two corrections that do the same have in common.
func sameness(c store.Correction) string {
	return fmt.Sprint(c.Kind, c.Facet, c.ID, c.Into, c.New, c.Name, c.Articles)
}
