-- The foundation: pools, clients, keys, users, sessions and what the nodes share.
--
-- Shared dialect: BIGINT, BYTEA and TEXT only; every CREATE says IF NOT EXISTS, because a statement is
-- a transaction of its own and an interrupted migration runs again from the start. Statements end with
-- a semicolon at the end of a line. Times are milliseconds since 1970. Whatever is compared, ordered
-- or unique is BYTEA or BIGINT: the collations of the engines differ.

CREATE TABLE IF NOT EXISTS meta (
    name BYTEA NOT NULL,
    value BYTEA NOT NULL,
    PRIMARY KEY (name)
);

-- One wrapped key per pool and version; pool 0 is the installation.
CREATE TABLE IF NOT EXISTS data_key (
    pool BIGINT NOT NULL,
    version BIGINT NOT NULL,
    kek BYTEA NOT NULL,
    wrapped BYTEA NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (pool, version)
);

CREATE TABLE IF NOT EXISTS user_pool (
    id BYTEA NOT NULL,
    pool BIGINT NOT NULL,
    name TEXT NOT NULL,
    state BIGINT NOT NULL,
    document TEXT NOT NULL,
    fold_version BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (pool)
);

CREATE TABLE IF NOT EXISTS app_client (
    pool BIGINT NOT NULL,
    id BYTEA NOT NULL,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    version BIGINT NOT NULL,
    created BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    PRIMARY KEY (pool, id),
    UNIQUE (id)
);

CREATE TABLE IF NOT EXISTS client_secret (
    pool BIGINT NOT NULL,
    client BYTEA NOT NULL,
    id BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (pool, client, id)
);

CREATE TABLE IF NOT EXISTS signing_key (
    pool BIGINT NOT NULL,
    kid BYTEA NOT NULL,
    kind BIGINT NOT NULL,
    state BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    public TEXT NOT NULL,
    created BIGINT NOT NULL,
    publish_at BIGINT NOT NULL,
    activate_at BIGINT NOT NULL,
    retire_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (pool, kid)
);

-- RSA key pairs made in advance, sealed under the installation's key.
CREATE TABLE IF NOT EXISTS key_stock (
    id BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE IF NOT EXISTS access_key (
    id BYTEA NOT NULL,
    principal TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    status BIGINT NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (id)
);

-- groups: the 16-byte ids of the user's groups, one after another.
CREATE TABLE IF NOT EXISTS users (
    pool BIGINT NOT NULL,
    sub BYTEA NOT NULL,
    username TEXT NOT NULL,
    status BIGINT NOT NULL,
    enabled BIGINT NOT NULL,
    version BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    created BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    email BYTEA,
    phone BYTEA,
    preferred_username BYTEA,
    email_verified BIGINT NOT NULL,
    phone_verified BIGINT NOT NULL,
    attributes TEXT NOT NULL,
    credential BYTEA,
    groups BYTEA NOT NULL,
    factors BYTEA,
    fold_version BIGINT NOT NULL,
    PRIMARY KEY (pool, sub)
);

CREATE INDEX IF NOT EXISTS users_by_status ON users (pool, status, sub);

CREATE INDEX IF NOT EXISTS users_by_enabled ON users (pool, enabled, sub);

-- kind: 1 username or preferred_username (one namespace), 2 e-mail, 3 phone, 4 external identity.
CREATE TABLE IF NOT EXISTS login_name (
    pool BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    sub BYTEA NOT NULL,
    PRIMARY KEY (pool, kind, hash)
);

CREATE TABLE IF NOT EXISTS user_search (
    pool BIGINT NOT NULL,
    attr BIGINT NOT NULL,
    value BYTEA NOT NULL,
    sub BYTEA NOT NULL,
    PRIMARY KEY (pool, attr, value, sub)
);

-- key: the sub, or the MAC of a name that nobody has.
CREATE TABLE IF NOT EXISTS attempt (
    pool BIGINT NOT NULL,
    key BYTEA NOT NULL,
    failures BIGINT NOT NULL,
    locked_until BIGINT NOT NULL,
    long_failures BIGINT NOT NULL,
    last_failure BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (pool, key)
);

-- bucket spreads the sweepers: rows are found by (bucket, expires).
CREATE TABLE IF NOT EXISTS used_once (
    pool BIGINT NOT NULL,
    id BYTEA NOT NULL,
    bucket BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (pool, id)
);

CREATE INDEX IF NOT EXISTS used_once_by_expiry ON used_once (bucket, expires);

-- One row per refresh-token family; id is the origin_jti. Absent means revoked.
CREATE TABLE IF NOT EXISTS session (
    pool BIGINT NOT NULL,
    sub BYTEA NOT NULL,
    id BYTEA NOT NULL,
    client BYTEA NOT NULL,
    generation BIGINT NOT NULL,
    rotated_at BIGINT NOT NULL,
    grace_seconds BIGINT NOT NULL,
    user_epoch BIGINT NOT NULL,
    auth_time BIGINT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    revoked BIGINT NOT NULL,
    scope TEXT NOT NULL,
    device BYTEA,
    event_id BYTEA NOT NULL,
    last_active BIGINT NOT NULL,
    store_epoch BIGINT NOT NULL,
    PRIMARY KEY (pool, sub, id)
);

CREATE TABLE IF NOT EXISTS credential_old (
    pool BIGINT NOT NULL,
    sub BYTEA NOT NULL,
    n BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (pool, sub, n)
);

CREATE TABLE IF NOT EXISTS user_count (
    pool BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (pool, slot)
);

CREATE TABLE IF NOT EXISTS lease (
    partition BIGINT NOT NULL,
    owner BYTEA NOT NULL,
    fence BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (partition)
);

CREATE TABLE IF NOT EXISTS job (
    id BYTEA NOT NULL,
    partition BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    state TEXT NOT NULL,
    due BIGINT NOT NULL,
    created BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX IF NOT EXISTS job_by_due ON job (due);

CREATE TABLE IF NOT EXISTS node (
    id BYTEA NOT NULL,
    started BIGINT NOT NULL,
    heartbeat BIGINT NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE IF NOT EXISTS audit_event (
    at BIGINT NOT NULL,
    id BYTEA NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (at, id)
);

CREATE TABLE IF NOT EXISTS config_change (
    at BIGINT NOT NULL,
    id BYTEA NOT NULL,
    kind BIGINT NOT NULL,
    key BYTEA NOT NULL,
    PRIMARY KEY (at, id)
);

-- One row per slot of the PostgreSQL engine, rewritten by each of its batches: id is the slot's random
-- name, at the number of the last batch that committed through it. It settles unknown outcomes (ST-3)
-- and belongs to the engine alone.
CREATE TABLE IF NOT EXISTS batch_done (
    id BYTEA NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (id)
);
