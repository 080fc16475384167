//! The effective configuration as text, for `cognate config check`.

use std::fmt::Write;

use toml::Value;

use super::layers::Layers;
use super::settings::SETTINGS;
use super::source::Source;

/// Every setting with its value; those that are not defaults say where they came from. Secrets are not
/// shown: of a database URL, everything between the scheme and the host is left out.
pub fn print(layers: &Layers) -> String {
    let mut out = String::new();
    let mut section = "";
    for setting in SETTINGS {
        if setting.section() != section {
            section = setting.section();
            let gap = if out.is_empty() { "" } else { "\n" };
            let _ = writeln!(out, "{gap}[{section}]");
        }
        let (value, source) = layers.get(setting.path);
        let value = if setting.secret { redacted(value) } else { value.clone() };
        let _ = write!(out, "{} = {value}", setting.key());
        match source {
            Source::Default => out.push('\n'),
            other => {
                let _ = writeln!(out, "  # {other}");
            }
        }
    }
    out
}

/// `postgres://user:password@host/name?…` becomes `postgres://***@host/name`; of other URLs only scheme
/// and host are left.
fn redacted(value: &Value) -> Value {
    let text = value.as_str().unwrap_or_default();
    if text.is_empty() {
        return value.clone();
    }
    let text = text.split(['?', '#']).next().unwrap_or_default();
    if let Some((scheme @ ("https" | "http"), rest)) = text.split_once("://") {
        let host = rest.split('/').next().unwrap_or_default().rsplit('@').next();
        return Value::String(format!("{scheme}://{}/***", host.unwrap_or_default()));
    }
    let shown = match (text.split_once("://"), text.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, rest))) => format!("{scheme}://***@{rest}"),
        (Some(_), None) => text.to_owned(),
        (None, _) => "***".to_owned(),
    };
    Value::String(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        for (given, shown) in [
            ("", ""),
            ("postgres://db.example/cognate", "postgres://db.example/cognate"),
            ("postgres://me:s3cr@t@db.example/cognate", "postgres://***@db.example/cognate"),
            ("postgres://db.example/cognate?password=s3cret", "postgres://db.example/cognate"),
            ("host=db password=s3cret", "***"),
            ("https://hooks.example:8443/sms/s3cret?a=s3cret", "https://hooks.example:8443/***"),
            ("http://me:s3cret@127.0.0.1", "http://127.0.0.1/***"),
        ] {
            assert_eq!(redacted(&Value::from(given)).as_str(), Some(shown), "{given}");
        }
    }
}
