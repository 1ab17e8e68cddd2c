package view

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestChangesAreBothTexts: whatever two texts are, kept and added runs are the
// later one, kept and removed runs the earlier one.
func TestChangesAreBothTexts(t *testing.T) {
	word := rapid.SampledFrom([]string{"grain", "talks", "talks.", "Élan", "\n", "—", "“so”", "42", "\U0001F30D", "\xff", ""})
	text := rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(word, 0, 60).Draw(t, "words"), " ") })
	rapid.Check(t, func(t *rapid.T) {
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		var old, now strings.Builder
		for _, c := range changes(before, after) {
			if !c.Added {
				old.WriteString(c.Text)
			}
			if !c.Removed {
				now.WriteString(c.Text)
			}
		}
		if old.String() != before || now.String() != after {
			t.Fatalf("%q to %q reads %q to %q", before, after, old.String(), now.String())
		}
	})
}

// TestOutlines: the map draws every country that can be a tag, but for the few
// that are neither a shape nor a town.
func TestOutlines(t *testing.T) {
	drawn := map[string]bool{}
	for _, o := range outlines() {
		if drawn[o.code] || o.path == "" && (o.x == "" || o.y == "") {
			t.Errorf("%s stands twice or has no shape", o.code)
		}
		drawn[o.code] = true
	}
	if len(drawn) < 240 {
		t.Errorf("%d countries are drawn", len(drawn))
	}
}

func TestShades(t *testing.T) {
	for _, top := range []int{1, 2, 3, 5, 23, 400, 90000} {
		last, next := 0, 1
		for _, s := range legend(top) {
			first := strings.ReplaceAll(strings.Fields(s.Text)[0], ",", "")
			if num(next) != strings.Fields(s.Text)[0] || first == "" {
				t.Errorf("top %d: a step begins at %s, want %d", top, s.Text, next)
			}
			for next <= top && shadeOf(next, top) <= int(s.Class[1]-'0') {
				last = next
				next++
			}
		}
		if last != top {
			t.Errorf("top %d: the legend ends at %d", top, last)
		}
	}
}
