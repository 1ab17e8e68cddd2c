package index

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	currentName   = "CURRENT"
	genPrefix     = "gen-"
	damagedPrefix = "damaged-"
	strayPrefix   = "stray-"
)

// segmentFile is what Bleve calls its files; any other .zap makes it fail.
var segmentFile = regexp.MustCompile(`^[0-9a-f]{12}\.zap$`)

// openCurrent opens the generation that CURRENT names, or starts an empty one.
func openCurrent(dir string, opts Options) (*generation, Opening, error) {
	if opts.ReadOnly {
		return openToRead(dir, opts)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, Opening{}, err
	}
	name, err := readCurrent(dir)
	if err == nil {
		g, opening, oerr := openNamed(dir, name, opts)
		if oerr == nil {
			return g, opening, nil
		}
		err = oerr
	}
	if isBlocking(err) {
		return nil, Opening{}, err
	}
	return startAgain(dir, name, err, opts)
}

// openToRead opens the generation that CURRENT names and touches nothing.
func openToRead(dir string, opts Options) (*generation, Opening, error) {
	name, err := readCurrent(dir)
	if err != nil {
		return nil, Opening{}, fmt.Errorf("%w; %s", err, buildElsewhere)
	}
	path := filepath.Join(dir, name)
	r := examine(path, opts)
	if err := r.err(); err != nil {
		return nil, Opening{}, fmt.Errorf("%s: %w; %s", name, err, buildElsewhere)
	}
	if r.Schema < oldestReadable {
		return nil, Opening{}, fmt.Errorf("%w %d; %s", errOldSchema, r.Schema, buildElsewhere)
	}
	g := newGeneration(path, opts)
	g.schema = r.Schema
	if err := g.open(); err != nil {
		return nil, Opening{}, err
	}
	opening := Opening{How: Reopened, Generation: name}
	if g.outdated() {
		opening.How = Outdated
	}
	return g, opening, nil
}

// buildElsewhere is what helps an index that cannot be read and must not be
// written.
const buildElsewhere = "it cannot be built anew here: copy the directory to a disk that can be written and run `dateline rebuild` there"

// openNamed opens one generation after it was found whole.
func openNamed(dir, name string, opts Options) (*generation, Opening, error) {
	path := filepath.Join(dir, name)
	strays, err := moveStrays(dir, filepath.Join(path, storeName), opts)
	if err != nil {
		return nil, Opening{}, err
	}
	r := examine(path, opts)
	if err := r.err(); err != nil {
		return nil, Opening{}, err
	}
	if r.Schema < oldestReadable {
		return nil, Opening{}, fmt.Errorf("%w %d", errOldSchema, r.Schema)
	}
	g := newGeneration(path, opts)
	g.schema = r.Schema
	if err := g.open(); err != nil {
		return nil, Opening{}, err
	}
	opening := Opening{How: Reopened, Generation: name, Strays: strays}
	if g.outdated() {
		opening.How = Outdated
		opts.Logger.Info("index: of an earlier schema, it answers until it is built anew", "generation", name, "schema", r.Schema, "current", schemaVersion)
	} else if err := (&manifest{Schema: schemaVersion}).write(path); err != nil {
		return nil, Opening{}, errors.Join(err, g.closeBleve())
	}
	removeLeftovers(dir, name, opts)
	return g, opening, nil
}

// errOldSchema is why a generation is not read: too much of it is missing.
var errOldSchema = errors.New("the index is of schema")

// agrees compares an open generation with a clean manifest.
func (g *generation) agrees(m manifest) error {
	if !m.Clean {
		return nil
	}
	n, err := g.bleve.DocCount()
	if err != nil {
		return err
	}
	seq, err := g.seq()
	if err != nil {
		return err
	}
	if n != m.Articles || seq != m.Seq {
		return fmt.Errorf("it holds %d articles at %d, its manifest says %d at %d", n, seq, m.Articles, m.Seq)
	}
	return nil
}

// startAgain sets aside what could not be opened and creates an empty generation.
// Of what was set aside the newest is kept: a person may want to look.
func startAgain(dir, name string, cause error, opts Options) (*generation, Opening, error) {
	next := nextName(dir)
	opening, err := makeRoom(dir, name, cause, opts)
	if err != nil {
		return nil, Opening{}, err
	}
	removeLeftovers(dir, "", opts)
	g := newGeneration(filepath.Join(dir, next), opts)
	if err := g.create(config()); err != nil {
		return nil, Opening{}, err
	}
	err = (&manifest{Schema: schemaVersion}).write(g.dir)
	if err == nil {
		err = writeCurrent(dir, next)
	}
	if err != nil {
		return nil, Opening{}, errors.Join(err, g.closeBleve())
	}
	opening.Generation = next
	return g, opening, nil
}

// makeRoom sets the damaged generations aside. One of a schema too old to be read
// is not damaged, only of no use.
func makeRoom(dir, name string, cause error, opts Options) (Opening, error) {
	if errors.Is(cause, errOldSchema) {
		opts.Logger.Info("index: of an earlier schema that is not read any more, it is built anew", "generation", name, "reason", cause)
		return Opening{How: Outdated, Reason: cause.Error()}, nil
	}
	opening := Opening{How: Fresh}
	damaged := setAsideNames(dir, name)
	if name != "" || len(damaged) > 0 || !errors.Is(cause, os.ErrNotExist) {
		opening.How, opening.Reason = Quarantined, cause.Error()
	}
	for _, d := range damaged {
		to := filepath.Join(dir, damagedPrefix+opts.Now().UTC().Format("20060102T150405.000000000")+"-"+d)
		if err := os.Rename(filepath.Join(dir, d), to); err != nil {
			return Opening{}, errors.Join(cause, err)
		}
		opening.SetAside = to
		opts.Logger.Error("index: generation set aside", "path", to, "reason", cause)
	}
	return opening, removeDamaged(dir, opts)
}

// removeDamaged keeps the newest of the generations that were set aside.
func removeDamaged(dir string, opts Options) error {
	entries, err := os.ReadDir(dir) // sorted, and their names begin with a time
	if err != nil {
		return err
	}
	entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool { return !strings.HasPrefix(e.Name(), damagedPrefix) })
	for _, e := range entries[:max(0, len(entries)-keptDamaged)] {
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
		opts.Logger.Warn("index: an older generation that had been set aside is removed", "path", filepath.Join(dir, e.Name()))
	}
	return nil
}

// setAsideNames are the generations to keep aside: the current one, or where
// CURRENT names none all that were finished (a manifest is written last).
func setAsideNames(dir, current string) []string {
	var out []string
	for _, name := range generations(dir) {
		_, err := os.Stat(filepath.Join(dir, name, manifestName))
		if name == current || current == "" && err == nil {
			out = append(out, name)
		}
	}
	return out
}

// removeLeftovers deletes generations other than current: unfinished builds, and
// those that a rebuild replaced.
func removeLeftovers(dir, current string, opts Options) {
	for _, name := range generations(dir) {
		if name == current {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			opts.Logger.Warn("index: leftover stays", "generation", name, "error", err)
		}
	}
}

// moveStrays takes files that are not Bleve's (._x.zap, editor backups) out of
// its folder, where some would keep it from opening.
func moveStrays(dir, store string, opts Options) ([]string, error) {
	entries, err := os.ReadDir(store)
	if err != nil {
		return nil, err
	}
	var moved []string
	for _, e := range entries {
		if e.Name() == boltName || segmentFile.MatchString(e.Name()) {
			continue
		}
		to := filepath.Join(dir, strayPrefix+opts.Now().UTC().Format("20060102T150405.000000000")+"-"+e.Name())
		if err := os.Rename(filepath.Join(store, e.Name()), to); err != nil {
			return moved, err
		}
		opts.Logger.Warn("index: stray file moved away", "path", to)
		moved = append(moved, to)
	}
	return moved, nil
}

// generations lists the folders gen-NNNNNN of dir, oldest first.
func generations(dir string) []string {
	entries, _ := os.ReadDir(dir) // sorted by name
	var out []string
	for _, e := range entries {
		if e.IsDir() && genNumber(e.Name()) > 0 {
			out = append(out, e.Name())
		}
	}
	return out
}

func genNumber(name string) int {
	digits, ok := strings.CutPrefix(name, genPrefix)
	if !ok || len(digits) < 6 {
		return 0
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// nextName is a name that no generation has or, being set aside, had.
func nextName(dir string) string {
	highest := 0
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if i := strings.LastIndex(e.Name(), genPrefix); i >= 0 {
			highest = max(highest, genNumber(e.Name()[i:]))
		}
	}
	return fmt.Sprintf("%s%06d", genPrefix, highest+1)
}

func readCurrent(dir string) (string, error) {
	b, err := os.ReadFile(filepath.Join(dir, currentName))
	if err != nil {
		return "", err
	}
	name := strings.TrimSpace(string(b))
	if genNumber(name) == 0 {
		return "", fmt.Errorf("%s does not name a generation", currentName)
	}
	return name, nil
}

func writeCurrent(dir, name string) error {
	return writeFile(filepath.Join(dir, currentName), []byte(name+"\n"))
}
