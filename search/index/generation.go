package index

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"dateline/search/news"
)

// seqKey holds Apply's sequence number, stored in the same batch as the articles.
var seqKey = []byte("dateline.seq")

// asyncErrorName is what our callback is called in Bleve's registry.
const asyncErrorName = "dateline"

// writers finds the generation that an asynchronous error belongs to. Bleve
// takes callbacks and segment plugins from plain global maps only, so this is
// global as well; the maps are written once, before anything is opened.
var writers struct {
	register sync.Once
	byPath   sync.Map // store folder -> *generation
}

func register() {
	writers.register.Do(func() {
		scorch.RegisterSegmentPlugin(&segmentPlugin{}, true)
		scorch.RegistryAsyncErrorCallbacks[asyncErrorName] = func(err error, path string) {
			if g, ok := writers.byPath.Load(path); ok {
				g.(*generation).asyncError(err)
			}
		}
	})
}

// generation is one Bleve index on disk with its manifest. bleve is nil after a
// reopening that failed. Not safe for concurrent writing.
type generation struct {
	dir       string
	opts      Options
	schema    int
	bleve     bleve.Index
	failed    atomic.Bool // a write failed, here or on a goroutine of the engine; reopen before writing
	analysers sync.Pool
}

// manifest is what we say about a generation, since Bleve says too little: no
// checksum is read when it opens. Clean is set by close; until then segments
// come and go, and only Schema holds.
type manifest struct {
	Schema   int               `json:"schema"`
	Clean    bool              `json:"clean"`
	Articles uint64            `json:"articles"`
	Seq      int64             `json:"seq"`
	Bolt     uint32            `json:"bolt_crc32,omitempty"`
	Segments map[string]uint32 `json:"segments,omitempty"` // name -> CRC-32 (IEEE)
	Sum      uint32            `json:"crc32"`              // of the manifest itself, see sumLine
}

const (
	manifestName = "manifest.json"
	metaName     = "index_meta.json"
	storeName    = "store"
	boltName     = "root.bolt"
)

func newGeneration(dir string, opts Options) *generation {
	g := &generation{dir: dir, opts: opts, schema: schemaVersion}
	g.analysers.New = func() any { return newAnalyser() }
	return g
}

func (g *generation) outdated() bool { return g.schema < schemaVersion }

func (g *generation) asyncError(err error) {
	g.failed.Store(true)
	g.opts.Logger.Error("index: engine error", "generation", g.dir, "error", err)
}

// config is how Bleve is always opened. unsafe_batch must never be set: it loses
// acknowledged batches, even on a clean close.
func config() map[string]any {
	register()
	return map[string]any{
		"bolt_timeout": "2s", "asyncErrorCallbackName": asyncErrorName,
		"scorchMergePlanOptions": map[string]any{"FloorSegmentSize": mergeFloor},
	}
}

// buildConfig is config for a generation that is only written to. Segments go to
// disk as they are, without being merged in memory first, and are merged less
// often than those of an index that is searched meanwhile.
func buildConfig() map[string]any {
	c := config()
	c["scorchPersisterOptions"] = map[string]any{"MemoryPressurePauseThreshold": 0}
	c["scorchMergePlanOptions"] = map[string]any{
		"MaxSegmentsPerTier": buildMerge, "SegmentsPerMergeTask": buildMerge,
		"FloorSegmentSize": buildMerged / buildMerge, "MaxSegmentSize": 2 * buildMerged,
	}
	return c
}

func (g *generation) storeDir() string { return filepath.Join(g.dir, storeName) }

// create makes an empty index in g.dir. Bleve syncs neither its description nor
// any folder, and a power cut then leaves nothing to open: that is done here.
func (g *generation) create(config map[string]any) error {
	m := bleve.NewIndexMapping()
	m.ScoringModel = bleveindex.BM25Scoring
	writers.byPath.Store(g.storeDir(), g)
	b, err := bleve.NewUsing(g.dir, m, scorch.Name, scorch.Name, config)
	if err != nil {
		writers.byPath.Delete(g.storeDir())
		return fmt.Errorf("create %s: %w", g.dir, err)
	}
	g.bleve = b
	return errors.Join(
		syncPath(filepath.Join(g.dir, metaName)),
		syncPath(filepath.Join(g.storeDir(), boltName)),
		syncPath(g.storeDir()), syncPath(g.dir), syncPath(filepath.Dir(g.dir)), syncPath(filepath.Dir(filepath.Dir(g.dir))),
	)
}

// readOnly: articles as they are indexed today must not come into a generation of
// an earlier schema.
func (g *generation) readOnly() bool { return g.opts.ReadOnly || g.outdated() }

// open opens a generation that check found whole.
func (g *generation) open() (err error) {
	defer recovered("open", &err)
	writers.byPath.Store(g.storeDir(), g)
	settings := config()
	if g.readOnly() {
		settings["read_only"] = true
	}
	b, err := bleve.OpenUsing(g.dir, settings)
	if err != nil {
		writers.byPath.Delete(g.storeDir())
		return fmt.Errorf("open %s: %w", g.dir, err)
	}
	g.bleve = b
	g.failed.Store(false)
	return nil
}

// reopen gets a working handle after an error. It looks at root.bolt first,
// because Bleve deletes every segment when that is missing.
func (g *generation) reopen() error {
	err := g.closeBleve()
	if err != nil {
		g.opts.Logger.Warn("index: closing after an error", "error", err)
	}
	if _, err := referenced(filepath.Join(g.storeDir(), boltName)); err != nil {
		return err
	}
	return g.open()
}

func (g *generation) closeBleve() (err error) {
	if g.bleve == nil {
		return nil
	}
	defer recovered("close", &err)
	b := g.bleve
	g.bleve = nil
	writers.byPath.Delete(g.storeDir())
	return b.Close()
}

// close closes the index and writes a clean manifest. After a failed write there is
// none, as after a crash: the handle counts what never came to the disk.
func (g *generation) close() error {
	if g.bleve == nil {
		return nil
	}
	if g.readOnly() || g.failed.Load() {
		return g.closeBleve()
	}
	m := manifest{Schema: schemaVersion}
	n, err := g.bleve.DocCount()
	if err != nil {
		return errors.Join(err, g.closeBleve())
	}
	m.Articles = n
	if m.Seq, err = g.seq(); err != nil {
		return errors.Join(err, g.closeBleve())
	}
	if err := g.closeBleve(); err != nil {
		return err
	}
	m.Clean = true
	if err := m.fill(g.dir); err != nil {
		return err
	}
	return m.write(g.dir)
}

// fill records the checksums of what root.bolt refers to.
func (m *manifest) fill(dir string) error {
	store := filepath.Join(dir, storeName)
	names, err := referenced(filepath.Join(store, boltName))
	if err != nil {
		return err
	}
	if m.Bolt, err = crcFile(filepath.Join(store, boltName)); err != nil {
		return err
	}
	m.Segments = make(map[string]uint32, len(names))
	for _, name := range names {
		if m.Segments[name], err = trailerCRC(filepath.Join(store, name)); err != nil {
			return err
		}
	}
	return nil
}

// sumLine is where a manifest holds its own checksum, which is of its bytes with
// a zero in that place: so a program of any version can compare it.
var sumLine = regexp.MustCompile(`"crc32": [0-9]+`)

func sumOf(manifest []byte) uint32 {
	return crc32.ChecksumIEEE(sumLine.ReplaceAll(manifest, []byte(`"crc32": 0`)))
}

func (m *manifest) write(dir string) error {
	m.Sum = 0
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	b = append(b, '\n')
	b = sumLine.ReplaceAll(b, fmt.Appendf(nil, `"crc32": %d`, sumOf(b)))
	return writeFile(filepath.Join(dir, manifestName), b)
}

func readManifest(dir string) (manifest, error) {
	b, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return manifest{}, err
	}
	return parseManifest(b)
}

// parseManifest refuses a manifest that is not what was written. Those of before
// it had a checksum are taken as they are.
func parseManifest(b []byte) (manifest, error) {
	var m manifest
	if err := json.Unmarshal(b, &m); err != nil {
		return m, fmt.Errorf("%s: %w", manifestName, err)
	}
	if sum := sumOf(b); m.Sum != sum && (m.Sum != 0 || m.Schema > lastWithoutSum) {
		return m, fmt.Errorf("%s does not match its checksum", manifestName)
	}
	return m, nil
}

// seq reads the sequence number stored with the last batch.
func (g *generation) seq() (int64, error) {
	b, err := g.bleve.GetInternal(seqKey)
	if err != nil || len(b) != 8 {
		return 0, err
	}
	return int64(binary.BigEndian.Uint64(b)), nil
}

// snapshot holds the index as it is now, until Close.
func (g *generation) snapshot() (*scorch.IndexSnapshot, error) {
	adv, err := g.bleve.Advanced()
	if err != nil {
		return nil, err
	}
	r, err := adv.Reader()
	if err != nil {
		return nil, err
	}
	s, ok := r.(*scorch.IndexSnapshot)
	if !ok || s == nil {
		return nil, ErrClosed
	}
	return s, nil
}

// recovered turns a panic of the engine into an error.
func recovered(doing string, err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%s: the engine panicked: %v", doing, r)
	}
}

// newestLast dedupes articles by ID; the last of an ID counts.
func newestLast(articles []news.Article) []*news.Article {
	at := make(map[news.ID]int, len(articles))
	out := make([]*news.Article, 0, len(articles))
	for i := range articles {
		a := &articles[i]
		if j, ok := at[a.ID]; ok {
			out[j] = a
			continue
		}
		at[a.ID] = len(out)
		out = append(out, a)
	}
	return out
}
