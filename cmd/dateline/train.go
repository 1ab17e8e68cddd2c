package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"dateline/indexer/ner"
	"dateline/indexer/person"
)

// trainSeed fixes what Train and Corpus draw by lot; any number would do.
const trainSeed = 2026

// everyTenth is the part of the annotated texts that is held back for the
// figures train prints; the model that is written learns from them, too.
const everyTenth = 10

// trainCopies is how much of our own text stands beside the annotated one.
var trainCopies = ner.Copies{Templates: 12, Swaps: 2}

func newTrain() *cobra.Command {
	var gold, out string
	cmd := &cobra.Command{
		Use:   "train",
		Short: "Train the model of names in text anew (for those who work on Dateline itself)",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			texts, err := ner.ReadSets(gold)
			if err != nil {
				return err
			}
			return train(cmd.OutOrStdout(), texts, out)
		},
	}
	cmd.AddCommand(newTrainEvents())
	cmd.Flags().StringVar(&gold, "gold", "../shared/gold/ner-permissive", "the folder of the annotated sets")
	cmd.Flags().StringVar(&out, "out", "indexer/ner/data/model.bin", "the file the model is written to")
	return cmd
}

// train prints the figures of a model that has not seen every tenth text, then
// writes one that has seen all.
func train(w io.Writer, texts []ner.Text, out string) error {
	t := person.NewTrainer()
	var seen, held []ner.Text
	for i := range texts {
		if i%everyTenth == 0 {
			held = append(held, texts[i])
		} else {
			seen = append(seen, texts[i])
		}
	}
	m, err := trainOn(t, seen)
	if err != nil {
		return err
	}
	printScores(w, m, t, held)
	if m, err = trainOn(t, texts); err != nil {
		return err
	}
	b := m.Bytes()
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return fmt.Errorf("train: %w", err)
	}
	if err := os.WriteFile(out, b, 0o644); err != nil {
		return fmt.Errorf("train: %w", err)
	}
	fmt.Fprintf(w, "wrote %s: %.1f MB, trained on %s texts\n", out, float64(len(b))/1e6, thousands(len(texts)))
	return nil
}

func trainOn(t *person.Trainer, texts []ner.Text) (*ner.Model, error) {
	all := ner.Corpus(texts, t.Facts(), trainCopies, trainSeed)
	return ner.Train(examples(t, all), ner.Options{Seed: trainSeed})
}

func examples(t *person.Trainer, texts []ner.Text) []ner.Example {
	out := make([]ner.Example, len(texts))
	for i := range texts {
		out[i] = t.Example(texts[i])
	}
	return out
}

// printScores prints exact-span figures by set and label.
func printScores(w io.Writer, m *ner.Model, t *person.Trainer, held []ner.Text) {
	bySet := map[string][]ner.Example{}
	var sets []string
	for _, text := range held {
		if bySet[text.Set] == nil {
			sets = append(sets, text.Set)
		}
		e := t.Example(text)
		bySet[text.Set] = append(bySet[text.Set], e)
		bySet["all"] = append(bySet["all"], e)
	}
	fmt.Fprintf(w, "%-15s %6s  %-20s  %-20s  %-20s\n", "held-out tenth", "texts", "PER P/R/F1", "LOC P/R/F1", "ORG P/R/F1")
	for _, set := range append(sets, "all") {
		scores := m.Measure(bySet[set])
		fmt.Fprintf(w, "%-15s %6d", set, len(bySet[set]))
		for _, k := range []ner.Kind{ner.Person, ner.Place, ner.Org} {
			p, r, f := scores[k].F1()
			fmt.Fprintf(w, "  %.3f/%.3f/%.3f   ", p, r, f)
		}
		fmt.Fprintln(w)
	}
}
