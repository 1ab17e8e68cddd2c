-- +goose Up
-- Articles that may have copies. article and pivot are ids as signed numbers in
-- the ids' order; who is its own pivot leads a group, often of one.
CREATE TABLE copies (
    article INTEGER PRIMARY KEY,
    pivot   BIGINT NOT NULL,
    sketch  BLOB NOT NULL
);
CREATE INDEX copies_followers ON copies (pivot, article) WHERE pivot <> article;

-- The keys by which an article's copies are looked up, those of pivots apart: of a
-- hundred thousand copies only one is to be compared.
CREATE TABLE copy_keys (
    key     BIGINT NOT NULL,
    pivots  BIGINT NOT NULL,
    article BIGINT NOT NULL,
    PRIMARY KEY (key, pivots, article)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE copy_keys;
DROP TABLE copies;
