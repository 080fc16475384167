//! `VerificationMessageTemplate` and its three legacy members, which mirror it.

use crate::member::{object, text};
use crate::{Map, Refusal, refusal};

/// Legacy member of the pool, and the template's member with the same meaning.
pub(super) const MIRRORED: [(&str, &str); 3] = [
    ("SmsVerificationMessage", "SmsMessage"),
    ("EmailVerificationMessage", "EmailMessage"),
    ("EmailVerificationSubject", "EmailSubject"),
];

/// The template, filled from the legacy members. Contradictions are refused.
pub(super) fn template(request: &Map) -> Result<Map, Refusal> {
    let mut template = object(request, "VerificationMessageTemplate").cloned().unwrap_or_default();
    for (legacy, member) in MIRRORED {
        match (text(request, legacy), text(&template, member)) {
            (Some(old), Some(new)) if old != new => {
                return Err(refusal::invalid_parameter(format!(
                    "{legacy} and {member} of VerificationMessageTemplate must be the same."
                )));
            }
            (Some(old), None) => drop(template.insert(member.to_owned(), old.into())),
            _ => {}
        }
    }
    template.entry("DefaultEmailOption").or_insert("CONFIRM_WITH_CODE".into());
    // Beside a link, AWS keeps the message by code: its Terraform provider's own tests set both.
    if text(&template, "DefaultEmailOption") != Some("CONFIRM_WITH_LINK")
        && template.contains_key("EmailMessage")
        && template.contains_key("EmailMessageByLink")
    {
        return Err(refusal::invalid_parameter(
            "EmailMessage and EmailMessageByLink of VerificationMessageTemplate cannot both be set.",
        ));
    }
    Ok(template)
}
