-- +goose Up
-- A sighting is one person of one article as the tagger saw them (local, and
-- profile as JSON); entity is who that is: a person's id, '!' and an id for one
-- that a correction hides. Read by article, so that is how it lies.
CREATE TABLE sightings (
    article TEXT NOT NULL,
    local   TEXT NOT NULL,
    block   TEXT NOT NULL,
    entity  TEXT NOT NULL,
    profile TEXT NOT NULL,
    PRIMARY KEY (article, local)
) WITHOUT ROWID;
CREATE INDEX sightings_block ON sightings (block);
CREATE INDEX sightings_entity ON sightings (entity);

-- size is a block's sightings when it was resolved last, fresh the changes since
-- then, since the change number of the first of them.
CREATE TABLE blocks (
    name  TEXT PRIMARY KEY,
    size  BIGINT NOT NULL,
    fresh BIGINT NOT NULL,
    since BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX blocks_fresh ON blocks (since) WHERE fresh > 0;

-- What the resolver said of a block, before corrections.
CREATE TABLE entities (
    block     TEXT NOT NULL,
    id        TEXT NOT NULL,
    name      TEXT NOT NULL,
    ambiguous BIGINT NOT NULL,
    roles     TEXT NOT NULL,
    members   BIGINT NOT NULL,
    PRIMARY KEY (block, id)
) WITHOUT ROWID;
CREATE INDEX entities_id ON entities (id);

-- Ids that are no person's any more, or the tagger's for most of whom another
-- stands, and who they are now by the resolver.
CREATE TABLE aliases (
    id      TEXT NOT NULL,
    block   TEXT NOT NULL,
    now     TEXT NOT NULL,
    members BIGINT NOT NULL,
    PRIMARY KEY (id, block)
) WITHOUT ROWID;

-- args is JSON; undone_at is 0 for one that holds.
CREATE TABLE corrections (
    n         INTEGER PRIMARY KEY AUTOINCREMENT,
    at        BIGINT NOT NULL,
    who       TEXT NOT NULL,
    args      TEXT NOT NULL,
    undone_at BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE gazetteer (
    id       TEXT PRIMARY KEY,
    entry    TEXT NOT NULL,
    added_at BIGINT NOT NULL
) WITHOUT ROWID;

-- Names whose articles are to be tagged anew, up to which change that is done.
CREATE TABLE gazetteer_changes (
    n     INTEGER PRIMARY KEY AUTOINCREMENT,
    names TEXT NOT NULL,
    done  BIGINT NOT NULL
);

-- How far long work is, so that it goes on where it stopped.
CREATE TABLE progress (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX articles_tagged ON articles (tags_version, id);

-- How often these changed: the meaning of stored tags, the corrections in force,
-- the newsroom's list.
INSERT INTO counters (name, value) VALUES ('people', 0), ('rules', 0), ('gazetteer', 0);

-- Until now these counted the tagger's ids. The owner fills them anew.
DELETE FROM words;
DELETE FROM spellings;
DELETE FROM people;

-- +goose Down
DELETE FROM counters WHERE name IN ('people', 'rules', 'gazetteer');
DROP INDEX articles_tagged;
DROP TABLE progress;
DROP TABLE gazetteer_changes;
DROP TABLE gazetteer;
DROP TABLE corrections;
DROP TABLE aliases;
DROP TABLE entities;
DROP TABLE blocks;
DROP TABLE sightings;
