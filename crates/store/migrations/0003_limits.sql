-- Limits: how many requests of a category one second allows. Only a new table. The rules for migrations
-- stand in 0001.
--
-- quota.kind also is 6 from here on: wrong answers to reset codes. send_budget.key also stands for a
-- user, a client's address or a pool.

-- What an administrator set instead of the configured rate. region and category: ASCII.
CREATE TABLE IF NOT EXISTS provisioned_limit (
    region BYTEA NOT NULL,
    category BYTEA NOT NULL,
    rate BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    PRIMARY KEY (region, category)
);
