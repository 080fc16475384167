//! From which pages a passkey of a relying party may be used.

/// Does this origin belong to the relying party?
///
/// `https` on the relying party's name or one below it, any port. Names at or below `localhost` mean
/// the user's own machine, where browsers permit `http` too. Apps' origins (`android:…`) are refused:
/// nothing ties them to the relying party here.
pub fn is_allowed(origin: &str, rp_id: &str) -> bool {
    let Some((scheme, host)) = split(origin) else { return false };
    let is_local = host == "localhost" || host.ends_with(".localhost");
    let is_below =
        host.strip_suffix(rp_id).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    is_below && !rp_id.is_empty() && (scheme == "https" || (scheme == "http" && is_local))
}

/// The host of a URL like an origin's; None for other schemes and forms.
pub fn origin_host(origin: &str) -> Option<&str> {
    split(origin).map(|(_, host)| host)
}

/// Browsers serialise origins in lower case, without a path and without the default port.
fn split(origin: &str) -> Option<(&str, &str)> {
    let (scheme, authority) = origin.split_once("://")?;
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let is_port = port.parse::<u16>().is_ok() && port.bytes().all(|b| b.is_ascii_digit());
    let is_host = !host.is_empty()
        && host.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_'))
        && !host.starts_with('.');
    (matches!(scheme, "http" | "https") && is_host && is_port).then_some((scheme, host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_the_relying_party_and_below_it_are_its_own() {
        for (origin, rp_id, expected) in [
            ("https://auth.example.com", "auth.example.com", true),
            ("https://auth.example.com:8443", "auth.example.com", true),
            ("https://login.auth.example.com", "auth.example.com", true),
            ("http://localhost:9229", "localhost", true),
            ("https://localhost", "localhost", true),
            ("http://app.auth.us-east-1.localhost:9229", "app.auth.us-east-1.localhost", true),
            ("http://auth.example.com", "auth.example.com", false),
            ("https://example.com", "auth.example.com", false),
            ("https://evilauth.example.com", "auth.example.com", false),
            ("https://auth.example.com.evil.net", "auth.example.com", false),
            ("https://user@auth.example.com", "auth.example.com", false),
            ("https://auth.example.com/", "auth.example.com", false),
            ("https://auth.example.com:x", "auth.example.com", false),
            ("https://auth.example.com:+443", "auth.example.com", false),
            ("https://AUTH.example.com", "auth.example.com", false),
            ("https://.auth.example.com", "auth.example.com", false),
            ("android:apk-key-hash:AAAA", "auth.example.com", false),
            ("https://", "", false),
            ("null", "null", false),
            ("", "", false),
        ] {
            assert_eq!(is_allowed(origin, rp_id), expected, "{origin} {rp_id}");
        }
    }
}
