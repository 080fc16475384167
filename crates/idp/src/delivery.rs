//! What an answer tells about a message, in its shape.

use cognate_domain::message::{Delivery, Medium};
use cognate_shapes::idp::{CodeDeliveryDetailsType, DeliveryMediumType};

/// `CodeDeliveryDetails`.
pub fn details(delivery: &Delivery) -> CodeDeliveryDetailsType {
    CodeDeliveryDetailsType {
        destination: Some(delivery.destination.clone()),
        delivery_medium: Some(match delivery.medium {
            Medium::Email => DeliveryMediumType::Email,
            Medium::Sms => DeliveryMediumType::Sms,
        }),
        attribute_name: Some(delivery.attribute().to_owned()),
    }
}
