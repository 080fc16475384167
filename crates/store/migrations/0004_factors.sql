-- Factors: the time steps of one-time passwords. Only new tables. The rules for migrations stand in 0001.

-- The last step whose code a user gave; it only rises, so no code is taken twice.
CREATE TABLE IF NOT EXISTS totp_step (
    pool BIGINT NOT NULL,
    sub BYTEA NOT NULL,
    step BIGINT NOT NULL,
    PRIMARY KEY (pool, sub)
);
