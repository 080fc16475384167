//! Django's forms: the name of the hasher, then fields between dollar signs.

use super::pbkdf2::Digest;
use super::phc::{rounds, scrypt_params};
use super::{Form, Unknown, bcrypt, decoded, phc};

pub(super) fn parse(text: &str) -> Result<Form, Unknown> {
    let (name, rest) = text.split_once('$').ok_or(Unknown)?;
    match name {
        "argon2" => phc::argon2(&format!("${rest}")),
        "bcrypt" => bcrypt(rest).map(Form::Bcrypt),
        "bcrypt_sha256" => bcrypt(rest).map(Form::BcryptOfSha256),
        "scrypt" => scrypt(rest),
        "pbkdf2_sha1" | "pbkdf2_sha256" => {
            let parts: Vec<&str> = rest.split('$').collect();
            let [count, salt, hash] = parts.as_slice() else { return Err(Unknown) };
            let (salt, hash) = (salt.as_bytes().to_vec(), decoded(hash)?);
            Ok(Form::Pbkdf2 { digest: Digest::of(name)?, rounds: rounds(count)?, salt, hash })
        }
        _ => Err(Unknown),
    }
}

/// `work factor$salt$block size$parallelism$hash`
fn scrypt(rest: &str) -> Result<Form, Unknown> {
    let parts: Vec<&str> = rest.split('$').collect();
    let [n, salt, r, p, hash] = parts.as_slice() else { return Err(Unknown) };
    let number = |text: &str| text.parse::<u32>().map_err(|_| Unknown);
    let n = number(n)?;
    if !n.is_power_of_two() {
        return Err(Unknown);
    }
    let params = scrypt_params(n.trailing_zeros(), number(r)?, number(p)?)?;
    Ok(Form::Scrypt { params, salt: salt.as_bytes().to_vec(), hash: decoded(hash)? })
}
