//! Deliveries that do not happen: what a user who does not exist is told.

use super::{Delivery, Medium};
use crate::attribute::{is_email, is_phone};
use crate::id::Draw;

/// A keyed digest of pool and folded name: the same name is told the same address every time, and
/// nobody can compute it (CT-2).
pub type Seed = [u8; 32];

/// Initials as they occur among names and among mail providers; how often matters, not which.
const LOCAL_INITIALS: &[u8] = b"aaabbccddeefgghijjjkkllmmmnoprrsssttvw";
const DOMAIN_INITIALS: &[u8] = b"ggggggghhhoooyymiiapwcest";

/// Simulated `CodeDeliveryDetails` by the first of `media` (those that the pool would use, best first)
/// that fits the shape of the name; a name that is no address gets one made up from the seed. `None`
/// without media.
pub fn simulated(media: &[Medium], typed: &str, seed: &Seed) -> Option<Delivery> {
    let typed_medium = match typed {
        text if is_email(text) => Some(Medium::Email),
        text if is_phone(text) => Some(Medium::Sms),
        _ => None,
    };
    if let Some(medium) = typed_medium.filter(|medium| media.contains(medium)) {
        return Some(Delivery::to(medium, typed));
    }
    let medium = *media.first()?;
    let mut draw = Draw::new(seed);
    let address = match medium {
        Medium::Email => {
            let [local, domain] = [LOCAL_INITIALS, DOMAIN_INITIALS].map(|from| draw.pick(from));
            format!("{}@{}", char::from(local), char::from(domain))
        }
        Medium::Sms => {
            // With the country code, most numbers have 10 to 13 digits.
            let count = 10 + draw.below(4);
            let digits: String = (0..count).map(|_| char::from(draw.pick(b"0123456789"))).collect();
            format!("+{digits}")
        }
    };
    Some(Delivery::to(medium, &address))
}
