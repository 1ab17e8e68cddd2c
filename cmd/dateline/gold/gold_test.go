package gold

import (
	"errors"
	"os"
	"testing"
)

// goldDir holds the sets beside the repository; they are part of no checkout.
const goldDir = "../../../../shared/gold"

// short lists the figures that do not reach their bar, with what they reached. A
// floor may only rise; where the bar is reached, the line goes.
var short = map[string]float64{
	"extract-fundus-meta titles":  .90,
	"el-news news_fair_bcubed_f1": .80,
	"el-news aida_bcubed_f1":      .86,
	"events-muc4 micro_f1":        .72,
}

// TestGold holds every figure at its bar, or at its floor.
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
			for figure, bar := range result.Bars {
				got, measured := result.Figures[figure]
				floor, isShort := short[name+" "+figure]
				switch {
				case !measured:
					t.Errorf("%s was not measured", figure)
				case isShort && got >= bar:
					t.Logf("%s is %.4f and reaches its bar %.4f: take it out of the list of short figures", figure, got, bar)
				case isShort && got < floor, !isShort && got < bar:
					t.Errorf("%s is %.4f, asked %.4f (reached before: %.4f)", figure, got, bar, floor)
				}
			}
		})
	}
}
