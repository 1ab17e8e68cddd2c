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
	// maxPivots is the leaders of groups of copies that one article is compared with.
	maxPivots = 2_000
	// maxRefused is the newest refusals kept in full; older ones are only
	// counted, because a hostile site can be refused without end.
	maxRefused = 100_000
	// maxNote is the bytes kept of a refusal's subject or reason, and of a
	// source's last error.
	maxNote = 2_000
)

// Limits of what is known of people.
const (
	// maxForms, maxRoles, maxCompanions and maxSightedCountries bound what one
	// sighting tells the resolver: a page of 2,000 names must not cost 4,000,000.
	maxForms            = 40
	maxRoles            = 20
	maxCompanions       = 16
	maxSightedCountries = 5

	// resolveBlocks and resolveSightings bound one step of Resolve: what is read
	// into memory and written in one transaction. A larger block is a step alone.
	resolveBlocks    = 256
	resolveSightings = 10_000
	// maxProfiles is the sightings of one id of a block that are compared, and
	// maxBlock those of a whole block: the rest goes with the others of its id.
	// The first by article id count, which is a hash: a sample, and always the same.
	maxProfiles = 2_000
	maxBlock    = 50_000
	// smallBlock is a block that is resolved at every chance; a larger one when it
	// has doubled, so that an archive that grows reads each sighting twice (with
	// 64 and a quarter, resolving was 18 % of an import).
	smallBlock = 8

	// maxAliasHops is how often an id is followed to its successor.
	maxAliasHops = 8
	// maxCorrections bounds the log, which every process keeps in memory.
	maxCorrections = 100_000
	// maxCorrectedArticles is articles of one correction.
	maxCorrectedArticles = 10_000
	// maxEntries and maxAliases bound a newsroom's own list.
	maxEntries = 200_000
)
