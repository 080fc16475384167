//! What is inside the seal:
//!
//! ```text
//! | form: 1 as it is, 2 deflated | length of the body, u32 BE | body (postcard) | zeros |
//! ```

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use serde::Serialize;
use zeroize::Zeroizing;

use super::{NewSession, Session};
use crate::error::{Error, Result};

/// Characters of base64. With the other headers a request must fit into what proxies let through.
pub const TOKEN_BYTES_MAX: usize = 4096;

const PLAIN: u8 = 1;
const DEFLATED: u8 = 2;
const HEAD: usize = 5;
/// What sealing adds.
const SEAL: usize = 33;
/// Shorter bodies fit as they are, and deflating them would cost a tenth of all that an identity's
/// credentials do, and again with every request that shows them.
const DEFLATE_FROM: usize = 1024;
/// A quick level: the text is short and full of what is in its first lines.
const LEVEL: u8 = 4;
/// No session that fits into a token is longer.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// `token_bytes_min`: how many characters the sealed token shall have at least.
pub fn write(session: &Session, token_bytes_min: usize) -> Result<Zeroizing<Vec<u8>>> {
    let body = Zeroizing::new(postcard::to_stdvec(session).map_err(Error::internal)?);
    let (form, body) = match body.len() {
        ..DEFLATE_FROM => (PLAIN, body),
        _ => (DEFLATED, Zeroizing::new(compress_to_vec(&body, LEVEL))),
    };
    let sealed_min = token_bytes_min.min(TOKEN_BYTES_MAX).div_ceil(4) * 3;
    let bytes = (HEAD + body.len()).max(sealed_min.saturating_sub(SEAL));
    let mut plain = Zeroizing::new(Vec::with_capacity(bytes));
    plain.push(form);
    plain.extend_from_slice(&(body.len() as u32).to_be_bytes());
    plain.extend_from_slice(&body);
    plain.resize(bytes, 0);
    Ok(plain)
}

/// `None` for a form of another version.
pub fn read(plain: &[u8]) -> Option<Session> {
    let (&[form, ref length @ ..], rest) = plain.split_first_chunk::<HEAD>()?;
    let body = rest.get(..u32::from_be_bytes(*length) as usize)?;
    match form {
        PLAIN => postcard::from_bytes(body).ok(),
        DEFLATED => {
            let body = decompress_to_vec_with_limit(body, BODY_BYTES_MAX).ok()?;
            postcard::from_bytes(&Zeroizing::new(body)).ok()
        }
        _ => None,
    }
}

/// Bytes that policies and tags take, deflated; `None` without any.
pub fn packed_bytes(new: &NewSession) -> Option<usize> {
    #[derive(Serialize)]
    struct Packed<'a>(&'a Option<String>, &'a [String], &'a [(String, String)]);
    let packed = Packed(&new.policy, &new.policy_arns, &new.tags);
    if new.policy.is_none() && new.policy_arns.is_empty() && new.tags.is_empty() {
        return None;
    }
    let body = postcard::to_stdvec(&packed).expect("texts can be written");
    Some(compress_to_vec(&body, LEVEL).len())
}

/// A secret inside a body, which is cleared and sealed like it.
pub mod secret {
    use cognate_crypto::Secret;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(secret: &Secret<String>, to: S) -> Result<S::Ok, S::Error> {
        secret.expose().serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Secret<String>, D::Error> {
        String::deserialize(from).map(Secret::new)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Federated, Kind};
    use super::*;

    fn session(policy: Option<String>) -> Session {
        Session {
            access_key_id: "ASIAQQQQQQQQQQQQQQQQ".into(),
            secret: cognate_crypto::Secret::new("s".repeat(40)),
            account: "123456789012".into(),
            kind: Kind::Role { role_id: "AROAQ".into(), session_name: "one".into() },
            issued_at: 1_700_000_000,
            expires_at: 1_700_003_600,
            policy,
            policy_arns: vec!["arn:aws:iam::aws:policy/ReadOnlyAccess".into()],
            scope_down: true,
            tags: vec![("team".into(), "red".into())],
            transitive: vec!["team".into()],
            source_identity: Some("ann".into()),
            mfa_at: Some(1_699_999_999),
            federated: Some(Federated {
                provider: "cognito-identity.amazonaws.com".into(),
                keys: vec![("cognito-identity.amazonaws.com:sub".into(), vec!["x".into()], false)],
            }),
            store_epoch: 3,
        }
    }

    #[test]
    fn reads_what_it_wrote_short_or_long() {
        for policy in [None, Some("{\"Statement\": []}".repeat(100))] {
            for token_bytes_min in [0, 1, 700, 4096, 9999] {
                let written = session(policy.clone());
                let plain = write(&written, token_bytes_min).unwrap();
                let token = (plain.len() + SEAL).div_ceil(3) * 4;
                assert!(token >= token_bytes_min.min(TOKEN_BYTES_MAX), "{token}");
                assert!(token <= TOKEN_BYTES_MAX, "{token}");
                let read = read(&plain).unwrap();
                assert_eq!(read.policy, written.policy);
                assert_eq!(read.secret.expose(), written.secret.expose());
                assert_eq!(read.kind, written.kind);
                assert_eq!(read.federated, written.federated);
            }
        }
    }

    #[test]
    fn other_bytes_are_no_session() {
        let plain = write(&session(None), 0).unwrap();
        for cut in 0..plain.len() {
            assert!(read(&plain[..cut]).is_none(), "{cut}");
        }
        let mut other = plain.to_vec();
        other[0] = 3;
        assert!(read(&other).is_none());
        let bomb = compress_to_vec(&vec![0; BODY_BYTES_MAX + 1], 9);
        let mut plain = vec![DEFLATED];
        plain.extend((bomb.len() as u32).to_be_bytes());
        plain.extend(bomb);
        assert!(read(&plain).is_none());
    }
}
