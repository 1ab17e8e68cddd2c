-- +goose Up
-- So that the sitemaps of an index are found among a million pages.
CREATE INDEX frontier_urls_sitemaps ON frontier_urls (parent) WHERE kind = 'sitemap';

-- +goose Down
DROP INDEX frontier_urls_sitemaps;
