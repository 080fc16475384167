//! The two ways to reach a user.

/// `DeliveryMediumType`, and the contact attribute that goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Medium {
    Email,
    Sms,
}

impl Medium {
    pub const ALL: [Medium; 2] = [Medium::Email, Medium::Sms];

    /// `EMAIL` or `SMS`.
    pub fn as_str(self) -> &'static str {
        match self {
            Medium::Email => "EMAIL",
            Medium::Sms => "SMS",
        }
    }

    /// The attribute that holds the address: `email` or `phone_number`.
    pub fn attribute(self) -> &'static str {
        match self {
            Medium::Email => "email",
            Medium::Sms => "phone_number",
        }
    }

    /// By the name of the contact attribute.
    pub fn of_attribute(name: &str) -> Option<Medium> {
        Medium::ALL.into_iter().find(|medium| medium.attribute() == name)
    }

    /// The number stored in tables; never renumber.
    pub fn code(self) -> i64 {
        match self {
            Medium::Email => 1,
            Medium::Sms => 2,
        }
    }

    pub fn from_code(code: i64) -> Option<Medium> {
        Medium::ALL.into_iter().find(|medium| medium.code() == code)
    }
}
