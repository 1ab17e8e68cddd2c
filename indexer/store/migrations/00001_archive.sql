-- +goose Up
PRAGMA application_id = 1145851461; -- "DLNE", so that another program's file is told from ours

CREATE TABLE counters (
    name  TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('seq', 0), ('indexed', 0), ('refused', 0);

-- The small columns stand first: a row's head is read without its overflow pages.
CREATE TABLE articles (
    id           TEXT PRIMARY KEY,
    seq          BIGINT NOT NULL UNIQUE,
    first_seen   BIGINT NOT NULL,
    version_seen BIGINT NOT NULL,
    content_hash TEXT NOT NULL,
    tags_version TEXT NOT NULL,
    key          TEXT NOT NULL,
    url          TEXT NOT NULL,
    meta         TEXT NOT NULL,
    origins      TEXT NOT NULL,
    fetch        TEXT NOT NULL,
    tags         TEXT NOT NULL,
    text         TEXT NOT NULL
);
CREATE INDEX articles_content ON articles (content_hash);
CREATE INDEX articles_url ON articles (url);

CREATE TABLE deleted (
    id  TEXT PRIMARY KEY,
    seq BIGINT NOT NULL UNIQUE
);

CREATE TABLE revisions (
    id           TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    seq          BIGINT NOT NULL,
    first_seen   BIGINT NOT NULL,
    version_seen BIGINT NOT NULL,
    replaced     BIGINT NOT NULL,
    key          TEXT NOT NULL,
    meta         TEXT NOT NULL,
    origins      TEXT NOT NULL,
    fetch        TEXT NOT NULL,
    tags         TEXT NOT NULL,
    text         TEXT NOT NULL,
    PRIMARY KEY (id, seq)
);

CREATE TABLE people (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    articles BIGINT NOT NULL
);

-- count is mentions of the form, named the articles it is the canonical name in.
CREATE TABLE spellings (
    person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    form      TEXT NOT NULL,
    count     BIGINT NOT NULL,
    named     BIGINT NOT NULL,
    PRIMARY KEY (person_id, form)
) WITHOUT ROWID;

CREATE TABLE words (
    word      TEXT NOT NULL,
    person_id TEXT NOT NULL,
    form      TEXT NOT NULL,
    PRIMARY KEY (word, person_id, form)
) WITHOUT ROWID;

CREATE TABLE sources (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    url          TEXT NOT NULL UNIQUE,
    kind         TEXT NOT NULL,
    name         TEXT NOT NULL,
    lang         TEXT NOT NULL,
    country      TEXT NOT NULL,
    interval_ns  BIGINT NOT NULL,
    added_at     BIGINT NOT NULL,
    last_success BIGINT NOT NULL,
    last_error   TEXT NOT NULL,
    items        BIGINT NOT NULL
);

CREATE TABLE refused (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at     BIGINT NOT NULL,
    what   TEXT NOT NULL,
    reason TEXT NOT NULL
);

-- +goose Down
DROP TABLE refused;
DROP TABLE sources;
DROP TABLE words;
DROP TABLE spellings;
DROP TABLE people;
DROP TABLE revisions;
DROP TABLE deleted;
DROP TABLE articles;
DROP TABLE counters;
