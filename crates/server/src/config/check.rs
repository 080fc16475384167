//! The rules between settings, and between settings and the way the server was started.

use super::layers::Layers;
use super::{Config, Email, MailTls, Mode, Sms};
use crate::egress;
use crate::router::host::loopback;

/// Adds every violated rule to the problems of the layers.
pub fn check(config: &Config, mode: Mode, layers: &mut Layers) {
    let server = &config.server;
    if server.tls_certificate.is_some() != server.tls_key.is_some() {
        let missing =
            if server.tls_key.is_none() { "server.tls_key" } else { "server.tls_certificate" };
        layers.complain(missing, "tls_certificate and tls_key are set together");
    }
    let loopback = server.listen.ip().to_canonical().is_loopback();
    if mode.dev && !loopback && !mode.dev_network {
        layers.complain(
            "server.listen",
            "--dev answers on loopback only, since anybody who can reach it acts as root; \
             --dev-network permits other addresses",
        );
    }
    let tls = server.tls_certificate.is_some();
    if !mode.dev && !loopback && !tls && !server.plaintext_behind_proxy {
        layers.complain(
            "server.listen",
            "plain HTTP is answered on loopback only: set tls_certificate and tls_key, or \
             plaintext_behind_proxy with trusted_proxies",
        );
    }
    if server.plaintext_behind_proxy && server.trusted_proxies.is_empty() {
        layers.complain("server.plaintext_behind_proxy", "needs trusted_proxies");
    }
    if !mode.dev && !server.dev_origins.is_empty() {
        layers.complain("server.dev_origins", "has a meaning with --dev only");
    }
    for host in &server.hosts {
        if host != &host.to_ascii_lowercase() || host.contains(['/', ':', ' ', '*']) {
            layers.complain(
                "server.hosts",
                format!("\"{host}\" is not a host name in lower case without a port"),
            );
        }
    }
    for region in config.regions.allowed.iter().chain([&config.regions.default]) {
        if !region_shaped(region) {
            layers.complain("regions.allowed", format!("\"{region}\" is not shaped like a region"));
        }
    }
    if !config.regions.allowed.is_empty()
        && !config.regions.allowed.contains(&config.regions.default)
    {
        layers.complain("regions.default", "is not among regions.allowed");
    }
    for region in config.regions.sites.iter().filter(|region| !region_shaped(region)) {
        layers.complain("regions.sites", format!("\"{region}\" is not shaped like a region"));
    }
    if !config.regions.sites.is_empty() && !config.regions.sites.contains(&config.regions.default) {
        layers.complain("regions.default", "is not among regions.sites");
    }
    if let Some(url) = &config.database.url
        && !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme))
    {
        layers.complain("database.url", "expected postgres://…");
    }
    if let Some(url) = &config.logs.collector
        && let Err(why) = crate::egress::Target::parse(url)
    {
        layers.complain("logs.collector", why);
    }
    let pools = &config.identity_pools;
    for (path, url) in [
        ("identity_pools.issuer", &pools.issuer),
        ("identity_pools.google_url", &pools.google_url),
        ("identity_pools.apple_url", &pools.apple_url),
        ("identity_pools.facebook_url", &pools.facebook_url),
        ("identity_pools.amazon_url", &pools.amazon_url),
        ("identity_pools.twitter_url", &pools.twitter_url),
    ] {
        if let Err(why) = egress::Target::parse(url) {
            layers.complain(path, why);
        } else if url.ends_with('/') || url.contains('?') {
            layers.complain(path, "expected a URL without a slash at its end and without a query");
        }
    }
    for service in &pools.guest_services {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if service.is_empty() || !service.bytes().all(plain) {
            let why = format!("\"{service}\" is not a service's prefix, such as execute-api");
            layers.complain("identity_pools.guest_services", why);
        }
    }
    email(&config.email, layers);
    sms(&config.sms, layers);
    if let Err(why) = crate::telemetry::log::filter(&config.log.level) {
        layers.complain("log.level", why);
    }
}

fn email(email: &Email, layers: &mut Layers) {
    if email.user.is_some() != email.password_file.is_some() {
        let missing = if email.user.is_none() { "email.user" } else { "email.password_file" };
        layers.complain(missing, "user and password_file are set together");
    }
    for domain in &email.from_domains {
        if domain.is_empty() || domain.contains(['@', ' ', '*']) {
            layers.complain("email.from_domains", format!("\"{domain}\" is not a mail domain"));
        }
    }
    let Some(server) = &email.server else { return };
    if email.from.parse::<lettre::message::Mailbox>().is_err() {
        layers.complain("email.from", "expected \"Name <address>\" or an address");
    }
    if email.tls == MailTls::None && !loopback(&server.host) {
        layers.complain("email.tls", "none is for a mail server on loopback only");
    }
}

fn sms(sms: &Sms, layers: &mut Layers) {
    for prefix in &sms.refused_prefixes {
        let digits = prefix.strip_prefix('+').unwrap_or_default();
        if !(1..=15).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
            let text = format!("\"{prefix}\" is not a + with 1 to 15 digits");
            layers.complain("sms.refused_prefixes", text);
        }
    }
    let Some(url) = &sms.url else { return };
    if sms.secret_file.is_none() {
        layers.complain("sms.secret_file", "is needed with sms.url");
    }
    if let Err(why) = egress::Target::parse(url) {
        layers.complain("sms.url", why);
    }
}

/// `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`.
fn region_shaped(region: &str) -> bool {
    let parts: Vec<&str> = region.split('-').collect();
    let Some((number, words)) = parts.split_last() else { return false };
    (2..=3).contains(&words.len())
        && matches!(number.as_bytes(), [b'1'..=b'9'] | [b'1'..=b'9', b'0'..=b'9'])
        && words.iter().all(|word| {
            !word.is_empty() && word.len() <= 12 && word.bytes().all(|b| b.is_ascii_lowercase())
        })
}
