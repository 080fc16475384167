//! Which pages may talk to a server in development mode (BS-2): it lets everybody act as root, so a
//! foreign web page must not reach it through the developer's browser.

use http::HeaderMap;
use http::header::ORIGIN;

use super::host::{host_of_url, loopback};

/// Whether the request's `Origin`, if it has one, is a loopback origin or among the permitted ones.
///
/// Our own pages send no referrer, and therefore `null`, with their forms; browsers tell those from
/// others by a header that no page can set.
pub fn permitted(headers: &HeaderMap, further: &[String]) -> bool {
    let own = headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin");
    headers.get_all(ORIGIN).iter().all(|origin| {
        let Ok(origin) = origin.to_str() else { return false };
        further.iter().any(|permitted| permitted == origin)
            || own && origin == "null"
            || host_of_url(origin).is_some_and(|host| loopback(&host))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bs_2_foreign_pages_are_refused() {
        let further = ["http://app.test:3000".to_owned()];
        let check = |origin: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(ORIGIN, origin.parse().unwrap());
            permitted(&headers, &further)
        };
        assert!(permitted(&HeaderMap::new(), &further));
        for origin in [
            "http://localhost:3000",
            "https://a.localhost",
            "http://127.0.0.1",
            "http://[::1]:5173",
        ] {
            assert!(check(origin), "{origin}");
        }
        assert!(check("http://app.test:3000"));
        for origin in
            ["null", "https://evil.example", "http://app.test", "http://localhost.evil.example"]
        {
            assert!(!check(origin), "{origin}");
        }
        let null = |site: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ORIGIN, "null".parse().unwrap());
            headers.insert("sec-fetch-site", site.parse().unwrap());
            permitted(&headers, &further)
        };
        assert!(null("same-origin"));
        for site in ["same-site", "cross-site", "none"] {
            assert!(!null(site), "{site}");
        }
    }
}
