package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"dateline/cmd/dateline/gold"
)

// errBelow ends an eval --check that found a figure under its bar.
var errBelow = errors.New("figures are below their bars, see above")

func newEval() *cobra.Command {
	var dir string
	var only []string
	var asJSON, check bool
	c := &cobra.Command{
		Use:   "eval",
		Short: "Measure quality on gold data: figures a set, beside the project's bars",
		Long: "Measure quality on the gold sets of a folder: a table on a terminal, a JSON line a set elsewhere.\n" +
			"Sets that the folder does not hold are skipped. The sets:\n  " + strings.Join(gold.Names(), "\n  "),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			names, err := chooseSets(only)
			if err != nil {
				return err
			}
			r := newReporter(cmd, false)
			e := evaluation{dir: dir, scorer: gold.New(dir), reporter: r, check: check, print: printJSON}
			if isTerminal(r.stdout) && !asJSON {
				e.print = printTable
			}
			return e.run(cmd.Context(), names)
		},
	}
	c.Flags().StringVar(&dir, "gold", "../shared/gold", "the folder with the gold sets")
	c.Flags().StringSliceVar(&only, "only", nil, "measure only these sets (a name, or the beginning of names)")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON lines on a terminal too")
	c.Flags().BoolVar(&check, "check", false, "exit with 1 when a figure is below its bar")
	return c
}

// chooseSets lists the sets that only names; all of them where it is empty.
func chooseSets(only []string) ([]string, error) {
	all := gold.Names()
	if len(only) == 0 {
		return all, nil
	}
	var out []string
	for _, name := range all {
		if slices.ContainsFunc(only, func(o string) bool { return strings.HasPrefix(name, o) }) {
			out = append(out, name)
		}
	}
	for _, o := range only {
		if !slices.ContainsFunc(out, func(name string) bool { return strings.HasPrefix(name, o) }) {
			return nil, usageError{fmt.Errorf("there is no gold set %q; the sets are %s", o, strings.Join(all, ", "))}
		}
	}
	return out, nil
}

// evaluation measures sets one after the other: figures of speed would not hold
// side by side.
type evaluation struct {
	dir      string
	scorer   *gold.Scorer
	reporter *reporter
	check    bool
	print    func(io.Writer, gold.Result) error
}

func (e *evaluation) run(ctx context.Context, names []string) error {
	defer e.reporter.end()
	measured, below := 0, false
	for _, name := range names {
		result, err := e.scorer.Measure(ctx, name, func(done int) {
			e.reporter.progress(fmt.Sprintf("%s: %d done", name, done))
		})
		if errors.Is(err, gold.ErrAbsent) {
			fmt.Fprintf(e.reporter.stderr, "skipped: %s is not in %s\n", name, e.dir)
			continue
		}
		if err != nil {
			return err
		}
		measured++
		if e.reporter.bar != nil {
			_ = e.reporter.bar.Clear() // the table is drawn over it
		}
		if err := e.print(e.reporter.stdout, result); err != nil {
			return err
		}
		for _, figure := range result.Below() {
			below = true
			if e.check {
				fmt.Fprintf(e.reporter.stderr, "below: %s %s %.4f, asked %.4f\n", name, figure, result.Figures[figure], result.Bars[figure])
			}
		}
	}
	switch {
	case measured == 0:
		return fmt.Errorf("there is none of these gold sets in %s; --gold names their folder", e.dir)
	case below && e.check:
		return errBelow
	}
	return nil
}

func printJSON(w io.Writer, r gold.Result) error {
	return json.NewEncoder(w).Encode(r)
}

// printTable prints one set: figures with a bar first, then the others.
func printTable(out io.Writer, r gold.Result) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s\t%d items\t%.1f s", r.Set, r.Items, r.Seconds)
	if r.MBPerS > 0 {
		fmt.Fprintf(w, "\t%.2f MB/s", r.MBPerS)
	}
	if r.Note != "" {
		fmt.Fprintf(w, "\t%s", r.Note)
	}
	fmt.Fprintln(w)
	for _, name := range slices.Sorted(maps.Keys(r.Bars)) {
		verdict := "met"
		if r.Figures[name] < r.Bars[name] {
			verdict = "BELOW"
		}
		fmt.Fprintf(w, "  %s\t%.4f\tbar %.4f\t%s\n", name, r.Figures[name], r.Bars[name], verdict)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Figures)) {
		if _, barred := r.Bars[name]; !barred {
			fmt.Fprintf(w, "  %s\t%.4g\n", name, r.Figures[name])
		}
	}
	for _, field := range slices.Sorted(maps.Keys(r.Sources)) {
		for _, from := range slices.Sorted(maps.Keys(r.Sources[field])) {
			s := r.Sources[field][from]
			fmt.Fprintf(w, "  %s from %s\t%.4f\tof %d\n", field, from, s.Right, s.Items)
		}
	}
	return w.Flush()
}
