//! Strings of the PHC format: `$name$v=…$key=value,…$salt$hash`.

use super::{Form, MEMORY_KIB_MAX, ROUNDS_MAX, Unknown, decoded};

/// `m=64,t=1,p=1` as numbers in the order of `names`.
pub(super) fn numbers<const N: usize>(text: &str, names: [&str; N]) -> Result<[u32; N], Unknown> {
    let mut found = [None; N];
    for part in text.split(',') {
        let (name, value) = part.split_once('=').ok_or(Unknown)?;
        let at = names.iter().position(|known| *known == name).ok_or(Unknown)?;
        found[at] = Some(value.parse().map_err(|_| Unknown)?);
    }
    let mut numbers = [0; N];
    for (number, found) in numbers.iter_mut().zip(found) {
        *number = found.ok_or(Unknown)?;
    }
    Ok(numbers)
}

pub(super) fn argon2(text: &str) -> Result<Form, Unknown> {
    let parts: Vec<&str> = text.split('$').collect();
    let ["", name, "v=19", settings, salt, hash] = parts.as_slice() else { return Err(Unknown) };
    let algorithm = match *name {
        "argon2id" => argon2::Algorithm::Argon2id,
        "argon2i" => argon2::Algorithm::Argon2i,
        "argon2d" => argon2::Algorithm::Argon2d,
        _ => return Err(Unknown),
    };
    let [memory, time, lanes] = numbers(settings, ["m", "t", "p"])?;
    let work = u64::from(memory) * u64::from(time);
    if memory > MEMORY_KIB_MAX || work > 16 * u64::from(MEMORY_KIB_MAX) {
        return Err(Unknown);
    }
    let (salt, hash) = (decoded(salt)?, decoded(hash)?);
    let params = argon2::Params::new(memory, time, lanes, Some(hash.len())).map_err(|_| Unknown)?;
    let argon = argon2::Argon2::new(algorithm, argon2::Version::V0x13, params);
    Ok(Form::Argon2 { algorithm, argon, salt, hash })
}

pub(super) fn scrypt(text: &str) -> Result<Form, Unknown> {
    let parts: Vec<&str> = text.split('$').collect();
    let ["", _, settings, salt, hash] = parts.as_slice() else { return Err(Unknown) };
    let [log_n, r, p] = numbers(settings, ["ln", "r", "p"])?;
    let params = scrypt_params(log_n, r, p)?;
    Ok(Form::Scrypt { params, salt: decoded(salt)?, hash: decoded(hash)? })
}

/// 128 · N · r bytes of memory, p times.
pub(super) fn scrypt_params(log_n: u32, r: u32, p: u32) -> Result<scrypt::Params, Unknown> {
    let log_n = u8::try_from(log_n).map_err(|_| Unknown)?;
    let bytes = 1_u64.checked_shl(log_n.into()).ok_or(Unknown)?.saturating_mul(128 * u64::from(r));
    let total = bytes.saturating_mul(u64::from(p));
    if bytes > u64::from(MEMORY_KIB_MAX) * 1_024 || total > u64::from(MEMORY_KIB_MAX) * 16_384 {
        return Err(Unknown);
    }
    scrypt::Params::new(log_n, r, p).map_err(|_| Unknown)
}

pub(super) fn rounds(text: &str) -> Result<u32, Unknown> {
    let rounds = text.parse().map_err(|_| Unknown)?;
    if (1..=ROUNDS_MAX).contains(&rounds) { Ok(rounds) } else { Err(Unknown) }
}
