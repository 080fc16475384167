-- Federation: resource servers, identity providers, and keys towards SAML ones. Only new tables. The
-- rules for migrations stand in 0001.

CREATE TABLE IF NOT EXISTS resource_server (
    pool BIGINT NOT NULL,
    identifier BYTEA NOT NULL,
    document TEXT NOT NULL,
    version BIGINT NOT NULL,
    created BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    PRIMARY KEY (pool, identifier)
);

-- sealed: the secrets among the provider's details, for this version of the row.
CREATE TABLE IF NOT EXISTS identity_provider (
    pool BIGINT NOT NULL,
    name BYTEA NOT NULL,
    document TEXT NOT NULL,
    sealed BYTEA,
    version BIGINT NOT NULL,
    created BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    PRIMARY KEY (pool, name)
);

-- Further names of providers; the primary key is the uniqueness in the pool.
CREATE TABLE IF NOT EXISTS idp_identifier (
    pool BIGINT NOT NULL,
    identifier BYTEA NOT NULL,
    provider BYTEA NOT NULL,
    PRIMARY KEY (pool, identifier)
);

-- RSA keys towards SAML providers, each with its newest certificate. owner: the provider whose answers
-- are encrypted to the key; empty for the pool's own key, which signs.
CREATE TABLE IF NOT EXISTS saml_key (
    pool BIGINT NOT NULL,
    owner BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    certificate BYTEA NOT NULL,
    issued BIGINT NOT NULL,
    created BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (pool, owner)
);
