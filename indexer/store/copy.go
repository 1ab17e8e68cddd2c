package store

import (
	"context"
	"fmt"
)

// CopyTo writes the database as it is at one moment to a new file, while others
// read and write. It fails where path exists.
func (s *Store) CopyTo(ctx context.Context, path string) error {
	if _, err := s.db.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return fmt.Errorf("store: copy to %s: %w", path, kind(err))
	}
	return nil
}
