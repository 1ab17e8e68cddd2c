-- +goose Up
-- What a URL answered last, so that a restart asks only whether it changed.
CREATE TABLE visits (
    url         TEXT PRIMARY KEY,
    at          BIGINT NOT NULL,
    etag        TEXT NOT NULL,
    modified    TEXT NOT NULL,
    digest      TEXT NOT NULL,
    warc_file   TEXT NOT NULL,
    warc_offset BIGINT NOT NULL,
    warc_id     TEXT NOT NULL
) WITHOUT ROWID;

-- scope is JSON. pace_ns is the interval that adapts to how often the source
-- changes; next_at is when it is asked next, 0 for at once.
ALTER TABLE sources ADD COLUMN scope TEXT NOT NULL DEFAULT '{}';
ALTER TABLE sources ADD COLUMN pace_ns BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN next_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN last_visit BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN last_new BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN newest BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN failures BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE sources DROP COLUMN failures;
ALTER TABLE sources DROP COLUMN newest;
ALTER TABLE sources DROP COLUMN last_new;
ALTER TABLE sources DROP COLUMN last_visit;
ALTER TABLE sources DROP COLUMN next_at;
ALTER TABLE sources DROP COLUMN pace_ns;
ALTER TABLE sources DROP COLUMN scope;
DROP TABLE visits;
