//! Rows of pools that do not exist, not even as "being deleted". Messages in the outbox may be: whoever
//! delivers removes them.

use super::Run;
use crate::Error;
use crate::statement::Query;

/// Table, and the read that finds the next pool with rows in it.
macro_rules! tables {
    ($($table:literal)*) => {
        [$(($table, concat!("SELECT min(pool) FROM ", $table, " WHERE pool > $1"))),*]
    };
}

const TABLES: [(&str, &str); 38] = tables![
    "risk_configuration" "log_delivery" "auth_event" "ui_customization" "branding_asset" "branding" "terms" "replica"
    "resource_server" "identity_provider" "idp_identifier" "saml_key"
    "data_key" "user_pool_domain" "app_client" "client_secret" "signing_key" "group_record" "users"
    "login_name" "user_search" "member" "attempt" "quota" "code" "import_job" "import_run" "import_chunk" "used_once" "credential_old"
    "totp_step" "passkey" "device" "session" "tracked_session" "session_guard" "parked_session" "user_count"
];

const POOL: &str = "SELECT 1 FROM user_pool WHERE pool = $1";

impl Run<'_> {
    /// Pool 0 is the installation itself.
    pub(super) async fn orphans(&mut self) -> Result<(), Error> {
        for (table, next) in TABLES {
            let mut pool = 0;
            while let Some(found) = self.next_pool(next, pool).await? {
                pool = found;
                let query = Query { sql: POOL, params: vec![pool.into()] };
                if self.store.scan(query).await?.is_empty() {
                    self.found("user_pool.present", pool, table);
                }
                if self.is_full() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    pub(super) async fn next_pool(
        &self,
        sql: &'static str,
        after: i64,
    ) -> Result<Option<i64>, Error> {
        let rows = self.store.scan(Query { sql, params: vec![after.into()] }).await?;
        Ok(rows.first().map(|row| row.opt_int(0)).transpose()?.flatten())
    }
}
