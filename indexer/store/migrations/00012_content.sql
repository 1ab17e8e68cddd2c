-- +goose Up
-- The change that last gave an article what it says: saved searches tell of these,
-- and not of changes to its tags, its people or its copies.
ALTER TABLE articles ADD COLUMN content_seq BIGINT NOT NULL DEFAULT 0;
UPDATE articles SET content_seq = seq;
CREATE INDEX articles_content_seq ON articles (content_seq);

-- +goose Down
DROP INDEX articles_content_seq;
ALTER TABLE articles DROP COLUMN content_seq;
