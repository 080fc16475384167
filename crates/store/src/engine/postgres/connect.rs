//! From a URL to a pool of connections.

use std::net::IpAddr;
use std::time::Duration;

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};

use super::tls::Tls;
use crate::config::PostgresConfig;
use crate::error::Error;

pub(super) fn pool(config: &PostgresConfig) -> Result<Pool, Error> {
    let manager = Manager::from_config(
        server(config)?,
        Tls::new(config.root_file.as_deref())?,
        ManagerConfig { recycling_method: RecyclingMethod::Fast },
    );
    let settings = settings(config);
    let prepare = Hook::async_fn(move |client, _| {
        let settings = settings.clone();
        Box::pin(async move { client.batch_execute(&settings).await.map_err(HookError::Backend) })
    });
    Pool::builder(manager)
        // A migration needs two.
        .max_size(config.connections_max.max(2))
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(config.wait_max))
        .create_timeout(Some(config.connect_max))
        .recycle_timeout(Some(config.connect_max))
        .post_create(prepare)
        .build()
        .map_err(|e| Error::Config(e.to_string()))
}

/// Where the database is, for messages: hosts and ports, never user or password.
pub(super) fn place(config: &PostgresConfig) -> Result<String, Error> {
    use tokio_postgres::config::Host;
    let server = server(config)?;
    let ports = server.get_ports();
    let port = |at: usize| ports.get(at).or(ports.first()).copied().unwrap_or(5432);
    let hosts = server.get_hosts().iter().enumerate().map(|(at, host)| match host {
        Host::Tcp(name) => format!("{name}:{}", port(at)),
        Host::Unix(path) => path.display().to_string(),
    });
    Ok(hosts.collect::<Vec<_>>().join(", "))
}

/// A transaction whose client has vanished must not keep its locks: all our statements come in one
/// flush, so a pause inside a transaction means that the rest of the flush was lost.
fn settings(config: &PostgresConfig) -> String {
    let limit = config.statement_max.as_millis();
    format!(
        "SET statement_timeout = {limit}; SET idle_in_transaction_session_timeout = {}",
        limit / 2
    )
}

fn server(config: &PostgresConfig) -> Result<tokio_postgres::Config, Error> {
    let (url, mode) = without_mode(&config.url)?;
    // The parser's message may quote the URL, which may hold a password.
    let mut server: tokio_postgres::Config =
        url.parse().map_err(|_| Error::Config("the database URL cannot be read".to_owned()))?;
    server
        .ssl_mode(match mode {
            Some(mode) => mode,
            None if server.get_hosts().iter().all(is_local) => SslMode::Prefer,
            None => SslMode::Require,
        })
        .application_name("cognate")
        .connect_timeout(config.connect_max)
        .tcp_user_timeout(config.statement_max)
        .keepalives(true)
        // The kernel counts whole seconds, from one.
        .keepalives_idle(config.statement_max.max(Duration::from_secs(1)))
        // What decides authentication is read from the primary (ST-2).
        .target_session_attrs(TargetSessionAttrs::ReadWrite);
    Ok(server)
}

/// Takes `sslmode` out of the URL: the driver does not know all of libpq's modes.
fn without_mode(url: &str) -> Result<(String, Option<SslMode>), Error> {
    if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Err(Error::Config("the database URL must start with postgres://".to_owned()));
    }
    let Some((base, query)) = url.split_once('?') else { return Ok((url.to_owned(), None)) };
    let mut mode = None;
    let mut others = Vec::new();
    for pair in query.split('&') {
        match pair.strip_prefix("sslmode=") {
            None => others.push(pair),
            Some("disable") => mode = Some(SslMode::Disable),
            Some("prefer") => mode = Some(SslMode::Prefer),
            // `require` verifies too: TLS that anybody can terminate protects nothing (TLS-1).
            Some("require" | "verify-full") => mode = Some(SslMode::Require),
            Some(other) => {
                return Err(Error::Config(format!(
                    "sslmode={other}: use disable, prefer, require or verify-full"
                )));
            }
        }
    }
    let separator = if others.is_empty() { "" } else { "?" };
    Ok((format!("{base}{separator}{}", others.join("&")), mode))
}

fn is_local(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> SslMode {
        server(&PostgresConfig::at(url)).unwrap().get_ssl_mode()
    }

    #[test]
    fn tls_1_is_wanted_unless_the_host_is_local_or_the_url_says_otherwise() {
        assert_eq!(mode("postgres://u:p@db.example.com/c"), SslMode::Require);
        assert_eq!(mode("postgres://u:p@db.example.com/c?sslmode=disable"), SslMode::Disable);
        assert_eq!(mode("postgres://u@db/c?sslmode=verify-full&keepalives=1"), SslMode::Require);
        assert_eq!(mode("postgres://u@127.0.0.1:5433/c"), SslMode::Prefer);
        assert_eq!(mode("postgres://u@127.0.0.1,db/c"), SslMode::Require);
    }

    #[test]
    fn what_cannot_be_understood_is_refused_without_quoting_the_password() {
        for url in [
            "mysql://u:hunter2@h/d",
            "postgres://u:hunter2@h:x/d",
            "postgres://u@h/d?sslmode=allow",
        ] {
            let refused = server(&PostgresConfig::at(url)).unwrap_err();
            assert!(matches!(&refused, Error::Config(text) if !text.contains("hunter2")));
        }
    }
}
