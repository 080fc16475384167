//! Everything about a signature that can be judged without a key.

use super::header::{self, Parts};
use super::{
    Expect, Form, Payload, PayloadRule, Presented, RegionRule, RequestView, Rules, SigError,
    TERMINATOR, date, query, required,
};

/// A presigned URL without `X-Amz-Expires` ends after this, and outside S3 every one does.
const PRESIGNED_SECONDS_MAX: i64 = 900;

/// Finds and judges the signature of a request; `None` when it carries none of any form (the
/// caller answers [`SigError::MissingToken`] where one is needed).
///
/// Errors, in order: malformed or repeated headers, both forms at once, missing or unknown parts,
/// algorithm, credential grammar, date, scope, time window, signed headers, payload mode, and an
/// access key whose kind does not fit the session token.
pub fn presented(view: &RequestView, expect: &Expect) -> Result<Option<Presented>, SigError> {
    let raw_query = view.path_and_query().1;
    let authorization = view.values("authorization").next();
    let presigned = query::is_presigned(raw_query);
    if authorization.is_none() && !presigned {
        return Ok(None);
    }
    required::check_headers(view)?;
    let parts = match authorization {
        Some(value) if !presigned => header::parse(view, value)?,
        Some(_) => return Err(two_forms()),
        None => presigned_parts(view, raw_query)?,
    };
    judge(view, expect, parts).map(Some)
}

fn judge(view: &RequestView, expect: &Expect, parts: Parts) -> Result<Presented, SigError> {
    let rules = Rules::of(expect.service);
    let [access_key_id, day, region, service, terminator] = credential(&parts.credential)?;
    let signature = signature(&parts.signature)?;
    let signed_at_ms = date::parse_amz_date(&parts.amz_date).ok_or_else(|| {
        SigError::Incomplete(format!(
            "Date must be in ISO-8601 'basic format'. Got '{}'. See \
             http://en.wikipedia.org/wiki/ISO_8601",
            header::shown(&parts.amz_date)
        ))
    })?;
    if !parts.amz_date.starts_with(day) {
        return Err(SigError::InvalidSignature(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from \
             HTTP"
                .to_owned(),
        ));
    }
    check_scope(expect, region, service, terminator)?;
    check_window(expect, &parts, signed_at_ms, rules)?;
    required::check_signed(view, &parts.signed_headers, parts.form, rules)?;
    let payload = payload(&parts, rules)?;
    let temporary = parts.session_token.is_some();
    if (access_key_id.starts_with("AKIA") && temporary)
        || (access_key_id.starts_with("ASIA") && !temporary)
    {
        return Err(SigError::Unrecognized);
    }
    Ok(Presented {
        access_key_id: access_key_id.to_owned(),
        region: region.to_owned(),
        service: service.to_owned(),
        date: day.to_owned(),
        session_token: parts.session_token,
        amz_date: parts.amz_date,
        signed_at_ms,
        form: parts.form,
        payload,
        signed_headers: parts.signed_headers,
        signature,
    })
}

fn two_forms() -> SigError {
    SigError::Incomplete("Only one auth mechanism allowed".to_owned())
}

/// A presigned request states time and token in its query, and only there. The hash of its body
/// may stand in either place, once.
fn presigned_parts(view: &RequestView, raw_query: &str) -> Result<Parts, SigError> {
    let mut parts = query::parse(raw_query)?;
    for name in ["x-amz-date", "x-amz-security-token"] {
        if header::one(view, name)?.is_some() {
            return Err(two_forms());
        }
    }
    if let Some(hash) = header::one(view, "x-amz-content-sha256")?
        && parts.content_sha256.replace(hash.to_owned()).is_some()
    {
        return Err(two_forms());
    }
    Ok(parts)
}

/// `access key / date / region / service / terminator`
fn credential(text: &str) -> Result<[&str; 5], SigError> {
    let parts: Vec<&str> = text.split('/').collect();
    let key = |id: &str| {
        (1..=128).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    <[&str; 5]>::try_from(parts).ok().filter(|parts| key(parts[0])).ok_or_else(|| {
        SigError::Incomplete(format!(
            "Credential must have exactly 5 slash-delimited elements, e.g. \
             keyid/date/region/service/term, got '{}'",
            header::shown(text)
        ))
    })
}

/// 64 lower-case hex digits, as every signer writes them.
fn signature(text: &str) -> Result<[u8; 32], SigError> {
    let mut bytes = [0; 32];
    let lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
    match hex::decode_to_slice(text, &mut bytes) {
        Ok(()) if lower => Ok(bytes),
        _ => Err(SigError::Incomplete(
            "Signature must be 64 lower-case hexadecimal digits.".to_owned(),
        )),
    }
}

fn check_scope(
    expect: &Expect,
    region: &str,
    service: &str,
    terminator: &str,
) -> Result<(), SigError> {
    let known = match expect.regions {
        RegionRule::AwsShaped => is_aws_shaped(region),
        RegionRule::OneOf(list) => list.iter().any(|one| one == region),
    };
    let text = if !known {
        "Credential should be scoped to a valid region.".to_owned()
    } else if service != expect.service {
        format!("Credential should be scoped to correct service: '{}'.", expect.service)
    } else if terminator != TERMINATOR {
        format!("Credential should be scoped with a valid terminator: '{TERMINATOR}'")
    } else {
        return Ok(());
    };
    Err(SigError::InvalidSignature(text))
}

/// Letters, at least one more word, a number: `us-east-1`, `us-iso-west-1`, `ap-southeast-10`.
fn is_aws_shaped(region: &str) -> bool {
    let words: Vec<&str> = region.split('-').collect();
    let [first, middle @ .., last] = words.as_slice() else { return false };
    let word =
        |word: &str| (2..=12).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase());
    (1..=3).contains(&middle.len())
        && (2..=4).contains(&first.len())
        && word(first)
        && middle.iter().all(|one| word(one))
        && (1..=2).contains(&last.len())
        && last.bytes().all(|byte| byte.is_ascii_digit())
}

fn check_window(
    expect: &Expect,
    parts: &Parts,
    signed_at_ms: i64,
    rules: Rules,
) -> Result<(), SigError> {
    let lifetime_seconds = match parts.form {
        Form::Header => expect.window_seconds,
        Form::Query { expires_seconds } if rules == Rules::S3 => {
            expires_seconds.unwrap_or(PRESIGNED_SECONDS_MAX)
        }
        Form::Query { expires_seconds } => {
            expires_seconds.unwrap_or(PRESIGNED_SECONDS_MAX).min(PRESIGNED_SECONDS_MAX)
        }
    };
    let now_ms = expect.now_ms - expect.now_ms.rem_euclid(1000);
    let (now, at) = (date::amz_date(now_ms), &parts.amz_date);
    let earliest_ms = now_ms - lifetime_seconds * 1000;
    let latest_ms = now_ms + expect.window_seconds * 1000;
    if signed_at_ms < earliest_ms {
        return Err(SigError::Skew(format!(
            "Signature expired: {at} is now earlier than {} ({now} - {})",
            date::amz_date(earliest_ms),
            span(lifetime_seconds)
        )));
    }
    if signed_at_ms > latest_ms {
        return Err(SigError::Skew(format!(
            "Signature not yet current: {at} is still later than {} ({now} + {})",
            date::amz_date(latest_ms),
            span(expect.window_seconds)
        )));
    }
    Ok(())
}

/// `5 min.`, or seconds where minutes would lie.
fn span(seconds: i64) -> String {
    if seconds % 60 == 0 { format!("{} min.", seconds / 60) } else { format!("{seconds} sec.") }
}

fn payload(parts: &Parts, rules: Rules) -> Result<Payload, SigError> {
    let declared = parts.content_sha256.as_deref();
    match rules.payload {
        PayloadRule::Declared => {
            Ok(Payload::Declared(declared.unwrap_or("UNSIGNED-PAYLOAD").to_owned()))
        }
        PayloadRule::Body if declared.is_none_or(is_sha256) => {
            Ok(Payload::Body { declared: declared.map(str::to_owned) })
        }
        PayloadRule::Body => Err(SigError::InvalidSignature(
            "x-amz-content-sha256 must be the SHA-256 of the body, in lower-case hexadecimal \
             digits. Unsigned and chunked payloads are not supported."
                .to_owned(),
        )),
    }
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
