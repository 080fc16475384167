-- Accounts: codes, what limits them, messages on their way, groups and the domains of pools. Only new
-- tables. The rules for migrations stand in 0001.

-- One code per user and purpose: a newer one replaces the older (OTP-5). purpose: 1 sign-up, 2 password
-- reset, 3 verify email, 4 verify phone_number. medium: 1 e-mail, 2 SMS. bucket spreads the sweepers.
CREATE TABLE IF NOT EXISTS code (
    pool BIGINT NOT NULL,
    sub BYTEA NOT NULL,
    purpose BIGINT NOT NULL,
    id BYTEA NOT NULL,
    mac BYTEA NOT NULL,
    medium BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    issued BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    pending BYTEA,
    store_epoch BIGINT NOT NULL,
    PRIMARY KEY (pool, sub, purpose)
);

CREATE INDEX IF NOT EXISTS code_by_expiry ON code (bucket, expires);

-- What an account did in the hour that began at started. key: the sub, or the MAC of a name that nobody
-- has. kind: 1 confirmations tried, 2 sign-up codes sent, 3 resets, 4 attribute codes sent, 5 passwords
-- changed.
CREATE TABLE IF NOT EXISTS quota (
    pool BIGINT NOT NULL,
    key BYTEA NOT NULL,
    kind BIGINT NOT NULL,
    started BIGINT NOT NULL,
    n BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (pool, key, kind)
);

-- Messages to deliver. code: the id of the code inside; when (pool, sub, purpose) has another one by then,
-- the message is out of date. channel: 1 e-mail, 2 SMS.
CREATE TABLE IF NOT EXISTS outbox (
    id BYTEA NOT NULL,
    partition BIGINT NOT NULL,
    due BIGINT NOT NULL,
    pool BIGINT NOT NULL,
    sub BYTEA,
    code BYTEA,
    purpose BIGINT,
    channel BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    destination TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    last_error TEXT,
    PRIMARY KEY (id)
);

CREATE INDEX IF NOT EXISTS outbox_by_due ON outbox (partition, due, id);

-- Messages sent to one destination (key: its MAC) on one day, counted since 1970.
CREATE TABLE IF NOT EXISTS send_budget (
    key BYTEA NOT NULL,
    day BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (key)
);

CREATE TABLE IF NOT EXISTS user_pool_domain (
    domain BYTEA NOT NULL,
    pool BIGINT NOT NULL,
    document TEXT NOT NULL,
    version BIGINT NOT NULL,
    created BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    PRIMARY KEY (domain)
);

CREATE INDEX IF NOT EXISTS user_pool_domain_by_pool ON user_pool_domain (pool, domain);

-- uid is never used again: what still names a deleted group belongs to nobody.
CREATE TABLE IF NOT EXISTS group_record (
    pool BIGINT NOT NULL,
    uid BYTEA NOT NULL,
    name_hash BYTEA NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    role TEXT,
    precedence BIGINT,
    created BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (pool, uid),
    UNIQUE (pool, name_hash)
);

-- The users of a group; users.groups is the same from the other side.
CREATE TABLE IF NOT EXISTS member (
    pool BIGINT NOT NULL,
    uid BYTEA NOT NULL,
    sub BYTEA NOT NULL,
    added BIGINT NOT NULL,
    PRIMARY KEY (pool, uid, sub)
);
