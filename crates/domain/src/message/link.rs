//! The link that confirms a sign-up.

/// `<base>/confirmUser?client_id=…&user_name=…&confirmation_code=…`, where `base` is the pool's domain
/// with its scheme, or its path form, without a slash at the end.
pub fn confirmation_link(base: &str, client_id: &str, username: &str, code: &str) -> String {
    let [client_id, username, code] = [client_id, username, code].map(percent_encoded);
    format!(
        "{base}/confirmUser?client_id={client_id}&user_name={username}&confirmation_code={code}"
    )
}

/// Everything but RFC 3986's unreserved characters is encoded, byte by byte.
fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
