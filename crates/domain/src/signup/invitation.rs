//! Where the invitation of AdminCreateUser goes.

use std::collections::BTreeMap;

use crate::message::Medium;

/// The media of an invitation with the addresses, e-mail first: `DesiredDeliveryMediums` (SMS when
/// nothing is desired) for which the user has an address.
pub fn invitation<'a>(
    desired: &[Medium],
    attributes: &'a BTreeMap<String, String>,
) -> Vec<(Medium, &'a str)> {
    let desired = if desired.is_empty() { &[Medium::Sms] } else { desired };
    let address = |medium: Medium| {
        let address = attributes.get(medium.attribute()).filter(|_| desired.contains(&medium))?;
        Some((medium, address.as_str()))
    };
    Medium::ALL.into_iter().filter_map(address).collect()
}
