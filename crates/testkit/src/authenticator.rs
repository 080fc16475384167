//! A passkey authenticator with its browser: makes credentials and signatures as the specification has
//! them, and whatever a test wants to be wrong. Its own writer of CBOR, its own keys.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};

/// One credential of one authenticator. The fields may be changed before it is used.
pub struct Authenticator {
    key: EcdsaKeyPair,
    pub credential_id: Vec<u8>,
    pub origin: String,
    /// The relying party it signs for; None: the one that is asked.
    pub rp_id: Option<String>,
    pub counter: u32,
    pub user_verified: bool,
    pub cross_origin: bool,
    /// COSE number of the key's algorithm, as it is told.
    pub algorithm: i8,
    pub attachment: &'static str,
    pub transports: Vec<&'static str>,
    pub aaguid: [u8; 16],
    /// Gives back `user.id` of the registration.
    user_handle: Option<String>,
}

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 4;
const ATTESTED: u8 = 64;

impl Authenticator {
    /// A fresh key of a platform authenticator on a page of this origin.
    pub fn new(origin: &str) -> Authenticator {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("keys are made");
        let credential_id = digest(&SHA256, key.public_key().as_ref()).as_ref().to_vec();
        Authenticator {
            key,
            credential_id,
            origin: origin.to_owned(),
            rp_id: None,
            counter: 0,
            user_verified: true,
            cross_origin: false,
            algorithm: -7,
            attachment: "platform",
            transports: vec!["internal", "hybrid"],
            aaguid: [0; 16],
            user_handle: None,
        }
    }

    /// The id as JSON has it.
    pub fn id(&self) -> String {
        BASE64.encode(&self.credential_id)
    }

    /// `RegistrationResponseJSON` to `CredentialCreationOptions`.
    pub fn register(&mut self, options: &Value) -> Value {
        self.user_handle = options["user"]["id"].as_str().map(str::to_owned);
        let client_data = self.client_data("webauthn.create", options);
        let rp_id = options["rp"]["id"].as_str().unwrap_or_default();
        let mut data = self.authenticator_data(rp_id, ATTESTED);
        data.extend(self.aaguid);
        data.extend((self.credential_id.len() as u16).to_be_bytes());
        data.extend(&self.credential_id);
        data.extend(self.cose_key());
        let mut object = vec![0xA3];
        object.extend(text("fmt"));
        object.extend(text("none"));
        object.extend(text("attStmt"));
        object.push(0xA0);
        object.extend(text("authData"));
        match u8::try_from(data.len()) {
            Ok(length) => object.extend([0x58, length]),
            Err(_) => {
                object.push(0x59);
                object.extend((data.len() as u16).to_be_bytes());
            }
        }
        object.extend(data);
        json!({
            "id": self.id(), "rawId": self.id(), "type": "public-key",
            "authenticatorAttachment": self.attachment,
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": BASE64.encode(client_data),
                "attestationObject": BASE64.encode(object),
                "transports": self.transports,
            },
        })
    }

    /// `AuthenticationResponseJSON` to `CREDENTIAL_REQUEST_OPTIONS`. The counter rises where it counts.
    #[expect(clippy::disallowed_methods, reason = "an authenticator is no part of the server")]
    pub fn sign(&mut self, options: &Value) -> Value {
        if self.counter > 0 {
            self.counter += 1;
        }
        let client_data = self.client_data("webauthn.get", options);
        let data = self.authenticator_data(options["rpId"].as_str().unwrap_or_default(), 0);
        let signed = [data.as_slice(), digest(&SHA256, &client_data).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).expect("keys sign");
        json!({
            "id": self.id(), "rawId": self.id(), "type": "public-key",
            "authenticatorAttachment": self.attachment,
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": BASE64.encode(client_data),
                "authenticatorData": BASE64.encode(data),
                "signature": BASE64.encode(signature),
                "userHandle": self.user_handle,
            },
        })
    }

    fn client_data(&self, ceremony: &str, options: &Value) -> Vec<u8> {
        let data = json!({
            "type": ceremony, "challenge": options["challenge"], "origin": self.origin,
            "crossOrigin": self.cross_origin,
        });
        data.to_string().into_bytes()
    }

    fn authenticator_data(&self, asked: &str, flags: u8) -> Vec<u8> {
        let rp_id = self.rp_id.as_deref().unwrap_or(asked);
        let verified = if self.user_verified { USER_VERIFIED } else { 0 };
        let mut data = digest(&SHA256, rp_id.as_bytes()).as_ref().to_vec();
        data.push(flags | USER_PRESENT | verified);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// Key type EC2, the algorithm, P-256, x, y.
    fn cose_key(&self) -> Vec<u8> {
        let (x, y) = self.key.public_key().as_ref()[1..].split_at(32);
        let algorithm = (-1 - self.algorithm) as u8;
        let mut key = vec![0xA5, 0x01, 0x02, 0x03];
        match algorithm {
            0..=23 => key.push(0x20 | algorithm),
            _ => key.extend([0x38, algorithm]),
        }
        key.extend([0x20, 0x01, 0x21, 0x58, 32]);
        key.extend(x);
        key.extend([0x22, 0x58, 32]);
        key.extend(y);
        key
    }
}

/// A text of at most 23 bytes.
fn text(text: &str) -> Vec<u8> {
    [&[0x60 | text.len() as u8], text.as_bytes()].concat()
}
