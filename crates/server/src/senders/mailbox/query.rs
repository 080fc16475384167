//! What of the mailbox is asked for.

/// The query of both addresses.
#[derive(Default)]
pub struct Query {
    /// One recipient; empty: all.
    pub to: String,
    /// The page loads itself anew every few seconds.
    pub live: bool,
}

impl Query {
    /// Unknown and broken parts count as absent. A `+` is itself: it is frequent in addresses and
    /// numbers, and neither holds spaces.
    pub fn of(text: Option<&str>) -> Query {
        let mut query = Query::default();
        for pair in text.unwrap_or_default().split('&') {
            match pair.split_once('=') {
                Some(("to", value)) => query.to = decoded(value).trim().to_owned(),
                Some(("live", "1")) => query.live = true,
                _ => {}
            }
        }
        query
    }

    pub fn picks(&self, to: &str) -> bool {
        self.to.is_empty() || self.to.eq_ignore_ascii_case(to)
    }

    /// The query that asks for `to`.
    pub fn link(to: &str, live: bool) -> String {
        let mut link = "mailbox".to_owned();
        let live = live.then(|| "live=1".to_owned());
        let to = (!to.is_empty()).then(|| format!("to={}", encoded(to)));
        for (index, part) in [to, live].into_iter().flatten().enumerate() {
            link.push(if index == 0 { '?' } else { '&' });
            link.push_str(&part);
        }
        link
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = match (first, tail) {
            (b'%', [high, low, ..]) => hex::decode([*high, *low]).ok(),
            _ => None,
        };
        match escaped {
            Some(byte) => {
                bytes.extend(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_back() {
        for to in ["", "a+b@example.com", "+15551234567", "ü&=#%<\"@x"] {
            let link = Query::link(to, true);
            let query = Query::of(link.split_once('?').map(|(_, query)| query));
            assert_eq!((query.to.as_str(), query.live), (to, true), "{link}");
        }
    }
}
