package index

import (
	"testing"

	"dateline/search/enginetest"
)

// TestEngine has the index pass what every engine must.
func TestEngine(t *testing.T) {
	if enginetest.TitleWeight != titleWeight || enginetest.BodyWeight != bodyWeight || enginetest.AutoBuckets != autoBuckets {
		t.Error("the suite and the index disagree about what a word counts, or how many buckets there are")
	}
	enginetest.Run(t, func(t *testing.T) enginetest.Engine { return openTest(t, testDir(t)) })
}
