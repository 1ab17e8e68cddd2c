package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/indexer/ner"
)

// TestTrainWritesAModel runs the command's work on a few texts of our own: it
// prints figures by label and writes a model that reads back.
func TestTrainWritesAModel(t *testing.T) {
	if testing.Short() {
		t.Skip("trains twice")
	}
	texts := []ner.Text{
		{Set: "own", Body: "Amara Okonjo flew to Oslo.", Marks: []ner.Mark{{Start: 0, End: 12, Kind: ner.Person}, {Start: 21, End: 25, Kind: ner.Place}}},
		{Set: "own", Body: "Quixo Holdings closed.", Marks: []ner.Mark{{Start: 0, End: 14, Kind: ner.Org}}},
	}
	var out bytes.Buffer
	path := filepath.Join(t.TempDir(), "deep", "model.bin")
	if err := train(&out, texts, path); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"PER P/R/F1", "own", "trained on 2 texts"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the output lacks %q:\n%s", want, out.String())
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ner.Read(b); err != nil {
		t.Error(err)
	}
}

func TestTrainWithoutGold(t *testing.T) {
	var out, errs bytes.Buffer
	code := run(t.Context(), []string{"train", "--gold", t.TempDir()}, nil, &out, &errs)
	if code == 0 || !strings.Contains(errs.String(), "--gold") {
		t.Errorf("exit %d, %q; want an error that names the flag", code, errs.String())
	}
}
