-- Devices that users confirmed, and the sessions that are tracked. Only new tables. The rules for
-- migrations stand in 0001.

-- id: the 16 bytes of the UUID in the device key. sealed: salt and verifier. status: 1 remembered, 0 not.
CREATE TABLE IF NOT EXISTS device (
    pool BIGINT NOT NULL,
    sub BYTEA NOT NULL,
    id BYTEA NOT NULL,
    group_key TEXT NOT NULL,
    name TEXT,
    sealed BYTEA NOT NULL,
    status BIGINT NOT NULL,
    created BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    last_authenticated BIGINT NOT NULL,
    last_ip TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (pool, sub, id)
);

-- kind: 1 token session (id is the one of the session), 2 SSO session. origin: the SSO session that a token
-- session came through. client: empty for SSO sessions that several clients use.
CREATE TABLE IF NOT EXISTS tracked_session (
    pool BIGINT NOT NULL,
    sub BYTEA NOT NULL,
    kind BIGINT NOT NULL,
    id BYTEA NOT NULL,
    client BYTEA NOT NULL,
    created BIGINT NOT NULL,
    last_active BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    device_type TEXT NOT NULL,
    ip TEXT NOT NULL,
    origin BYTEA,
    PRIMARY KEY (pool, sub, kind, id)
);

-- Rises with every sign-in that is tracked: what was decided about the number of sessions holds as long
-- as nobody else signed in.
CREATE TABLE IF NOT EXISTS session_guard (
    pool BIGINT NOT NULL,
    sub BYTEA NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (pool, sub)
);

-- A challenge session kept for clients that answer without one: DEVICE_SRP_AUTH, found by a MAC of what they
-- do send. bucket spreads the sweepers.
CREATE TABLE IF NOT EXISTS parked_session (
    pool BIGINT NOT NULL,
    id BYTEA NOT NULL,
    bucket BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    sealed TEXT NOT NULL,
    PRIMARY KEY (pool, id)
);

CREATE INDEX IF NOT EXISTS parked_session_by_expiry ON parked_session (bucket, expires);
