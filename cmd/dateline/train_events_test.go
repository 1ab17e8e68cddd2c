package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTrainEvents trains on stories of our own: it prints the figures of the rules
// beside those with the model, and writes weights.
func TestTrainEvents(t *testing.T) {
	dir := t.TempDir()
	var raw bytes.Buffer
	z := gzip.NewWriter(&raw)
	enc := json.NewEncoder(z)
	for range 2 * trainFolds {
		for _, story := range []struct {
			Text  string   `json:"text"`
			Types []string `json:"incident_types"`
		}{
			{"Gunmen shot the mayor of Arvelo on Monday. The road was closed. Nobody was arrested.", []string{"ATTACK"}},
			{"The senator spoke for an hour. He condemned attacks and murders of all kinds. Tea was served.", nil},
		} {
			if err := enc.Encode(story); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "train.jsonl.gz"), raw.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	table := filepath.Join(dir, "weights.tsv")
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"train", "events", "--gold", dir, "--out", table}, nil, &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	for _, want := range []string{"rules alone", "with the model, 10 folds", "trained on 40 stories"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the output lacks %q:\n%s", want, out.String())
		}
	}
	b, err := os.ReadFile(table)
	if err != nil || !bytes.HasPrefix(b, []byte("# Weights")) || !bytes.Contains(b, []byte("\nbias\t")) {
		t.Errorf("no table of weights: %v, %.200s", err, b)
	}
}

func TestTrainEventsWithoutStories(t *testing.T) {
	var out, errs bytes.Buffer
	code := run(t.Context(), []string{"train", "events", "--gold", t.TempDir()}, nil, &out, &errs)
	if code == 0 || !strings.Contains(errs.String(), "--gold") {
		t.Errorf("exit %d, %q; want an error that names the flag", code, errs.String())
	}
}
