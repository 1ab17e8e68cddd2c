-- +goose Up
-- Times are nanoseconds since 1970.
CREATE TABLE frontier_urls (
    n           INTEGER PRIMARY KEY AUTOINCREMENT,
    url         TEXT NOT NULL UNIQUE,
    host        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    priority    BIGINT NOT NULL,
    depth       BIGINT NOT NULL,
    source      BIGINT NOT NULL,
    parent      TEXT NOT NULL,
    state       TEXT NOT NULL,
    due_at      BIGINT NOT NULL,
    tries       BIGINT NOT NULL DEFAULT 0,
    leases      BIGINT NOT NULL DEFAULT 0,
    lease_until BIGINT NOT NULL DEFAULT 0,
    reason      TEXT NOT NULL DEFAULT ''
);
CREATE INDEX frontier_urls_next ON frontier_urls (host, state, priority, due_at, n);
CREATE INDEX frontier_urls_state ON frontier_urls (state, lease_until);

-- wake_at is when the host may be asked and has something due; added counts
-- its URLs against the host's budget. delay is -1 where the default holds.
CREATE TABLE frontier_hosts (
    host        TEXT PRIMARY KEY,
    delay       BIGINT NOT NULL DEFAULT -1,
    last_at     BIGINT NOT NULL DEFAULT 0,
    hold_until  BIGINT NOT NULL DEFAULT 0,
    lease_until BIGINT NOT NULL DEFAULT 0,
    wake_at     BIGINT NOT NULL,
    added       BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX frontier_hosts_wake ON frontier_hosts (wake_at);

CREATE TABLE frontier_dropped (
    host   TEXT NOT NULL,
    reason TEXT NOT NULL,
    count  BIGINT NOT NULL,
    PRIMARY KEY (host, reason)
);

-- +goose Down
DROP TABLE frontier_dropped;
DROP TABLE frontier_hosts;
DROP TABLE frontier_urls;
