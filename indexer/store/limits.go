package store

import "time"

const (
	// appID is SQLite's application_id of our files, "DLNE".
	appID = 0x444C4E45

	// maxConns is the connections of one process: readers beside one writer.
	maxConns = 8
	// busyTimeout is how long SQLite itself waits for another process's write.
	busyTimeout = 5 * time.Second
	// busyTries is how often a transaction starts anew after busyTimeout: with
	// it a writer waits for a minute before it gives up.
	busyTries = 12
	// migrateTries is how often a schema change is tried: another process may
	// make the same change at the same moment, and goose then reports an error.
	migrateTries = 5

	// idsPerQuery is the ids asked for in one statement; SQLite's own bound is
	// 32,766 parameters, and short statements are prepared faster.
	idsPerQuery = 500
	// maxFeedBytes ends a page of the change feed early, so that a run of huge
	// articles costs no more memory than this plus one article.
	maxFeedBytes = 16 << 20
	// maxForm is the bytes kept of a person's spelling.
	maxForm = 200
	// maxTypedWords is how many typed words FindPeople looks at.
	maxTypedWords = 10
	// maxRefused is the newest refusals kept in full; older ones are only
	// counted, because a hostile site can be refused without end.
	maxRefused = 100_000
	// maxNote is the bytes kept of a refusal's subject or reason, and of a
	// source's last error.
	maxNote = 2_000
)
