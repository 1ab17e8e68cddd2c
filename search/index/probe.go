package index

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/blevesearch/bleve/v2"
	"go.etcd.io/bbolt"
)

// What a damaged file does to the process that maps it cannot be recovered from:
// SIGBUS beyond its end, a stack without end where its pages point in a circle,
// a loop. A generation is therefore tried in a process that may die of it.

// errBlocked is why a probe could not look: the machine's fault, not the files'.
var errBlocked = errors.New("the index could not be looked at")

// probed is what the probing process says of a generation.
type probed struct {
	Report   Report   `json:"report"`
	Manifest manifest `json:"manifest"`
	Blocked  string   `json:"blocked,omitempty"`
}

// Probe checks the generation in the folder path as Verify does, and writes what
// it found to w for the process that asked (see Options.Probe). It may hang or
// take its process down where Bleve or bbolt trip over damage.
func Probe(path string, w io.Writer) error {
	r := check(path)
	if r.OK() {
		r.count(path)
	}
	answer := probed{Report: r, Manifest: r.manifest}
	if r.blocked != nil {
		answer.Blocked = r.blocked.Error()
	}
	return json.NewEncoder(w).Encode(answer)
}

// examine checks a generation: by the probing process where there is one.
func examine(path string, opts Options) Report {
	if len(opts.Probe) == 0 {
		r := check(path)
		if r.OK() {
			r.count(path)
		}
		return r
	}
	ctx, cancel := context.WithTimeout(context.Background(), opts.probeTime(path))
	defer cancel()
	cmd := exec.CommandContext(ctx, opts.Probe[0], append(opts.Probe[1:len(opts.Probe):len(opts.Probe)], path)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.WaitDelay = probeWaitDelay
	if err := cmd.Start(); err != nil {
		opts.Logger.Warn("index: checked in this process, for no other can be started", "error", err)
		opts.Probe = nil
		return examine(path, opts)
	}
	return probeEnd(cmd.Wait(), ctx.Err() != nil, stdout.Bytes(), stderr.String())
}

// probeTime is how long the probe of a generation may take.
func (o Options) probeTime(path string) time.Duration {
	if o.probeTimeout > 0 {
		return o.probeTimeout
	}
	bytes := int64(0)
	filepath.WalkDir(path, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if info, err := d.Info(); err == nil {
				bytes += info.Size()
			}
		}
		return nil
	})
	return probeTimeout + time.Duration(bytes/probeBytesPerSecond)*time.Second
}

// probeEnd reads what a probe said, or what its end says.
func probeEnd(err error, late bool, stdout []byte, stderr string) Report {
	var r Report
	var answer probed
	switch {
	case late:
		r.add("looking at it did not end in time")
	case wasEnded(err), err != nil && strings.Contains(stderr, "out of memory"):
		r.note("probe", fmt.Errorf("%w: its probe was ended: %w", errBlocked, err))
	case err != nil:
		r.add("looking at it ended a process (%v): %s", err, firstLine(stderr))
	default:
		if err := json.Unmarshal(stdout, &answer); err != nil {
			r.note("probe", fmt.Errorf("%w: its probe says nothing that can be read: %w", errBlocked, err))
			break
		}
		r = answer.Report
		r.manifest = answer.Manifest
		if answer.Blocked != "" {
			r.blocked = fmt.Errorf("%w: %s", errBlocked, answer.Blocked)
		}
	}
	return r
}

// wasEnded reports that somebody ended the process, rather than a fault: the
// kernel for want of memory, or a person with Ctrl-C.
func wasEnded(err error) bool {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && (status.Signal() == syscall.SIGKILL || status.Signal() == syscall.SIGTERM || status.Signal() == syscall.SIGINT)
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}

// count opens a generation whose files are whole, read-only, and reads what a
// search reads first of each segment.
func (r *Report) count(path string) {
	if err := checkPages(filepath.Join(path, storeName, boltName)); err != nil {
		r.note(boltName, err)
		return
	}
	g := newGeneration(path, Options{}.withDefaults())
	b, err := bleve.OpenUsing(path, map[string]any{"read_only": true, "bolt_timeout": boltTimeout.String()})
	if err != nil {
		r.note("open", err)
		return
	}
	defer b.Close()
	g.bleve = b
	if err := g.agrees(r.manifest); err != nil {
		r.add("%v", err)
	}
	n, err := b.DocCount()
	if err != nil {
		r.add("count: %v", err)
	}
	r.Articles = int(n)
	if r.Seq, err = g.seq(); err != nil {
		r.add("seq: %v", err)
	}
	if err := g.tryDictionaries(); err != nil {
		r.add("%v", err)
	}
}

// tryDictionaries opens every dictionary of every segment.
func (g *generation) tryDictionaries() (err error) {
	defer recovered("dictionaries", &err)
	snapshot, err := g.snapshot()
	if err != nil {
		return err
	}
	defer snapshot.Close()
	for _, s := range snapshot.Segments() {
		for _, field := range s.Segment().Fields() {
			if _, err := s.Segment().Dictionary(field); err != nil {
				return fmt.Errorf("segment %d: dictionary of %s: %w", s.Segment().Count(), field, err)
			}
		}
	}
	return nil
}

// checkPages has bbolt look whether the pages of root.bolt hang together.
func checkPages(path string) (err error) {
	defer recovered("read "+boltName, &err)
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true, Timeout: boltTimeout})
	if err != nil {
		return err
	}
	defer db.Close()
	return db.View(func(tx *bbolt.Tx) error {
		var first error
		for err := range tx.Check() { // read to its end, or it never ends
			if first == nil {
				first = err
			}
		}
		return first
	})
}
