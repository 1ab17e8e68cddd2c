package indexer

import (
	"context"

	"dateline/search/news"
)

// copiesVersion names how texts become groups of copies: package copies' rules.
// Raise it with a change of them, and have a migration empty the store's tables of
// copies: the owner then places the whole archive anew.
const copiesVersion = "1"

// copiesName is the key under which the store keeps how far that is.
const copiesName = "copies"

// placeCopies puts the articles of an archive that another version of this
// program left into groups of copies.
func (x *Indexer) placeCopies(ctx context.Context) error {
	place := func(after news.ID) (news.ID, error) { return x.Store.Place(ctx, after, sightBatch) }
	return x.overArchive(ctx, copiesName, copiesVersion, place, func() error { return nil })
}
