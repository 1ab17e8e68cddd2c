package search

import (
	"fmt"
	"slices"

	"dateline/search/query"
)

// Clause is a part of a query and how many articles it finds alone, under the
// same choices and dates. Expanded is there for wildcard and fuzzy words: to how
// many words of the archive they came.
type Clause struct {
	Clause   string `json:"clause"` // in the canonical spelling
	Total    int    `json:"total"`
	Expanded *int   `json:"expanded,omitempty"`
}

// clauses says what the engine counted of each part of the query typed. The
// engine was asked with names resolved; what is shown is what was typed.
func clauses(typed query.Node, answer query.Answer) []Clause {
	var spelled []string
	query.Walk(typed, func(n query.Node) bool {
		spelled = append(spelled, n.String())
		return true
	})
	if len(spelled) != len(answer.Parts) {
		return nil // the engine does not explain
	}
	var out []Clause
	for i, part := range answer.Parts {
		c := Clause{Clause: spelled[i], Total: part.Total}
		for _, e := range answer.Expanded {
			if query.Node(e.Word) == part.Node {
				c.Expanded = &e.Words
			}
		}
		out = append(out, c)
	}
	return out
}

// expansionNotes tells what wildcard and fuzzy words came to, each once.
func expansionNotes(all []query.Expansion) []string {
	var out []string
	for _, e := range all {
		count := fmt.Sprintf("%d words", e.Words)
		switch e.Words {
		case 0:
			count = "no word"
		case 1:
			count = "1 word"
		}
		if note := fmt.Sprintf("%s stands for %s of the archive", e.Word, count); !slices.Contains(out, note) {
			out = append(out, note)
		}
	}
	return out
}
