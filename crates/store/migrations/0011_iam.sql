-- Identity and access management: who there is in the account, what they hold, and when keys were used.
-- The rules for migrations stand in 0001.

-- kind: 1 user, 2 role, 3 group, 4 policy, 5 OIDC provider, 6 SAML provider, 7 instance profile,
-- 8 MFA device, 9 the account itself. name: in lower case, because names are unique whatever their
-- case; the document has it as written. id: never used again.
CREATE TABLE IF NOT EXISTS iam_entity (
    kind BIGINT NOT NULL,
    name BYTEA NOT NULL,
    id BYTEA NOT NULL,
    document TEXT NOT NULL,
    version BIGINT NOT NULL,
    created BIGINT NOT NULL,
    modified BIGINT NOT NULL,
    PRIMARY KEY (kind, name),
    UNIQUE (id)
);

-- relation: 1 attached policy, 2 boundary, 3 member of a group, 4 role of an instance profile,
-- 5 MFA device of a user. target: the policy's ARN, else the id; kind and holder: whose link it is, by id.
CREATE TABLE IF NOT EXISTS iam_link (
    relation BIGINT NOT NULL,
    target BYTEA NOT NULL,
    kind BIGINT NOT NULL,
    holder BYTEA NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (relation, target, kind, holder)
);

CREATE INDEX IF NOT EXISTS iam_link_by_holder ON iam_link (holder, relation, target);

-- The id of the user whose key it is; none for the root's.
ALTER TABLE access_key ADD COLUMN IF NOT EXISTS owner BYTEA;

CREATE INDEX IF NOT EXISTS access_key_by_owner ON access_key (owner, id);

-- id: of an access key or a role. Written now and then, not with every use.
CREATE TABLE IF NOT EXISTS last_use (
    id BYTEA NOT NULL,
    at BIGINT NOT NULL,
    region TEXT NOT NULL,
    service TEXT NOT NULL,
    PRIMARY KEY (id)
);
