//! The canonical request: one spelling for all requests that mean the same.

use super::{PathRule, RequestView, SigError, percent, query};

/// ```text
/// method \n path \n query \n (name:value\n)* \n signed headers \n payload hash
/// ```
///
/// `signed_headers` is sorted, lower case and separated by `;`; `payload_hash` is what stands for
/// the body. Fails with [`SigError::InvalidSignature`] where the target has no single meaning:
/// broken escapes, or a `+` in the query.
pub fn canonical_request(
    view: &RequestView,
    signed_headers: &str,
    payload_hash: &str,
    path_rule: PathRule,
) -> Result<Vec<u8>, SigError> {
    let (path, raw_query) = view.path_and_query();
    let mut out = Vec::with_capacity(512 + view.target.len());
    out.extend_from_slice(view.method.as_bytes());
    out.push(b'\n');
    push_path(&mut out, path, path_rule)?;
    out.push(b'\n');
    push_query(&mut out, raw_query)?;
    out.push(b'\n');
    for name in signed_headers.split(';') {
        push_header(&mut out, view, name);
    }
    out.push(b'\n');
    out.extend_from_slice(signed_headers.as_bytes());
    out.push(b'\n');
    out.extend_from_slice(payload_hash.as_bytes());
    Ok(out)
}

fn push_path(out: &mut Vec<u8>, path: &str, rule: PathRule) -> Result<(), SigError> {
    match rule {
        PathRule::Normalized => percent::encode_into(out, normalized(path).as_bytes(), Some(b'/')),
        PathRule::AsIs if path.is_empty() => out.push(b'/'),
        PathRule::AsIs => {
            let decoded = percent::decode(path).ok_or_else(broken_escape)?;
            percent::encode_into(out, &decoded, Some(b'/'));
        }
    }
    Ok(())
}

/// Without empty and dot segments; a trailing slash stays. Encoded dots are left alone, as signers
/// leave them alone.
fn normalized(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(kept.pop()),
            _ => kept.push(segment),
        }
    }
    let end = if path.ends_with('/') && !kept.is_empty() { "/" } else { "" };
    format!("/{}{end}", kept.join("/"))
}

/// Sorted by encoded name, then value. The signature itself is left out, all else stays.
fn push_query(out: &mut Vec<u8>, raw: &str) -> Result<(), SigError> {
    let mut pairs: Vec<(String, String)> = query::pairs(raw)?
        .iter()
        .filter(|(name, _)| name != query::SIGNATURE.as_bytes())
        .map(|(name, value)| (percent::encode(name), percent::encode(value)))
        .collect();
    pairs.sort_unstable();
    for (index, (name, value)) in pairs.iter().enumerate() {
        if index > 0 {
            out.push(b'&');
        }
        out.extend_from_slice(name.as_bytes());
        out.push(b'=');
        out.extend_from_slice(value.as_bytes());
    }
    Ok(())
}

/// Trimmed of spaces and tabs, runs of spaces made one, several values joined in order. Other
/// bytes stay as they are: folding more would let different requests share a signature.
fn push_header(out: &mut Vec<u8>, view: &RequestView, name: &str) {
    out.extend_from_slice(name.as_bytes());
    out.push(b':');
    for (index, value) in view.values(name).enumerate() {
        if index > 0 {
            out.push(b',');
        }
        let mut previous = 0;
        for &byte in trimmed(value) {
            if !(byte == b' ' && previous == b' ') {
                out.push(byte);
            }
            previous = byte;
        }
    }
    out.push(b'\n');
}

fn trimmed(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

pub(super) fn broken_escape() -> SigError {
    SigError::InvalidSignature("The request target has a broken percent escape.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(raw: &str, rule: PathRule) -> String {
        let mut out = Vec::new();
        push_path(&mut out, raw, rule).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn normalizes_and_encodes_twice_except_for_s3() {
        for (raw, plain, s3) in [
            ("", "/", "/"),
            ("/", "/", "/"),
            ("//", "/", "//"),
            ("/a/..", "/", "/a/.."),
            ("/a/b/..", "/a", "/a/b/.."),
            ("/../../a", "/a", "/../../a"),
            ("/a//./b/", "/a/b/", "/a//./b/"),
            ("/a%20b/c%2Fd", "/a%2520b/c%252Fd", "/a%20b/c/d"),
            ("/%2e%2e/a", "/%252e%252e/a", "/../a"),
            ("/é", "/%C3%A9", "/%C3%A9"),
        ] {
            assert_eq!(path(raw, PathRule::Normalized), plain, "{raw}");
            assert_eq!(path(raw, PathRule::AsIs), s3, "{raw}");
        }
        assert!(push_path(&mut Vec::new(), "/%4", PathRule::AsIs).is_err());
    }

    #[test]
    fn sorts_the_query_by_encoded_name_then_value() {
        let mut out = Vec::new();
        push_query(&mut out, "b=2&a&b=1&B=%7E&%C3%A9=x%3d&&X-Amz-Signature=00").unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "%C3%A9=x%3D&B=~&a=&b=1&b=2");
        for broken in ["a=%4", "a+b=1", "a=1+2"] {
            assert!(push_query(&mut Vec::new(), broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn folds_spaces_in_header_values_and_nothing_else() {
        let headers: &[(&str, &[u8])] =
            &[("x", b" \ta  \"b   c\"\t \td\t"), ("y", b""), ("x", b"\xC2\xA0z ")];
        let view = RequestView { method: "GET", target: "/", headers, body: b"" };
        let mut out = Vec::new();
        push_header(&mut out, &view, "x");
        assert_eq!(out, b"x:a \"b c\"\t \td,\xC2\xA0z\n");
    }
}
