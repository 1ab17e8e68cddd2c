-- +goose Up
-- seq is the change of the archive up to which the search was asked. sent counts
-- hits by n, per channel; attempts and next_at are of the delivery that failed.
CREATE TABLE saved (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    params     TEXT NOT NULL,
    created    BIGINT NOT NULL,
    webhook    TEXT NOT NULL,
    secret     TEXT NOT NULL,
    mail       TEXT NOT NULL,
    problem    TEXT NOT NULL,
    seq        BIGINT NOT NULL
);

CREATE TABLE saved_hits (
    n          INTEGER PRIMARY KEY AUTOINCREMENT,
    saved_id   TEXT NOT NULL REFERENCES saved (id) ON DELETE CASCADE,
    article_id TEXT NOT NULL,
    at         BIGINT NOT NULL,
    UNIQUE (saved_id, article_id)
);

CREATE TABLE saved_channels (
    saved_id   TEXT NOT NULL REFERENCES saved (id) ON DELETE CASCADE,
    channel    TEXT NOT NULL,
    sent       BIGINT NOT NULL,
    attempts   BIGINT NOT NULL,
    next_at    BIGINT NOT NULL,
    last_error TEXT NOT NULL,
    PRIMARY KEY (saved_id, channel)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE saved_channels;
DROP TABLE saved_hits;
DROP TABLE saved;
