package indexer

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/klauspost/compress/gzip"
	"golang.org/x/sync/errgroup"

	"dateline/indexer/store"
	"dateline/search/news"
)

// Refused is one thing that was not imported: the file, the line in it (from 1;
// 0 for the whole file) and the reason.
type Refused struct {
	File   string `json:"file"`
	Line   int    `json:"line,omitempty"`
	Reason string `json:"reason"`
}

// String writes "file:line: reason".
func (r Refused) String() string {
	if r.Line > 0 {
		return fmt.Sprintf("%s:%d: %s", r.File, r.Line, r.Reason)
	}
	return r.File + ": " + r.Reason
}

// errPassedOver is an item that is no article and was not named as one.
var errPassedOver = errors.New("passed over")

// ImportCounts is what an import did. Ignored counts the files of a folder that
// are of no known kind, and the records of a WARC that are no articles.
type ImportCounts struct {
	Added     int `json:"added"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Refused   int `json:"refused"`
	Ignored   int `json:"ignored"`
}

// ImportOptions says how to import. URL is the address of the one page that is
// imported. OnRefused and OnProgress may be nil; they are called from one
// goroutine at a time.
type ImportOptions struct {
	URL        string
	OnRefused  func(Refused)
	OnProgress func(ImportCounts)
}

// Import brings in files and folders: .html, .txt, .jsonl and .warc, each also
// with .gz. A bad item is refused, recorded in the store and reported, and the
// rest goes on. The error is for what ends the whole import: the store fails,
// or ctx ends; what was counted by then is kept.
func (x *Indexer) Import(ctx context.Context, paths []string, opts ImportOptions) (ImportCounts, error) {
	im := &importer{x: x, opts: opts, items: make(chan item, runtime.NumCPU()), ready: make(chan news.Article, saveBatch)}
	g, ctx := errgroup.WithContext(ctx)
	im.refusals = make(chan Refused, saveBatch)
	g.Go(func() error {
		defer close(im.items)
		return im.walk(ctx, paths)
	})
	g.Go(func() error { return im.prepareAll(ctx) })
	g.Go(func() error { return im.collect(ctx) })
	err := g.Wait()
	return im.counts, err
}

// item is one article's raw form, to be turned into a news.Article by a worker.
type item struct {
	refused Refused // where it stands; Reason is filled on refusal
	make    func() (news.Article, error)
}

// importer is one run: walk reads files into items, workers prepare articles
// from them (the costly part), and collect stores those and owns the counts.
type importer struct {
	x        *Indexer
	opts     ImportOptions
	items    chan item
	ready    chan news.Article
	refusals chan Refused
	counts   ImportCounts
}

func (im *importer) walk(ctx context.Context, paths []string) error {
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			if err := im.refuse(ctx, Refused{File: path, Reason: plainReason(err)}); err != nil {
				return err
			}
			continue
		}
		if !info.IsDir() {
			if err := im.file(ctx, path, true); err != nil {
				return err
			}
			continue
		}
		if err := im.folder(ctx, path); err != nil {
			return err
		}
	}
	return nil
}

func (im *importer) folder(ctx context.Context, root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return im.refuse(ctx, Refused{File: path, Reason: plainReason(err)})
		case strings.HasPrefix(d.Name(), ".") && path != root:
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		}
		// A pipe in a folder would be waited for without end.
		if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
			return im.refuse(ctx, Refused{File: path})
		}
		return im.file(ctx, path, false)
	})
}

// file imports one file by its ending. named says that the user named it
// itself: then an unknown kind is refused, not ignored.
func (im *importer) file(ctx context.Context, path string, named bool) error {
	read := im.reader(path)
	if read == nil {
		reason := "not a kind that can be imported: want .html, .txt, .jsonl or .warc (also with .gz), or a folder of these"
		if !named {
			reason = ""
		}
		return im.refuse(ctx, Refused{File: path, Reason: reason})
	}
	f, err := openFile(path)
	if err != nil {
		return im.refuse(ctx, Refused{File: path, Reason: plainReason(err)})
	}
	defer f.Close()
	return read(ctx, path, f)
}

// reader chooses by a file's ending; nil for an unknown one.
func (im *importer) reader(path string) func(context.Context, string, io.Reader) error {
	name := strings.TrimSuffix(strings.ToLower(path), ".gz")
	switch filepath.Ext(name) {
	case ".html", ".htm", ".xhtml":
		return im.page
	case ".txt":
		return im.story
	case ".jsonl", ".ndjson":
		return im.lines
	case ".warc":
		return im.warc
	}
	return nil
}

// openFile opens a file for reading, through gzip where it is compressed.
// .warc.gz is left as it is: its members are records.
func openFile(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil || strings.HasSuffix(strings.ToLower(path), ".warc.gz") {
		return f, err
	}
	br := bufio.NewReader(f)
	magic, _ := br.Peek(2)
	if len(magic) < 2 || magic[0] != 0x1f || magic[1] != 0x8b {
		return struct {
			io.Reader
			io.Closer
		}{br, f}, nil
	}
	z, err := gzip.NewReader(br)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("damaged gzip file: %w", err)
	}
	return struct {
		io.Reader
		io.Closer
	}{z, f}, nil
}

// plainReason says what an operating system error means, without repeating the
// path, which stands before it.
func plainReason(err error) string {
	var pathErr *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "no such file or folder"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "the compressed file is cut off"
	case errors.Is(err, fs.ErrPermission):
		return "cannot be read: permission denied"
	case errors.As(err, &pathErr):
		return "cannot be read: " + pathErr.Err.Error()
	}
	return err.Error()
}

func (im *importer) send(ctx context.Context, it item) error {
	select {
	case im.items <- it:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// refuse reports one refusal; without a reason it is only ignored and counted.
func (im *importer) refuse(ctx context.Context, r Refused) error {
	select {
	case im.refusals <- r:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// prepareAll runs the workers, and ends the two channels that collect reads.
func (im *importer) prepareAll(ctx context.Context) error {
	defer close(im.ready)
	g, ctx := errgroup.WithContext(ctx)
	for range runtime.NumCPU() {
		g.Go(func() error {
			for it := range im.items {
				if err := im.prepare(ctx, it); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}

func (im *importer) prepare(ctx context.Context, it item) error {
	a, err := im.x.prepare(ctx, it.make)
	switch {
	case errors.Is(err, errPassedOver):
		return im.refuse(ctx, Refused{})
	case err != nil:
		it.refused.Reason = err.Error()
		return im.refuse(ctx, it.refused)
	}
	select {
	case im.ready <- a:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// prepare makes and tags one article. A panic in a parser is that item's
// refusal, not the end of the run (ATTACKS.md F23).
func (x *Indexer) prepare(ctx context.Context, build func() (news.Article, error)) (a news.Article, err error) {
	defer func() {
		if p := recover(); p != nil {
			x.cfg.Logger.Error("a parser panicked", "panic", fmt.Sprint(p))
			err = errors.New("cannot be read: it makes a parser fail; please report it")
		}
	}()
	if a, err = build(); err != nil {
		return a, err
	}
	return a, x.tag(ctx, &a)
}

// collect stores articles in batches until there are no more.
func (im *importer) collect(ctx context.Context) error {
	var batch []news.Article
	for {
		select {
		case a, more := <-im.ready:
			if more {
				batch = append(batch, a)
			}
			if len(batch) >= saveBatch || (!more && len(batch) > 0) {
				if err := im.store(ctx, batch); err != nil {
					return err
				}
				batch = batch[:0]
			}
			if !more {
				return im.drainRefusals(ctx)
			}
		case r := <-im.refusals:
			if err := im.refused(ctx, r); err != nil {
				return err
			}
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// drainRefusals takes what was refused before the last article was ready.
func (im *importer) drainRefusals(ctx context.Context) error {
	for {
		select {
		case r := <-im.refusals:
			if err := im.refused(ctx, r); err != nil {
				return err
			}
		default:
			return nil
		}
	}
}

func (im *importer) refused(ctx context.Context, r Refused) error {
	if r.Reason == "" {
		im.counts.Ignored++
		return nil
	}
	im.counts.Refused++
	if im.opts.OnRefused != nil {
		im.opts.OnRefused(r)
	}
	what := r.File
	if r.Line > 0 {
		what = fmt.Sprintf("%s:%d", r.File, r.Line)
	}
	return im.x.Store.Refuse(ctx, store.Refusal{At: im.x.cfg.Now(), What: what, Reason: r.Reason})
}

func (im *importer) store(ctx context.Context, batch []news.Article) error {
	outcomes, err := im.x.save(ctx, batch)
	if err != nil {
		return err
	}
	for _, o := range outcomes {
		switch o {
		case store.Added:
			im.counts.Added++
		case store.Updated:
			im.counts.Updated++
		case store.Unchanged:
			im.counts.Unchanged++
		}
	}
	if im.opts.OnProgress != nil {
		im.opts.OnProgress(im.counts)
	}
	return nil
}
