-- Identity pools, their identities and the logins of these. Only new tables. The rules for migrations
-- stand in 0001.

-- sealed: the secrets among the login providers, for this version of the row.
CREATE TABLE IF NOT EXISTS identity_pool (
    id BYTEA NOT NULL,
    pool BIGINT NOT NULL,
    name TEXT NOT NULL,
    state BIGINT NOT NULL,
    document TEXT NOT NULL,
    sealed BYTEA,
    version BIGINT NOT NULL,
    created BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (pool)
);

-- authenticated: the identity has, or once had, a login. disabled: it was merged into another one.
CREATE TABLE IF NOT EXISTS identity (
    id BYTEA NOT NULL,
    pool BIGINT NOT NULL,
    disabled BIGINT NOT NULL,
    authenticated BIGINT NOT NULL,
    merged_into BYTEA,
    version BIGINT NOT NULL,
    created BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX IF NOT EXISTS identity_by_pool ON identity (pool, disabled, id);

-- hash: of provider and subject; the primary key gives a login to one identity. slot: what an identity
-- has one of: the hash of a public provider, or the login itself where the developer vouches. subject:
-- plain for the developer's identifiers only.
CREATE TABLE IF NOT EXISTS identity_login (
    pool BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    identity BYTEA NOT NULL,
    slot BYTEA NOT NULL,
    provider TEXT NOT NULL,
    subject TEXT,
    created BIGINT NOT NULL,
    PRIMARY KEY (pool, hash),
    UNIQUE (identity, slot)
)
