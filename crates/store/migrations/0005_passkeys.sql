-- Passkeys, and what a session's sign-in proved. The rules for migrations stand in 0001; a column is
-- added with IF NOT EXISTS, may be NULL and has no default, which every engine does without touching rows.

-- slot: 0 to 19, so that the quota is the primary key. public_key is sealed. flags: 1 eligible for backup,
-- 2 backed up. attachment: 0 unknown, 1 platform, 2 cross-platform. transports: separated by spaces.
CREATE TABLE IF NOT EXISTS passkey (
    pool BIGINT NOT NULL,
    sub BYTEA NOT NULL,
    slot BIGINT NOT NULL,
    id BYTEA NOT NULL,
    public_key BYTEA NOT NULL,
    counter BIGINT NOT NULL,
    flags BIGINT NOT NULL,
    attachment BIGINT NOT NULL,
    transports TEXT NOT NULL,
    rp_id TEXT NOT NULL,
    name TEXT NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (pool, sub, slot),
    UNIQUE (pool, id)
);

-- The authentication methods of the sign-in, separated by spaces; NULL for those before this release.
ALTER TABLE session ADD COLUMN IF NOT EXISTS amr TEXT;

-- The name of the level that was asked for and reached; NULL when none was asked for.
ALTER TABLE session ADD COLUMN IF NOT EXISTS acr TEXT;
