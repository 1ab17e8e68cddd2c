-- +goose Up
-- regrouped is the change number that an article has only because its group is
-- another now, regrouped_from the one it had before: nothing of it is news for a
-- search that was saved since then, at the change born.
ALTER TABLE copies ADD COLUMN regrouped BIGINT NOT NULL DEFAULT 0;
ALTER TABLE copies ADD COLUMN regrouped_from BIGINT NOT NULL DEFAULT 0;
ALTER TABLE saved ADD COLUMN born BIGINT NOT NULL DEFAULT 0;
UPDATE saved SET born = seq;

-- +goose Down
ALTER TABLE saved DROP COLUMN born;
ALTER TABLE copies DROP COLUMN regrouped_from;
ALTER TABLE copies DROP COLUMN regrouped;
