package gold

import (
	"errors"
	"maps"
	"os"
	"testing"
)

// goldDir holds the sets beside the repository; they are part of no checkout.
const goldDir = "../../../../shared/gold"

// TestGold holds every figure at its floor, or where it has none at its bar.
func TestGold(t *testing.T) {
	if underRace {
		t.Skip("the gold sets are measured without the race detector")
	}
	if _, err := os.Stat(goldDir); err != nil {
		t.Skip("no ../shared/gold beside this checkout: nothing to measure")
	}
	scorer := New(goldDir)
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result, err := scorer.Measure(t.Context(), name, nil)
			if errors.Is(err, ErrAbsent) {
				t.Skip(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			for figure, least := range leasts(name) {
				if got, measured := result.Figures[figure]; !measured || got < least {
					t.Errorf("%s is %.4f, asked %.4f", figure, got, least)
				}
			}
			for _, figure := range result.Below() {
				t.Logf("%s is %.4f, short of its bar %.4f and held at its floor", figure, result.Figures[figure], result.Bars[figure])
			}
		})
	}
}

// leasts is what is asked of a set's figures: what was reached, and where no floor
// says that, the bar.
func leasts(name string) map[string]float64 {
	out := map[string]float64{}
	for _, s := range sets() {
		if s.name == name {
			maps.Copy(out, s.bars)
			maps.Copy(out, s.floors)
		}
	}
	return out
}
