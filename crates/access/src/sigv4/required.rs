//! Which headers a signature must cover, and which may stand only once.

use super::{Form, PayloadRule, RequestView, Rules, SigError, header};

const SIGNED_HEADERS_MAX: usize = 100;
const HEADERS_BYTES_MAX: usize = 64 * 1024;

/// Added or changed on the way by browsers and proxies, and without effect.
const NEED_NOT_BE_SIGNED: &str = "x-amz-user-agent";

/// Checks the headers before the signature is parsed: bounded, without line breaks, and single
/// where a second value could mean something else to another reader.
pub(super) fn check_headers(view: &RequestView) -> Result<(), SigError> {
    let bytes: usize = view.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
    if bytes > HEADERS_BYTES_MAX {
        return Err(SigError::Incomplete("The request has too many header bytes.".to_owned()));
    }
    for (index, (name, value)) in view.headers.iter().enumerate() {
        if value.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
            return Err(SigError::Incomplete(format!(
                "The value of '{}' is not a valid header value.",
                header::shown(name)
            )));
        }
        let single = matches!(*name, "host" | "authorization" | "date") || is_amz(name);
        if single && view.headers[..index].iter().any(|(earlier, _)| earlier == name) {
            return Err(header::repeated(name));
        }
    }
    Ok(())
}

/// Checks the list of signed headers against the request.
pub(super) fn check_signed(
    view: &RequestView,
    signed_headers: &str,
    form: Form,
    rules: Rules,
) -> Result<(), SigError> {
    let signed: Vec<&str> = signed_headers.split(';').collect();
    let ordered = signed.windows(2).all(|pair| pair[0] < pair[1]);
    if !ordered || signed.len() > SIGNED_HEADERS_MAX || !signed.iter().all(|name| is_name(name)) {
        return Err(SigError::Incomplete(
            "SignedHeaders must be lower-case header names, sorted, each once, separated by ';'."
                .to_owned(),
        ));
    }
    if !signed.contains(&"host") && !signed.contains(&":authority") {
        return Err(SigError::must_be_signed("'Host' or ':authority'"));
    }
    for (name, _) in view.headers {
        if is_amz(name) && *name != NEED_NOT_BE_SIGNED && !signed.contains(name) {
            return Err(SigError::must_be_signed(&format!("'{}'", header::shown(name))));
        }
    }
    for name in &signed {
        if view.values(name).next().is_none() {
            return Err(SigError::InvalidSignature(format!(
                "The request has no header '{name}', which its SignedHeaders name."
            )));
        }
    }
    let declares = signed.contains(&"x-amz-content-sha256");
    if rules.payload == PayloadRule::Declared && form == Form::Header && !declares {
        return Err(SigError::Incomplete(
            "Missing required header for this request: x-amz-content-sha256".to_owned(),
        ));
    }
    Ok(())
}

fn is_amz(name: &str) -> bool {
    name.starts_with("x-amz-")
}

fn is_name(name: &str) -> bool {
    let token = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"!#$%&'*+-.^_`|~".contains(&byte)
    };
    name == ":authority" || (!name.is_empty() && name.bytes().all(token))
}
