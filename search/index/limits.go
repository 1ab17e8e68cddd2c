package index

import (
	"time"

	"dateline/search/query"
)

// The limits of this room, each with its unit and reason.
const (
	// batchBytes of text go into one Bleve batch: a bigger batch takes memory
	// in proportion (247 MB peak at 500 articles, 761 MB at 2,000).
	batchBytes = 2 << 20
	// batchArticles bounds a batch of very short articles.
	batchArticles = 1000
	// batchesInFlight are built and synced at once, so that analysis of one
	// goes on while another waits for the disk.
	batchesInFlight = 2
	// buildBytes of text go into one batch of a new generation, which nobody
	// waits for: each batch becomes a segment, and fewer segments are fewer to
	// sync and to merge.
	buildBytes = 4 << 20
	// buildArticles bounds a batch of very short articles.
	buildArticles = maxFlatDocs
	// buildsInFlight are written at once: one waits for the disk while two keep
	// two processors busy. More would only take more memory.
	buildsInFlight = 3
	// buildMerge segments of a new generation are merged into one at a time, and
	// one of buildMerged articles is left alone: so an article is written twice
	// in all, and a million articles come to a score or two of segments.
	buildMerge  = 40
	buildMerged = 20_000
	// mergeFloor articles are the segment that a smaller one counts as when merges are
	// planned. Bleve's 2,000 allows an index of so many articles one segment: each
	// round of a crawl wrote all of it anew, which was 39 % of the crawl's processor
	// time. With 100 there are three times as many segments to search (12,000
	// articles: 16 for 5, a phrase takes 1.8 times as long), with 400 there are 7.
	mergeFloor = 400

	// maxTermBytes cuts longer words, in articles and queries alike.
	maxTermBytes = 128
	// maxLeadBytes of the first paragraph are lead: some sites' whole text is
	// one paragraph.
	maxLeadBytes = 2000
	// positionGap keeps phrases and proximities from running from one text into
	// the next.
	positionGap = query.MaxDistance
	// maxMentionWords is how long a mention is at most: a longer one is a
	// mistake of the tagger.
	maxMentionWords = 32
	// maxMemo words are remembered by one analyser with their forms, about 200
	// bytes each.
	maxMemo = 100_000

	// maxTerms are index words a whole query may expand to.
	maxTerms = 2048
	// maxExpansion is index words one wildcard or fuzzy word may expand to.
	maxExpansion = 512
	// maxScan is dictionary entries read to expand one wildcard: three letters
	// can begin a great many words.
	maxScan = 200_000
	// minWildcardLetters must stand before the first * or ?.
	minWildcardLetters = 3
	// maxEdits is the furthest a fuzzy word may be off.
	maxEdits = 2

	// maxWays are ways to match one side of a proximity in one text, or to mark
	// one: nested sides multiply. An article with more of them is looked at up to
	// there.
	maxWays = 20_000
	// maxLooks are pairs of such ways that are compared in one text, so that one
	// planted article cannot use up a search's time.
	maxLooks = 2_000_000

	// maxMean words of a text count in the mean length: hardly any news is longer.
	maxMean = 2_000

	// maxMatches are places marked in one hit.
	maxMatches = 500

	// autoBuckets is the most buckets an automatic timeline has.
	autoBuckets = 60
	// maxBuckets widens an interval that was asked for: a page cannot draw more.
	maxBuckets = 2000

	// ctxEvery is articles looked at between two looks at the context.
	ctxEvery = 1 << 14
	// docsAtOnce is document numbers taken out of a bitmap at once: at ctxEvery their
	// buffers were a sixth of what a search allocates.
	docsAtOnce = 1 << 10

	// probeTimeout, and a second for each probeBytesPerSecond of the index, is how
	// long looking at a generation may take: the slowest disks read so much.
	probeTimeout        = 30 * time.Second
	probeBytesPerSecond = 20 << 20
	// probeWaitDelay is how long a killed probe's output is waited for.
	probeWaitDelay = time.Second
	// keptDamaged is how many generations that were set aside are kept, the
	// newest: one is enough to look into, and each is as large as the index.
	keptDamaged = 1

	// lockTries times, with a pause between, a taken lock is asked for.
	lockTries = 3
	lockPause = 20 * time.Millisecond
)
