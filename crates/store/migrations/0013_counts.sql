-- What quotas count, without the documents: a creation counts up to its quota, index only. Groups have
-- such an index already (pool, name_hash).

CREATE INDEX IF NOT EXISTS user_pool_by_state ON user_pool (state, id);

CREATE INDEX IF NOT EXISTS app_client_by_pool ON app_client (pool);
