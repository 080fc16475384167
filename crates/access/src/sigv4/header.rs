//! Signatures in the `Authorization` header.

use super::{ALGORITHM, Form, RequestView, SigError, date};

const AUTHORIZATION_BYTES_MAX: usize = 16 * 1024;

/// The parts of a signature as sent, before any of them is judged.
pub(super) struct Parts {
    pub credential: String,
    pub signed_headers: String,
    pub signature: String,
    /// In the header form already in the basic ISO form, if the client sent a `Date`.
    pub amz_date: String,
    pub session_token: Option<String>,
    pub content_sha256: Option<String>,
    pub form: Form,
}

/// Takes the signature out of the headers. `authorization` is the only such header.
pub(super) fn parse(view: &RequestView, authorization: &[u8]) -> Result<Parts, SigError> {
    if authorization.len() > AUTHORIZATION_BYTES_MAX {
        return Err(SigError::Incomplete("Authorization header is too long.".to_owned()));
    }
    let text = text(authorization, "Authorization")?.trim_matches([' ', '\t']);
    let (algorithm, rest) = text.split_once([' ', '\t']).unwrap_or((text, ""));
    if algorithm != ALGORITHM {
        return Err(SigError::UnsupportedAlgorithm(shown(algorithm)));
    }
    let [mut credential, mut signed_headers, mut signature] = [None; 3];
    for component in rest.split(',').map(|part| part.trim_matches([' ', '\t'])) {
        let (name, value) = component.split_once('=').unwrap_or((component, ""));
        let place = match name {
            "" if rest.is_empty() => break,
            "Credential" => &mut credential,
            "SignedHeaders" => &mut signed_headers,
            "Signature" => &mut signature,
            _ => {
                return Err(SigError::Incomplete(format!(
                    "'{}' is not a valid component of the Authorization header.",
                    shown(name)
                )));
            }
        };
        if place.replace(value).is_some() {
            return Err(SigError::Incomplete(format!(
                "Authorization header requires only one '{name}' parameter."
            )));
        }
    }
    let amz_date = request_date(view)?;
    let mut missing = String::new();
    for (name, value) in
        [("Credential", credential), ("Signature", signature), ("SignedHeaders", signed_headers)]
    {
        if value.is_none_or(str::is_empty) {
            missing += &format!("Authorization header requires '{name}' parameter. ");
        }
    }
    if amz_date.is_none() {
        missing += "Authorization header requires existence of either a 'X-Amz-Date' or a \
                    'Date' header. ";
    }
    match (credential, signed_headers, signature, amz_date) {
        (Some(credential), Some(signed_headers), Some(signature), Some(amz_date))
            if missing.is_empty() =>
        {
            Ok(Parts {
                credential: credential.to_owned(),
                signed_headers: signed_headers.to_owned(),
                signature: signature.to_owned(),
                amz_date,
                session_token: one(view, "x-amz-security-token")?.map(str::to_owned),
                content_sha256: one(view, "x-amz-content-sha256")?.map(str::to_owned),
                form: Form::Header,
            })
        }
        _ => Err(SigError::Incomplete(format!("{missing}Authorization={ALGORITHM}"))),
    }
}

/// The time of signing: `X-Amz-Date` as it stands, else `Date` turned into the basic ISO form.
fn request_date(view: &RequestView) -> Result<Option<String>, SigError> {
    if let Some(text) = one(view, "x-amz-date")? {
        return Ok(Some(text.to_owned()));
    }
    Ok(one(view, "date")?.map(|text| match date::parse_date_header(text) {
        Some(ms) => date::amz_date(ms),
        None => text.to_owned(),
    }))
}

/// The trimmed value of a header that may stand at most once.
pub(super) fn one<'a>(view: &'a RequestView, name: &'a str) -> Result<Option<&'a str>, SigError> {
    let mut values = view.values(name);
    let first = values.next();
    if values.next().is_some() {
        return Err(repeated(name));
    }
    first.map(|value| Ok(text(value, name)?.trim_matches([' ', '\t']))).transpose()
}

pub(super) fn repeated(name: &str) -> SigError {
    SigError::Incomplete(format!("The request has more than one '{}' header.", shown(name)))
}

fn text<'a>(value: &'a [u8], name: &str) -> Result<&'a str, SigError> {
    std::str::from_utf8(value)
        .map_err(|_| SigError::Incomplete(format!("'{name}' header must be UTF-8 text.")))
}

/// A piece of the client's own input, fit for an error text.
pub(super) fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(128).collect()
}
