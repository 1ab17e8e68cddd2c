package indexer

import "time"

// Limits of the pipeline.
const (
	// MaxLine is how long a line of a .jsonl file may be. The longest news
	// article measured is 0.3 MB; a longer line is some other file.
	MaxLine = 16 << 20
	// MaxFile is how large a .html or .txt file may be.
	MaxFile = 64 << 20
	// saveBatch is how many articles are stored in one transaction: large
	// enough to share the fsync, small enough to lose little time to a kill.
	saveBatch = 64
	// followBatch is how many changes the index takes at once.
	followBatch = 500
	// followEvery is how often the owner looks for what other processes
	// stored; ATTACKS.md F13 asks for visibility within 2 s.
	followEvery = 250 * time.Millisecond
	// followRetry is the pause after the index refused a batch.
	followRetry = 5 * time.Second
	// minText is how many letters a text needs to be an article at all.
	minText = 20
	// resolveEvery is how long a large block with few new sightings waits while
	// articles keep coming.
	resolveEvery = 30 * time.Second
	// resolveRest is how long nothing must come for the archive to be at rest: an
	// import stores a batch every few tenths of a second.
	resolveRest = time.Second
	// sightBatch, retagBatch and scanBatch are articles of one step over the whole
	// archive: one transaction, and what is held in memory.
	sightBatch = 500
	retagBatch = 64
	scanBatch  = 500
	// listEvery is how often the owner looks whether the newsroom's list changed.
	listEvery = time.Second
	// maxListName and maxListAliases bound an entry of it, in bytes and names.
	maxListName    = 200
	maxListAliases = 100
)
