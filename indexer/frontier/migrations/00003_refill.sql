-- +goose Up
-- The time up to which a host's budget was refilled; 0 is never.
ALTER TABLE frontier_hosts ADD COLUMN refilled BIGINT NOT NULL DEFAULT 0;
-- When a page was published by what the list says that named it; 0 is unknown.
ALTER TABLE frontier_urls ADD COLUMN published BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE frontier_urls DROP COLUMN published;
ALTER TABLE frontier_hosts DROP COLUMN refilled;
