//! What an answer may tell about where a message went.

use super::Medium;

/// `CodeDeliveryDetails`. `destination` is masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub medium: Medium,
    pub destination: String,
}

impl Delivery {
    /// For a message to this whole address.
    pub fn to(medium: Medium, address: &str) -> Delivery {
        Delivery { medium, destination: mask(medium, address) }
    }

    /// `AttributeName`.
    pub fn attribute(&self) -> &'static str {
        self.medium.attribute()
    }
}

/// `j***@g***` or `+*******9934`.
///
/// Letters come out in lower case: in case-insensitive pools the stored spelling would otherwise tell
/// an existing address from an unknown one, which is masked as it was typed. A number so short that four
/// digits were most of it shows half of them.
pub fn mask(medium: Medium, address: &str) -> String {
    match medium {
        Medium::Email => {
            let (local, domain) = address.split_once('@').unwrap_or(("", ""));
            format!("{}***@{}***", initial(local), initial(domain))
        }
        Medium::Sms => {
            let digits: Vec<char> = address.chars().filter(char::is_ascii_digit).collect();
            let hidden = digits.len() - (digits.len() / 2).min(4);
            let shown: String = digits[hidden..].iter().collect();
            format!("+{}{shown}", "*".repeat(hidden))
        }
    }
}

fn initial(text: &str) -> String {
    text.chars().take(1).flat_map(char::to_lowercase).collect()
}
