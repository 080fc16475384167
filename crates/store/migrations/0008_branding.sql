-- How a pool's pages look, which terms they link to, and in which regions the pool answers.

-- Style and logo of the classic pages. client: an app client id, or ALL.
CREATE TABLE IF NOT EXISTS ui_customization (
    pool BIGINT NOT NULL,
    client BYTEA NOT NULL,
    css TEXT,
    image BYTEA,
    created BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (pool, client)
);

-- Styles of managed login: one for a client. provided: 1 when Cognito's own values apply.
CREATE TABLE IF NOT EXISTS branding (
    pool BIGINT NOT NULL,
    id BYTEA NOT NULL,
    client BYTEA NOT NULL,
    provided BIGINT NOT NULL,
    settings TEXT,
    created BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (pool, id),
    UNIQUE (pool, client)
);

-- The images of a style. place: what an image is for; a newer one for the same place replaces it.
CREATE TABLE IF NOT EXISTS branding_asset (
    pool BIGINT NOT NULL,
    branding BYTEA NOT NULL,
    place BYTEA NOT NULL,
    document TEXT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (pool, branding, place)
);

CREATE TABLE IF NOT EXISTS terms (
    pool BIGINT NOT NULL,
    id BYTEA NOT NULL,
    client BYTEA NOT NULL,
    name BYTEA NOT NULL,
    links TEXT NOT NULL,
    created BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (pool, id),
    UNIQUE (pool, client, name)
);

-- Further regions in which a pool answers. status: 1 inactive, 2 active.
CREATE TABLE IF NOT EXISTS replica (
    pool BIGINT NOT NULL,
    region BYTEA NOT NULL,
    status BIGINT NOT NULL,
    tags TEXT NOT NULL,
    created BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (pool, region)
)
