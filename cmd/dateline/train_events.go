package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"dateline/cmd/dateline/gold"
	"dateline/indexer/event"
)

// trainFolds is into how many parts the stories are cut for the figures that train
// events prints: each part is judged by a model that has not seen it.
const trainFolds = 10

func newTrainEvents() *cobra.Command {
	var dir, out string
	cmd := &cobra.Command{
		Use:   "events",
		Short: "Train the model of reported violence anew, from the stories of MUC-4",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			stories, err := gold.ReadIncidents(dir, "train")
			if err != nil {
				return err
			}
			return trainEvents(cmd.OutOrStdout(), stories, out)
		},
	}
	cmd.Flags().StringVar(&dir, "gold", "../shared/gold/events-muc4", "the folder of the stories")
	cmd.Flags().StringVar(&out, "out", "indexer/event/data/events-report.tsv", "the file the weights are written to")
	return cmd
}

// reportComment stands at the head of the weights.
const reportComment = `Weights of the report model (report.go): feature, weight in thousandths. Written by "dateline train events"
from the 1,300 training stories of MUC-3/4 (DARPA, 1991-92; translations of the Foreign Broadcast Information
Service, a US government work; github.com/xinyadu/gtt, MIT). It holds numbers only, and no text of theirs.`

// trainEvents prints the figures of models that have not seen what they judge, then
// writes one that has seen all.
func trainEvents(w io.Writer, lessons []event.Lesson, out string) error {
	if len(lessons) < trainFolds {
		return fmt.Errorf("train events: %d stories are too few, want at least %d; --gold names their folder", len(lessons), trainFolds)
	}
	printIncidents(w, lessons)
	m := event.Learn(lessons)
	if err := os.WriteFile(out, []byte(m.Table(reportComment)), 0o644); err != nil {
		return fmt.Errorf("train events: %w", err)
	}
	fmt.Fprintf(w, "wrote %s, trained on %s stories\n", out, thousands(len(lessons)))
	return nil
}

// printIncidents prints micro F1 over stories and kinds of the rules alone and of the
// rules with a model that has not seen the story.
func printIncidents(w io.Writer, lessons []event.Lesson) {
	rules, both := gold.NewIncidentScore(), gold.NewIncidentScore()
	for fold := range trainFolds {
		var seen []event.Lesson
		for i := range lessons {
			if i%trainFolds != fold {
				seen = append(seen, lessons[i])
			}
		}
		m := event.Learn(seen)
		for i := fold; i < len(lessons); i += trainFolds {
			l := &lessons[i]
			rules.Add(l, func(b *event.Bag) bool { return b.Kept })
			both.Add(l, func(b *event.Bag) bool { return event.Reports(m.Confidence(b)) })
		}
	}
	fmt.Fprintf(w, "%-28s %s\n", "rules alone", rules)
	fmt.Fprintf(w, "%-28s %s\n", fmt.Sprintf("with the model, %d folds", trainFolds), both)
}
