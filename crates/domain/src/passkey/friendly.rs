//! The name under which a user finds a passkey again.

use super::Attachment;

/// Common providers by the AAGUID that they attest. Source: the FIDO community's list of passkey
/// provider AAGUIDs, and vendors' publications.
const PROVIDERS: [(&str, &str); 18] = [
    ("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", "Google Password Manager"),
    ("adce0002-35bc-c60a-648b-0b25f1f05503", "Chrome on Mac"),
    ("08987058-cadc-4b81-b6e1-30de50dcbe96", "Windows Hello"),
    ("9ddd1817-af5a-4672-a2b9-3e3dd95000a9", "Windows Hello"),
    ("6028b017-b1d4-4c02-b4b3-afcdafc96bb2", "Windows Hello"),
    ("dd4ec289-e01d-41c9-bb89-70fa845d4bf2", "iCloud Keychain (Managed)"),
    ("fbfc3007-154e-4ecc-8c0b-6e020557d7bd", "iCloud Keychain"),
    ("531126d6-e717-415c-9320-3d9aa6981239", "Dashlane"),
    ("bada5566-a7aa-401f-bd96-45619a55120d", "1Password"),
    ("b84e4048-15dc-4dd0-8640-f4f60813c8af", "NordPass"),
    ("0ea242b4-43c4-4a1b-8b17-dd6d0b6baec6", "Keeper"),
    ("f3809540-7f14-49c1-a8b3-8f813b225541", "Enpass"),
    ("d548826e-79b4-db40-a3d8-11116f7e8349", "Bitwarden"),
    ("fdb141b2-5d84-443e-8a35-4698c205a502", "KeePassXC"),
    ("53414d53-554e-4700-0000-000000000000", "Samsung Pass"),
    ("50726f74-6f6e-5061-7373-50726f746f6e", "Proton Pass"),
    ("cb69481e-8ff7-4039-93ec-0a2729a154a8", "YubiKey 5"),
    ("fa2b99dc-9e39-4257-8f92-4a30d23c4118", "YubiKey 5 NFC"),
];

/// The provider's name, else what kind of authenticator it is.
pub fn friendly_name(aaguid: [u8; 16], attachment: Option<Attachment>) -> &'static str {
    let id = crate::id::uuid(&aaguid);
    let provider = PROVIDERS.iter().find(|(known, _)| *known == id);
    match (provider, attachment) {
        (Some((_, name)), _) => name,
        (None, Some(Attachment::Platform)) => "Passkey on this device",
        (None, Some(Attachment::CrossPlatform)) => "Security key",
        (None, None) => "Passkey",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_providers_have_names_and_others_a_kind() {
        let mut google = [0; 16];
        let hex = PROVIDERS[0].0.replace('-', "");
        for (at, byte) in google.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
        }
        let platform = Some(Attachment::Platform);
        assert_eq!(friendly_name(google, platform), "Google Password Manager");
        assert_eq!(friendly_name([0; 16], platform), "Passkey on this device");
        assert_eq!(friendly_name([0; 16], Some(Attachment::CrossPlatform)), "Security key");
        assert_eq!(friendly_name([0; 16], None), "Passkey");
    }

    #[test]
    fn each_aaguid_is_written_as_it_is_compared() {
        for (id, _) in PROVIDERS {
            let parsed = crate::id::parse_uuid(id).unwrap();
            assert_eq!(crate::id::uuid(&parsed), id);
        }
    }
}
