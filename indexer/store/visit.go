package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Visit is what a URL answered last: the validators it gave, the digest of its
// payload, and where in the archive that payload stands.
type Visit struct {
	URL          string
	At           time.Time
	ETag         string
	LastModified string
	Digest       string
	WARCFile     string
	WARCOffset   int64
	WARCID       string // of the record
}

// Visit gives the last visit at url; the zero Visit where there was none.
func (s *Store) Visit(ctx context.Context, url string) (Visit, error) {
	v := Visit{URL: url}
	var at int64
	err := s.db.QueryRowContext(ctx, `SELECT at, etag, modified, digest, warc_file, warc_offset, warc_id FROM visits WHERE url = $1`, url).
		Scan(&at, &v.ETag, &v.LastModified, &v.Digest, &v.WARCFile, &v.WARCOffset, &v.WARCID)
	if errors.Is(err, sql.ErrNoRows) {
		return Visit{}, nil
	}
	if err != nil {
		return Visit{}, fmt.Errorf("store: visit %q: %w", url, kind(err))
	}
	v.At = fromNanos(at)
	return v, nil
}

// KeepVisit keeps v within the caller's transaction, so that a page counts as
// seen exactly when what it held is stored.
func KeepVisit(ctx context.Context, tx *sql.Tx, v Visit) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO visits (url, at, etag, modified, digest, warc_file, warc_offset, warc_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (url) DO UPDATE SET at = excluded.at, etag = excluded.etag, modified = excluded.modified, digest = excluded.digest,
			warc_file = excluded.warc_file, warc_offset = excluded.warc_offset, warc_id = excluded.warc_id`,
		v.URL, nanos(v.At), validator(v.ETag), validator(v.LastModified), v.Digest, v.WARCFile, v.WARCOffset, v.WARCID)
	return err
}

// validator bounds what a site gave; one that is longer is not worth keeping,
// and a shortened one would never match.
func validator(s string) string {
	if len(s) > maxNote {
		return ""
	}
	return s
}
