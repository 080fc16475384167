-- What users did, and what becomes of it.

-- client: an app client id, or nothing for the pool.
CREATE TABLE IF NOT EXISTS risk_configuration (
    pool BIGINT NOT NULL,
    client BYTEA NOT NULL,
    document TEXT NOT NULL,
    modified BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (pool, client)
);

CREATE TABLE IF NOT EXISTS log_delivery (
    pool BIGINT NOT NULL,
    document TEXT NOT NULL,
    modified BIGINT NOT NULL,
    PRIMARY KEY (pool)
);

-- at: when the event began, with the sign turned, so that the newest come first.
CREATE TABLE IF NOT EXISTS auth_event (
    pool BIGINT NOT NULL,
    sub BYTEA NOT NULL,
    at BIGINT NOT NULL,
    id BYTEA NOT NULL,
    kind BIGINT NOT NULL,
    response BIGINT NOT NULL,
    document TEXT NOT NULL,
    bucket BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (pool, sub, id)
);

CREATE INDEX IF NOT EXISTS auth_event_by_expiry ON auth_event (bucket, expires);

CREATE INDEX IF NOT EXISTS auth_event_by_time ON auth_event (pool, sub, at, id)
