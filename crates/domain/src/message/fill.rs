//! Filling templates in.

use std::fmt;

use super::plain::plain;
use super::template::{INVITATION, INVITATION_SUBJECT};
use super::{Form, Medium, Template};

// For users without a password, whom AWS's default texts would show an empty one.
const INVITATION_WITHOUT_PASSWORD: &str = "Your username is {username}. ";
const INVITATION_WITHOUT_PASSWORD_SUBJECT: &str = "Your account";

/// What takes the place of the placeholders.
#[derive(Clone, Copy, Default)]
pub struct Fill<'a> {
    /// The code, or the temporary password of an invitation; none for users without a password.
    pub code: Option<&'a str>,
    /// Shown in invitations only.
    pub username: &'a str,
    /// See [`super::confirmation_link`]; needed when [`Template::needs_link`].
    pub link: Option<&'a str>,
}

/// A message ready to go. Holds a secret: `Debug` shows none of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    pub medium: Medium,
    /// The whole address.
    pub to: String,
    /// One line, for e-mail.
    pub subject: Option<String>,
    /// The SMS, or the plain alternative of an e-mail.
    pub text: String,
    /// The e-mail.
    pub html: Option<String>,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("medium", &self.medium).finish_non_exhaustive()
    }
}

impl Template {
    /// The message to `to`. `None`: the text has no place for what the message is to bring (an
    /// invitation without `{####}`, which AWS does not deliver either), or its link is missing.
    ///
    /// Values are escaped in HTML, and a subject stays one line whatever is filled in. Placeholders
    /// inside values mean nothing.
    pub fn render(&self, to: &str, fill: &Fill) -> Option<Message> {
        let (subject, body) = self.wording(fill);
        let body = pieces(body, self.form);
        let brings_code = body.contains(&Piece::Code);
        let brings_link = body.iter().any(|piece| matches!(piece, Piece::Link(_)));
        if brings_link && fill.link.is_none() {
            return None;
        }
        if fill.code.is_some() && !brings_code && !brings_link {
            return None;
        }
        let (subject, text, html) = match self.medium {
            Medium::Sms => (None, write(&body, fill, str::to_owned), None),
            Medium::Email => {
                let html = write(&body, fill, escaped);
                // A header holds no link.
                let form = if self.form == Form::Link { Form::Code } else { self.form };
                let subject = one_line(&write(&pieces(subject, form), fill, str::to_owned));
                (Some(subject), plain(&html), Some(html))
            }
        };
        Some(Message { medium: self.medium, to: to.to_owned(), subject, text, html })
    }

    /// Whether a body has a place for the code, and for the link.
    pub(super) fn places(&self) -> (bool, bool, bool) {
        let body = pieces(&self.body, self.form);
        let has = |test: fn(&Piece) -> bool| body.iter().any(test);
        (
            has(|piece| matches!(piece, Piece::Code)),
            has(|piece| matches!(piece, Piece::Link(_))),
            has(|piece| matches!(piece, Piece::Username)),
        )
    }

    fn wording(&self, fill: &Fill) -> (&str, &str) {
        let has_nothing = self.form == Form::Invitation && fill.code.is_none();
        let subject = match self.subject.as_str() {
            INVITATION_SUBJECT if has_nothing => INVITATION_WITHOUT_PASSWORD_SUBJECT,
            given => given,
        };
        let body = match self.body.as_str() {
            INVITATION if has_nothing => INVITATION_WITHOUT_PASSWORD,
            given => given,
        };
        (subject, body)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'t> {
    Text(&'t str),
    Code,
    Username,
    /// With the text to click on.
    Link(&'t str),
}

const CODE: &str = "{####}";
const USERNAME: &str = "{username}";
const LINK_BEGIN: &str = "{##";
const LINK_END: &str = "##}";

fn pieces(template: &str, form: Form) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    // Where the text that has been passed over begins.
    let mut text = template;
    while let Some(brace) = rest.find('{') {
        let at = &rest[brace..];
        let Some((piece, length)) = placeholder(at, form) else {
            rest = &at[1..];
            continue;
        };
        let before = &text[..text.len() - at.len()];
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        pieces.push(piece);
        rest = &at[length..];
        text = rest;
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    pieces
}

/// The placeholder that `at` begins with, and its length in bytes.
fn placeholder(at: &str, form: Form) -> Option<(Piece<'_>, usize)> {
    if at.starts_with(CODE) {
        return Some((Piece::Code, CODE.len()));
    }
    match form {
        Form::Code => None,
        Form::Invitation => at.starts_with(USERNAME).then_some((Piece::Username, USERNAME.len())),
        Form::Link => {
            let (words, _) = at.strip_prefix(LINK_BEGIN)?.split_once(LINK_END)?;
            Some((Piece::Link(words), LINK_BEGIN.len() + words.len() + LINK_END.len()))
        }
    }
}

fn write(pieces: &[Piece], fill: &Fill, safe: fn(&str) -> String) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Code => out.push_str(&safe(fill.code.unwrap_or_default())),
            Piece::Username => out.push_str(&safe(fill.username)),
            Piece::Link(words) => {
                let url = escaped(fill.link.unwrap_or_default());
                out.push_str(&format!("<a href=\"{url}\">{words}</a>"));
            }
        }
    }
    out
}

/// For HTML text and quoted attribute values.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Without line breaks and other controls, so that no header can follow.
fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text.replace(breaks, " ").trim().to_owned()
}
