// Package gold reads the gold sets of a folder and scores Dateline on them: one
// result a set, with what was measured, how many items it holds and which bar the
// project set itself. It asks the public functions of our packages what a command
// would ask them, streams each set, and fetches nothing: the only thing it writes
// is a temporary index, removed when its set is done.
package gold

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"dateline/indexer/tag"
)

// The kinds of failure; test with errors.Is.
var (
	// ErrAbsent says that the folder does not hold the set.
	ErrAbsent = errors.New("the set is not there")
	// ErrUnknown says that no set has that name.
	ErrUnknown = errors.New("no such set")
)

// Result is what one set measured. Figures are shares from 0 to 1 unless their
// name says a unit; Bars are the least the project asks of some of them. Sources
// tells a field's accuracy by where extraction took it from. MBPerS is text or
// HTML through the measured function alone, on one core, 0 where it means nothing.
type Result struct {
	Set     string                      `json:"set"`
	Items   int                         `json:"items"`
	Figures map[string]float64          `json:"figures"`
	Bars    map[string]float64          `json:"bars,omitempty"`
	Sources map[string]map[string]Share `json:"sources,omitempty"`
	Seconds float64                     `json:"seconds"`
	MBPerS  float64                     `json:"mb_per_s,omitempty"`
	Note    string                      `json:"note,omitempty"`
}

// Share is how many of some items were right.
type Share struct {
	Items int     `json:"items"`
	Right float64 `json:"right"`
}

// Below lists the figures under their bar, sorted by name.
func (r *Result) Below() []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(r.Bars)) {
		if r.Figures[name] < r.Bars[name] {
			out = append(out, name)
		}
	}
	return out
}

// set is one gold set: the pattern of the files it is read from and how it is
// scored. A set without score cannot be measured yet; note says why.
type set struct {
	name  string
	files string // inside the set's folder, as path.Match has it
	bars  map[string]float64
	// floors are what was reached, cut after the third place. A floor may only
	// rise: TestGold holds it, and no reader of eval need know it.
	floors map[string]float64
	note   string
	score  func(*run) error
}

// Names lists the sets in the order they are measured.
func Names() []string {
	var out []string
	for _, s := range sets() {
		out = append(out, s.name)
	}
	return out
}

// Scorer measures the sets of one folder. It is safe for concurrent use, but then
// each set's speed is that of its share of the machine.
type Scorer struct {
	dir    string
	tagger func() *tag.Tagger // loaded by the first set that needs it
	cities func() (*cities, error)
}

// New scores the sets below dir.
func New(dir string) *Scorer {
	return &Scorer{
		dir:    dir,
		tagger: sync.OnceValue(tag.New),
		cities: sync.OnceValues(func() (*cities, error) { return readCities(filepath.Join(dir, "gaz-countries")) }),
	}
}

// Measure scores one set. progress, which may be nil, is told how many items are
// done. It returns ErrAbsent, ErrUnknown, ctx's error or that of a broken set.
func (s *Scorer) Measure(ctx context.Context, name string, progress func(done int)) (Result, error) {
	all := sets()
	i := slices.IndexFunc(all, func(a set) bool { return a.name == name })
	if i < 0 {
		return Result{}, fmt.Errorf("gold: %q: %w", name, ErrUnknown)
	}
	chosen := all[i]
	dir := filepath.Join(s.dir, folder(name))
	files, err := fs.Glob(os.DirFS(dir), chosen.files)
	if err != nil || len(files) == 0 {
		return Result{}, fmt.Errorf("gold: %s: %w", filepath.Join(dir, chosen.files), errors.Join(ErrAbsent, err))
	}
	r := &run{ctx: ctx, scorer: s, dir: dir, files: files, progress: progress, result: Result{
		Set: name, Figures: map[string]float64{}, Bars: chosen.bars, Note: chosen.note,
	}}
	if chosen.score == nil {
		return r.result, nil
	}
	began := time.Now()
	if err := chosen.score(r); err != nil {
		return Result{}, fmt.Errorf("gold: %s: %w", name, err)
	}
	r.result.Seconds = round(time.Since(began).Seconds(), 2)
	if r.busy > 0 {
		r.result.MBPerS = round(float64(r.bytes)/1e6/r.busy.Seconds(), 2)
	}
	return r.result, nil
}

// run is one set being measured.
type run struct {
	ctx      context.Context
	scorer   *Scorer
	dir      string
	files    []string // in dir, sorted
	progress func(done int)
	result   Result
	bytes    int           // that went through the measured function
	busy     time.Duration // in it
}

// step counts an item. It returns the context's error once that has ended.
func (r *run) step() error {
	r.result.Items++
	if r.progress != nil {
		r.progress(r.result.Items)
	}
	return r.ctx.Err()
}

// timed measures f, which works on n bytes.
func (r *run) timed(n int, f func()) {
	began := time.Now()
	f()
	r.busy += time.Since(began)
	r.bytes += n
}

// tag tags a text as the indexer would.
func (r *run) tag(title, text, lang string) (tags tagged) {
	t := r.scorer.tagger()
	r.timed(len(title)+len(text), func() { tags.Tags = t.Tag(tag.Input{Title: title, Text: text, Lang: lang}) })
	return tags
}

// figure notes a share, to four places: more is noise.
func (r *run) figure(name string, value float64) { r.result.Figures[name] = round(value, 4) }

// counted notes precision, recall and F1 under a prefix, which may be empty.
func (r *run) counted(prefix string, c counts) {
	if prefix != "" {
		prefix += "_"
	}
	r.figure(prefix+"precision", c.precision())
	r.figure(prefix+"recall", c.recall())
	r.figure(prefix+"f1", c.f1())
}

func round(v float64, places int) float64 {
	scale := math.Pow10(places)
	return math.Round(v*scale) / scale
}
