//! What the operations on identity providers share.

use serde_json::{Value as Json, json};

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::saml::{self, Metadata};
use cognate_core::{Admin, Cx, Error, Result};
use cognate_store::records::iam_entity::{self, Entity, Kind};
use cognate_wire::Timestamp;

use crate::entities::{Whose, shown_at};
use crate::faults;

/// AWS's numbers.
const CLIENT_IDS_MAX: usize = 100;
const THUMBPRINTS_MAX: usize = 5;
const CLIENT_IDS: &str = "ClientIDList";
const THUMBPRINTS: &str = "ThumbprintList";
/// A hundred years, of which one has no leap day: what AWS shows for metadata without an end.
const NO_END_MS: i64 = 36_524 * 86_400_000;
/// Rows read at once.
const CHUNK_ROWS: i64 = 500;

/// The name of an OIDC provider: its URL without the scheme.
///
/// `ValidationError` unless it is `https://`, a host, maybe a port, and maybe a path.
pub fn name_of_url(url: &str) -> Result<&str> {
    let invalid = || Error::new("ValidationError", "Invalid Open ID Connect Provider URL");
    let name = url.strip_prefix("https://").ok_or_else(invalid)?;
    let (authority, path) = name.split_at(name.find('/').unwrap_or(name.len()));
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let is_host = |part: &str| {
        let spelt = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        !part.is_empty() && part.bytes().all(spelt)
    };
    let is_path = |byte: u8| byte.is_ascii_graphic() && !b"?#\"<>\\^`{|}".contains(&byte);
    let right = host.split('.').all(is_host)
        && port.bytes().all(|digit| digit.is_ascii_digit())
        && port.parse::<u16>().is_ok()
        && path.bytes().all(is_path);
    if right { Ok(name) } else { Err(invalid()) }
}

pub fn client_ids(provider: &Entity) -> Vec<String> {
    texts(provider, CLIENT_IDS)
}

/// Sets the client ids; of those that come twice one stays. `LimitExceeded` for too many.
pub fn set_client_ids(provider: &mut Entity, given: &[String]) -> Result<()> {
    let mut ids: Vec<&String> = Vec::with_capacity(given.len());
    for id in given {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.len() > CLIENT_IDS_MAX {
        return Err(faults::quota("ClientIdsPerOpenIdConnectProvider", CLIENT_IDS_MAX));
    }
    provider.document.insert(CLIENT_IDS.to_owned(), json!(ids));
    Ok(())
}

pub fn thumbprints(provider: &Entity) -> Vec<String> {
    texts(provider, THUMBPRINTS)
}

/// Sets the thumbprints. `InvalidInput`, in order: too many; one that is not 40 hexadecimal digits.
pub fn set_thumbprints(provider: &mut Entity, given: &[String]) -> Result<()> {
    if given.len() > THUMBPRINTS_MAX {
        return Err(faults::invalid_input("Thumbprint list must contain at most 5 entries."));
    }
    if !given.iter().all(|one| one.len() == 40 && one.bytes().all(|b| b.is_ascii_hexdigit())) {
        return Err(faults::invalid_input("A thumbprint must be 40 hexadecimal digits."));
    }
    provider.document.insert(THUMBPRINTS.to_owned(), json!(given));
    Ok(())
}

fn texts(provider: &Entity, member: &str) -> Vec<String> {
    let listed = provider.document.get(member).and_then(Json::as_array);
    listed.into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect()
}

/// Sets the metadata document. `InvalidInput` for one by which no assertion could be verified.
pub fn set_metadata(cx: &Cx, provider: &mut Entity, document: String) -> Result<()> {
    let unusable =
        |reason: &str| faults::invalid_input(format!("Could not parse metadata: {reason}."));
    let metadata = Metadata::read(&document).map_err(|bad| unusable(&bad.to_string()))?;
    if metadata.valid_until.is_some_and(|until| until <= cx.now_ms()) {
        return Err(unusable("it is not valid any more"));
    }
    provider.document.insert(saml::METADATA.to_owned(), document.into());
    Ok(())
}

/// `ValidUntil`
pub fn valid_until(provider: &Entity) -> Timestamp {
    let metadata = Metadata::of(provider).ok();
    let until = metadata.and_then(|metadata| metadata.valid_until);
    shown_at(until.unwrap_or(provider.created + NO_END_MS))
}

/// Nobody decrypts assertions here. `InvalidInput`.
pub fn refuse_encryption(asked: bool) -> Result<()> {
    match asked {
        true => Err(faults::invalid_input(
            "Encrypted assertions are not supported: AssertionEncryptionMode and AddPrivateKey \
             cannot be set.",
        )),
        false => Ok(()),
    }
}

/// All of a kind, by name.
pub async fn all(cx: &Cx, kind: Kind) -> Result<Vec<Entity>> {
    let mut all: Vec<Entity> = Vec::new();
    loop {
        let after = all.last().map_or("", |last| last.name.as_str()).to_owned();
        let rows = iam_entity::page(cx.store(), kind, &after, CHUNK_ROWS).await?;
        let last = (rows.len() as i64) < CHUNK_ROWS;
        all.extend(rows);
        if last {
            return Ok(all);
        }
    }
}

/// Inserts a new provider, whose document is complete.
///
/// Errors, in order: the name is taken (`EntityAlreadyExists`); as many as there may be
/// (`LimitExceeded`).
pub async fn insert(caller: &Admin, whose: Whose<'_>, provider: &Entity) -> Result<()> {
    let name = entity::name(provider);
    for _ in 0..TRIES {
        crate::entities::room_for(caller, provider.kind, name).await?;
        let change = Change::new(caller).insert(provider);
        let target = format!("{} {name}", whose.word());
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}

/// Changes a provider as it is in the store; nothing is written where nothing changes.
///
/// Errors, in order: an ARN that is none (`InvalidInput`); unknown (`NoSuchEntity`); those of `changed`.
pub async fn change(
    caller: &Admin,
    whose: Whose<'_>,
    changed: impl Fn(&mut Entity) -> Result<()>,
) -> Result<()> {
    for _ in 0..TRIES {
        let before = whose.found(caller).await?;
        let mut provider = before.clone();
        changed(&mut provider)?;
        if provider == before {
            return Ok(());
        }
        let change = Change::new(caller).update(&provider);
        let target = format!("{} {}", whose.word(), entity::name(&provider));
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}

/// Deletes a provider. Roles that trust it stay as they are.
///
/// Errors, in order: an ARN that is none (`InvalidInput`); unknown (`NoSuchEntity`).
pub async fn delete(caller: &Admin, whose: Whose<'_>) -> Result<()> {
    for _ in 0..TRIES {
        let provider = whose.found(caller).await?;
        let change = Change::new(caller).delete(&provider);
        let target = format!("{} {}", whose.word(), entity::name(&provider));
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_issuers() {
        for (url, name) in [
            ("https://server.example", "server.example"),
            ("https://a.example/", "a.example/"),
            ("https://a.example:8443/realms/b%20c", "a.example:8443/realms/b%20c"),
            ("https://localhost/eu-west-1_A", "localhost/eu-west-1_A"),
        ] {
            assert_eq!(name_of_url(url).ok(), Some(name), "{url}");
        }
        for url in [
            "http://a.example",
            "a.example",
            "https://",
            "https:///a",
            "https://a..example",
            "https://user@a.example",
            "https://a.example:",
            "https://a.example:99999",
            "https://a.example:+1",
            "https://a.example/?b",
            "https://a.example/#b",
            "https://a.example/b c",
            "https://[::1]/",
        ] {
            assert_eq!(name_of_url(url).unwrap_err().code, "ValidationError", "{url}");
        }
    }
}
