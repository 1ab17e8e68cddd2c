package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"dateline/indexer"
)

// plainEvery is how often a long command prints a line where there is no
// terminal.
const plainEvery = 5 * time.Second

// reporter shows how far a long command is: a line that renews itself on a
// terminal, a plain line now and then elsewhere, JSON lines where asked for.
// It is for one goroutine at a time.
type reporter struct {
	stdout, stderr io.Writer
	json           bool
	bar            *progressbar.ProgressBar
	printed        time.Time
	told           map[string]bool // URLs whose failure was told
}

func newReporter(cmd *cobra.Command, asJSON bool) *reporter {
	r := &reporter{stdout: cmd.OutOrStdout(), stderr: cmd.ErrOrStderr(), json: asJSON, printed: time.Now()}
	if isTerminal(r.stderr) && !asJSON {
		r.bar = progressbar.NewOptions(-1,
			progressbar.OptionSetWriter(r.stderr), progressbar.OptionSpinnerType(14),
			progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond))
	}
	return r
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (r *reporter) progress(line string) {
	switch {
	case r.json:
	case r.bar != nil:
		r.bar.Describe(line)
		_ = r.bar.Add(1) // a bar that cannot be drawn is no failure of the work
	case time.Since(r.printed) >= plainEvery:
		r.printed = time.Now()
		fmt.Fprintln(r.stderr, line)
	}
}

// event shows one visit of a crawl: as a JSON line where asked for, otherwise in
// the progress line.
func (r *reporter) event(e indexer.Event, line func() string) {
	if r.json {
		_ = json.NewEncoder(r.stdout).Encode(e)
		return
	}
	r.progress(line())
}

// failed says at once why a page could not be had, of the first few: a crawl waits
// minutes to ask for it again, and would seem to do nothing.
func (r *reporter) failed(e indexer.Event) {
	if r.json || e.Outcome != indexer.Failed || len(r.told) >= shownProblems || r.told[e.URL] {
		return
	}
	if r.told == nil {
		r.told = map[string]bool{}
	}
	r.told[e.URL] = true
	if r.bar != nil {
		_ = r.bar.Clear()
	}
	fmt.Fprintf(r.stderr, "failed, to be asked for again: %s: %s\n", e.URL, string(printable(e.Reason)))
}

func (r *reporter) refused(item indexer.Refused) {
	if r.json {
		_ = json.NewEncoder(r.stdout).Encode(map[string]any{"refused": item})
		return
	}
	if r.bar != nil {
		_ = r.bar.Clear()
	}
	fmt.Fprintf(r.stderr, "refused: %s\n", item)
}

func (r *reporter) end() {
	if r.bar != nil {
		_ = r.bar.Finish()
	}
}
