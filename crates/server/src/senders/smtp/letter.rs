//! An e-mail as it travels (RFC 5322).

use std::time::{Duration, SystemTime};

use lettre::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};

use cognate_core::notify::{Message, SendError};

/// Who writes the e-mails.
pub struct Letters {
    pub from: Mailbox,
    /// Domains in which pools may name a sender.
    pub from_domains: Vec<String>,
}

impl Letters {
    /// The identifier stays the same over all tries, so that receivers can drop a second copy.
    pub fn write(&self, message: &Message) -> Result<lettre::Message, SendError> {
        let to: Address = message
            .to
            .parse()
            .map_err(|_| SendError::permanent("the recipient's address is not one"))?;
        let from = self.sender(message);
        let id = format!("<{}@{}>", hex::encode(message.id), from.email.domain());
        let created = u64::try_from(message.created_ms).unwrap_or_default();
        let mut builder = lettre::Message::builder()
            .from(from)
            .to(Mailbox::new(None, to))
            .subject(one_line(&message.subject))
            .date(SystemTime::UNIX_EPOCH + Duration::from_millis(created))
            .message_id(Some(id))
            // Absence notes and the like are not wanted back.
            .raw_header(HeaderValue::new(AUTO_SUBMITTED, "auto-generated".to_owned()));
        let reply_to = message.reply_to.as_deref().and_then(|reply| reply.parse().ok());
        if let Some(reply_to) = reply_to {
            builder = builder.reply_to(reply_to);
        }
        let text = message.text.clone();
        let written = match &message.html {
            None => builder.header(ContentType::TEXT_PLAIN).body(text),
            Some(html) => builder.multipart(MultiPart::alternative_plain_html(text, html.clone())),
        };
        written.map_err(|error| SendError::permanent(format!("it cannot be written: {error}")))
    }

    /// The pool's own sender where the operator lets its domain be used.
    fn sender(&self, message: &Message) -> Mailbox {
        let own = message.from.as_deref().and_then(|from| from.parse::<Mailbox>().ok());
        own.filter(|own| {
            let domain = own.email.domain();
            self.from_domains.iter().any(|permitted| permitted.eq_ignore_ascii_case(domain))
        })
        .unwrap_or_else(|| self.from.clone())
    }
}

const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");

/// Header injection stops here, whatever a template or a user's name holds.
fn one_line(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cognate_core::notify::{Channel, Reason};

    fn letters() -> Letters {
        Letters {
            from: "Cognate <no-reply@example.com>".parse().unwrap(),
            from_domains: vec!["shop.example".to_owned()],
        }
    }

    fn message() -> Message {
        Message {
            id: [0xab; 16],
            pool: "us-east-1_abc".to_owned(),
            channel: Channel::Email,
            to: "alice@example.org".to_owned(),
            from: None,
            reply_to: None,
            subject: "Your code".to_owned(),
            text: "It is 123456.\nBye.".to_owned(),
            html: Some("It is <b>123456</b>.<br>Bye, Zoë.".to_owned()),
            reason: Reason::SignUp,
            code: Some("123456".to_owned()),
            created_ms: 1_800_000_000_000,
        }
    }

    fn written(message: &Message) -> String {
        String::from_utf8(letters().write(message).unwrap().formatted()).unwrap()
    }

    #[test]
    fn an_e_mail_has_both_forms_and_a_lasting_identifier() {
        let text = written(&message());
        for part in [
            "From: Cognate <no-reply@example.com>\r\n",
            "To: alice@example.org\r\n",
            "Subject: Your code\r\n",
            "Date: Fri, 15 Jan 2027 08:00:00 +0000\r\n",
            "Message-ID: <abababababababababababababababab@example.com>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "multipart/alternative",
            "It is 123456.\r\nBye.",
            "It is <b>123456</b>.<br>Bye, Zo=C3=AB.",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        let plain = written(&Message { html: None, ..message() });
        assert!(plain.contains("Content-Type: text/plain") && !plain.contains("multipart"));
    }

    #[test]
    fn il_3_no_header_is_injected() {
        let subject = "Hi\r\nBcc: eve@example.com\r\n\r\nbody".to_owned();
        let text = written(&Message { subject, ..message() });
        assert!(!text.contains("\r\nBcc:"), "{text}");
        for to in ["a@b.example, eve@example.com", "a@b.example\r\nBcc: eve@example.com", "", "a"] {
            let refused = letters().write(&Message { to: to.to_owned(), ..message() }).err();
            assert!(refused.is_some_and(|error| !error.retry), "{to}");
        }
        let reply_to = Some("a@b.example\r\nBcc: eve@example.com".to_owned());
        assert!(!written(&Message { reply_to, ..message() }).contains("Bcc"));
    }

    #[test]
    fn pools_name_their_sender_in_permitted_domains_only() {
        let from = |from: &str| written(&Message { from: Some(from.to_owned()), ..message() });
        assert!(from("Shop <hello@SHOP.example>").contains("From: Shop <hello@SHOP.example>"));
        for other in ["ceo@bank.example", "x@a.shop.example", "nonsense"] {
            assert!(from(other).contains("From: Cognate <no-reply@example.com>"), "{other}");
        }
        let reply_to = Some("help@shop.example".to_owned());
        let text = written(&Message { reply_to, ..message() });
        assert!(text.contains("Reply-To: help@shop.example"));
    }
}
