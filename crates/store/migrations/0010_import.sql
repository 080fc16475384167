-- Imports of users from files.

-- upload: which upload of the file counts; progress: how far it is read, as JSON.
CREATE TABLE IF NOT EXISTS import_job (
    pool BIGINT NOT NULL,
    id BYTEA NOT NULL,
    state BIGINT NOT NULL,
    document TEXT NOT NULL,
    created BIGINT NOT NULL,
    started BIGINT,
    completed BIGINT,
    upload BYTEA,
    file_bytes BIGINT NOT NULL,
    file_lines BIGINT NOT NULL,
    imported BIGINT NOT NULL,
    skipped BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    message TEXT,
    progress TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (pool, id)
);

-- The one import of a pool that runs.
CREATE TABLE IF NOT EXISTS import_run (
    pool BIGINT NOT NULL,
    job BYTEA NOT NULL,
    PRIMARY KEY (pool)
);

-- Pieces of uploaded files, sealed: they hold personal data and password hashes.
CREATE TABLE IF NOT EXISTS import_chunk (
    pool BIGINT NOT NULL,
    job BYTEA NOT NULL,
    upload BYTEA NOT NULL,
    n BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (pool, job, upload, n)
)
