//! MFA devices of users.

use super::{done, elements, iam, iam_as, refused, sound};
use cognate_core::iam::mfa;
use cognate_crypto::totp;
use cognate_store::records::iam_entity::Kind;
use cognate_testkit::{AccessKey, Answer, Cognate, Setup, allow, json};

const IAM: &str = "arn:aws:iam::123456789012:";

/// A device that was made, with its seed as an authenticator keeps it.
struct Device {
    serial: String,
    seed: Vec<u8>,
}

impl Device {
    async fn new(cognate: &Cognate, name: &str) -> Device {
        let name = [("VirtualMFADeviceName", name)];
        let made = done(iam(cognate, "CreateVirtualMFADevice", &name).await);
        let seed = base64(made.element("Base32StringSeed"));
        let seed = base32(std::str::from_utf8(&seed).unwrap());
        Device { serial: made.element("SerialNumber").to_owned(), seed }
    }

    /// The code at the clock's time, some steps away.
    fn code(&self, cognate: &Cognate, steps: i64) -> String {
        totp::code(&self.seed, totp::step_at(cognate.clock.now_ms()) + steps)
    }

    /// Gives the device to a user by the codes of these steps, or follows its clock.
    async fn with_codes(
        &self,
        cognate: &Cognate,
        operation: &str,
        user: &str,
        (first, second): (i64, i64),
    ) -> Answer {
        let (first, second) = (self.code(cognate, first), self.code(cognate, second));
        let parameters = [
            ("UserName", user),
            ("SerialNumber", self.serial.as_str()),
            ("AuthenticationCode1", first.as_str()),
            ("AuthenticationCode2", second.as_str()),
        ];
        iam(cognate, operation, &parameters).await
    }

    async fn enable(&self, cognate: &Cognate, user: &str) -> Answer {
        self.with_codes(cognate, "EnableMFADevice", user, (-1, 0)).await
    }

    fn serial(&self) -> (&str, &str) {
        ("SerialNumber", self.serial.as_str())
    }
}

fn base64(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}

fn base32(text: &str) -> Vec<u8> {
    let mut bits = String::new();
    for digit in text.bytes() {
        let at = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|it| *it == digit).unwrap();
        bits.push_str(&format!("{at:05b}"));
    }
    let byte = |at: usize| u8::from_str_radix(&bits[at * 8..at * 8 + 8], 2).unwrap();
    (0..bits.len() / 8).map(byte).collect()
}

fn no_device(serial: &str) -> String {
    format!("VirtualMFADevice with serial number {serial} does not exist.")
}

const NOT_THEIRS: &str = "MFA Device invalid for user.";
const WRONG: &str = "Authentication code for device is not valid.";

#[tokio::test]
async fn a_device_is_made_once_and_shown_once() {
    let cognate = Cognate::start().await;
    let named = [("VirtualMFADeviceName", "Ada-1"), ("Path", "/staff/")];
    let tag = [("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "blue")];
    let made =
        done(iam(&cognate, "CreateVirtualMFADevice", &[&named[..], &tag[..]].concat()).await);
    assert_eq!(made.element("SerialNumber"), format!("{IAM}mfa/staff/Ada-1"));
    assert_eq!(base64(made.element("Base32StringSeed")).len(), 64);
    assert!(base64(made.element("QRCodePNG")).starts_with(b"\x89PNG\r\n\x1a\n"));
    assert!(
        made.text().contains("<Tags><member><Key>Team</Key><Value>blue</Value></member></Tags>")
    );
    // Sealed where it is kept.
    let stored = cognate.entity(Kind::MfaDevice, "ada-1").await;
    let seed = base64(made.element("Base32StringSeed"));
    assert!(!format!("{:?}", stored.document).contains(std::str::from_utf8(&seed).unwrap()));

    let taken = [("VirtualMFADeviceName", "ADA-1")];
    refused(
        &iam(&cognate, "CreateVirtualMFADevice", &taken).await,
        409,
        "EntityAlreadyExists",
        "MFADevice entity at the same path and name already exists.",
    );
    let twice = [
        ("VirtualMFADeviceName", "b"),
        ("Tags.member.1.Key", "a"),
        ("Tags.member.1.Value", ""),
        ("Tags.member.2.Key", "A"),
        ("Tags.member.2.Value", ""),
    ];
    iam(&cognate, "CreateVirtualMFADevice", &twice).await.expect_code("InvalidInput");
    let long = "x".repeat(250);
    refused(
        &iam(&cognate, "CreateVirtualMFADevice", &[("VirtualMFADeviceName", &long)]).await,
        400,
        "InvalidInput",
        "The serial number of the device would be longer than 256 characters.",
    );
    let listed = done(iam(&cognate, "ListVirtualMFADevices", &[]).await);
    assert_eq!(elements(&listed, "SerialNumber"), [format!("{IAM}mfa/staff/Ada-1")]);
    assert!(!listed.text().contains("Seed") && !listed.text().contains("Tags"));
    sound(&cognate).await;
}

#[tokio::test]
async fn as_many_devices_as_users() {
    let mut setup = Setup::default();
    setup.config.limits.iam.users_max = 1;
    let cognate = setup.start().await;
    Device::new(&cognate, "a").await;
    refused(
        &iam(&cognate, "CreateVirtualMFADevice", &[("VirtualMFADeviceName", "b")]).await,
        409,
        "LimitExceeded",
        "Cannot exceed quota for MFADevicesPerAccount: 1",
    );
    sound(&cognate).await;
}

#[tokio::test]
async fn a_device_goes_to_a_user_and_back() {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("Ada", json!([allow("iam:*", "*")])).await;
    let device = Device::new(&cognate, "phone").await;
    let none = done(iam(&cognate, "ListMFADevices", &[("UserName", "ada")]).await);
    assert!(none.text().contains("<MFADevices></MFADevices>"));
    let enabled = done(device.enable(&cognate, "ada").await);
    assert!(!enabled.text().contains("Result"));

    let listed = done(iam_as(&cognate, &ada, "ListMFADevices", &[]).await);
    let text = listed.text();
    assert!(text.contains(&format!(
        "<member><UserName>Ada</UserName><SerialNumber>{}</SerialNumber><EnableDate>",
        device.serial
    )));
    let shown = done(iam_as(&cognate, &ada, "GetMFADevice", &[device.serial()]).await);
    assert_eq!(shown.element("UserName"), "Ada");
    let status = async |status| {
        let listed = iam(&cognate, "ListVirtualMFADevices", &[("AssignmentStatus", status)]).await;
        elements(&done(listed), "SerialNumber").len()
    };
    assert_eq!((status("Assigned").await, status("Unassigned").await), (1, 0));
    let listed = done(iam(&cognate, "ListVirtualMFADevices", &[]).await);
    assert_eq!(elements(&listed, "UserName"), ["Ada"]);
    let summary = done(iam(&cognate, "GetAccountSummary", &[]).await);
    assert!(summary.text().contains("<key>MFADevicesInUse</key><value>1</value>"));

    let in_use = "MFA VirtualDevice in use. Must deactivate first.";
    let deleted = iam(&cognate, "DeleteVirtualMFADevice", &[device.serial()]).await;
    refused(&deleted, 409, "DeleteConflict", in_use);
    let deleted = iam(&cognate, "DeleteUser", &[("UserName", "ada")]).await;
    deleted.expect_code("DeleteConflict");
    refused(
        &device.enable(&cognate, "ada").await,
        409,
        "EntityAlreadyExists",
        &format!("MFA device {} is in use already.", device.serial),
    );

    let theirs = [("UserName", "Ada"), device.serial()];
    done(iam(&cognate, "DeactivateMFADevice", &theirs).await);
    refused(&iam(&cognate, "DeactivateMFADevice", &theirs).await, 404, "NoSuchEntity", NOT_THEIRS);
    assert_eq!(
        (status("Assigned").await, status("Unassigned").await, status("Any").await),
        (0, 1, 1)
    );
    // The same codes would not do again.
    refused(&device.enable(&cognate, "ada").await, 403, "InvalidAuthenticationCode", WRONG);
    cognate.clock.turn(60);
    done(device.enable(&cognate, "ada").await);
    done(iam_as(&cognate, &ada, "DeactivateMFADevice", &[device.serial()]).await);
    done(iam(&cognate, "DeleteVirtualMFADevice", &[device.serial()]).await);
    refused(
        &iam(&cognate, "DeleteVirtualMFADevice", &[device.serial()]).await,
        404,
        "NoSuchEntity",
        &no_device(&device.serial),
    );
    sound(&cognate).await;
}

#[tokio::test]
async fn what_is_not_there_has_one_error() {
    let cognate = Cognate::start().await;
    cognate.iam_user("ada", json!(null)).await;
    cognate.iam_user("bob", json!(null)).await;
    let device = Device::new(&cognate, "phone").await;
    let other_case = device.serial.replace("phone", "Phone");
    let codes = [("AuthenticationCode1", "000000"), ("AuthenticationCode2", "000000")];
    let with = |user: &'static str, serial| {
        [&[("UserName", user), ("SerialNumber", serial)], &codes[..]].concat()
    };
    let of_users = ["EnableMFADevice", "ResyncMFADevice", "DeactivateMFADevice", "GetMFADevice"];
    for operation in of_users {
        refused(
            &iam(&cognate, operation, &with("carol", &device.serial)).await,
            404,
            "NoSuchEntity",
            "The user with name carol cannot be found.",
        );
        let serials = [other_case.as_str(), "GAHT12345678", "arn:aws:iam::1:mfa/phone"];
        for serial in serials {
            let answer = iam(&cognate, operation, &with("ada", serial)).await;
            refused(&answer, 404, "NoSuchEntity", &no_device(serial));
        }
    }
    let unknown = format!("{IAM}mfa/other");
    for (operation, key) in [
        ("TagMFADevice", "Tags.member.1.Key"),
        ("UntagMFADevice", "TagKeys.member.1"),
        ("ListMFADeviceTags", "x"),
    ] {
        let parameters =
            [("SerialNumber", unknown.as_str()), (key, "k"), ("Tags.member.1.Value", "v")];
        let answer = iam(&cognate, operation, &parameters).await;
        refused(&answer, 404, "NoSuchEntity", &no_device(&unknown));
    }
    done(device.enable(&cognate, "bob").await);
    for operation in &of_users[1..] {
        let answer = iam(&cognate, operation, &with("ada", &device.serial)).await;
        refused(&answer, 404, "NoSuchEntity", NOT_THEIRS);
    }
    // The root has none.
    for operation in ["DeactivateMFADevice", "GetMFADevice"] {
        let answer = iam(&cognate, operation, &[device.serial()]).await;
        refused(&answer, 404, "NoSuchEntity", &no_device(&device.serial));
    }
    let none = done(iam(&cognate, "ListMFADevices", &[]).await);
    assert!(none.text().contains("<MFADevices></MFADevices>"));
    let unknown = iam(&cognate, "ListMFADevices", &[("UserName", "carol")]).await;
    unknown.expect_code("NoSuchEntity");
    sound(&cognate).await;
}

#[tokio::test]
async fn codes_must_follow_each_other() {
    let cognate = Cognate::start().await;
    cognate.iam_user("ada", json!(null)).await;
    let device = Device::new(&cognate, "phone").await;
    for steps in [(0, 0), (0, -1), (-2, 0), (-12, -11), (10, 11)] {
        let answer = device.with_codes(&cognate, "EnableMFADevice", "ada", steps).await;
        refused(&answer, 403, "InvalidAuthenticationCode", WRONG);
    }
    let letters = [
        ("UserName", "ada"),
        device.serial(),
        ("AuthenticationCode1", "12345a"),
        ("AuthenticationCode2", "123456"),
    ];
    iam(&cognate, "EnableMFADevice", &letters).await.expect_code("ValidationError");
    done(device.with_codes(&cognate, "EnableMFADevice", "ada", (9, 10)).await);
    sound(&cognate).await;
}

/// A quota that two requests at once do not pass.
#[tokio::test]
async fn a_user_has_eight_devices() {
    let cognate = Cognate::start().await;
    cognate.iam_user("ada", json!(null)).await;
    for n in 0..7 {
        let device = Device::new(&cognate, &format!("d{n}")).await;
        done(device.enable(&cognate, "ada").await);
    }
    let (one, other) = (Device::new(&cognate, "one").await, Device::new(&cognate, "other").await);
    let (a, b) = tokio::join!(one.enable(&cognate, "ada"), other.enable(&cognate, "ada"));
    let (good, bad) = if a.status == 200 { (a, b) } else { (b, a) };
    done(good);
    refused(&bad, 409, "LimitExceeded", "Cannot exceed quota for MFADevicesPerUser: 8");
    let page = [("UserName", "ada"), ("MaxItems", "5")];
    let first = done(iam(&cognate, "ListMFADevices", &page).await);
    assert_eq!(elements(&first, "SerialNumber").len(), 5);
    let marker = first.element("Marker").to_owned();
    let rest = [&page[..], &[("Marker", marker.as_str())]].concat();
    let rest = done(iam(&cognate, "ListMFADevices", &rest).await);
    assert_eq!(elements(&rest, "SerialNumber").len(), 3);

    let page = [("AssignmentStatus", "Assigned"), ("MaxItems", "5")];
    let first = done(iam(&cognate, "ListVirtualMFADevices", &page).await);
    assert_eq!(elements(&first, "SerialNumber").len(), 5);
    let marker = first.element("Marker").to_owned();
    let rest = [&page[..], &[("Marker", marker.as_str())]].concat();
    let rest = done(iam(&cognate, "ListVirtualMFADevices", &rest).await);
    assert_eq!(elements(&rest, "SerialNumber").len(), 3);
    let other = [("AssignmentStatus", "Any"), ("Marker", marker.as_str())];
    iam(&cognate, "ListVirtualMFADevices", &other).await.expect_code("ValidationError");
    sound(&cognate).await;
}

#[tokio::test]
async fn devices_have_tags() {
    let cognate = Cognate::start().await;
    let device = Device::new(&cognate, "phone").await;
    let tag =
        |key, value| [device.serial(), ("Tags.member.1.Key", key), ("Tags.member.1.Value", value)];
    done(iam(&cognate, "TagMFADevice", &tag("Team", "blue")).await);
    done(iam(&cognate, "TagMFADevice", &tag("team", "red")).await);
    let listed = done(iam(&cognate, "ListMFADeviceTags", &[device.serial()]).await);
    assert!(
        listed.text().contains("<Tags><member><Key>team</Key><Value>red</Value></member></Tags>")
    );
    iam(&cognate, "TagMFADevice", &tag("aws:x", "")).await.expect_code("InvalidInput");
    // A policy may ask for them.
    let mut tagged = allow("iam:DeleteVirtualMFADevice", "*");
    tagged["Condition"] = json!({ "StringEquals": { "aws:ResourceTag/team": "red" } });
    let ada = cognate.iam_user("ada", json!([tagged])).await;
    let other = Device::new(&cognate, "other").await;
    let delete = async |device: &Device| {
        iam_as(&cognate, &ada, "DeleteVirtualMFADevice", &[device.serial()]).await
    };
    delete(&other).await.expect_code("AccessDenied");
    let untag = [device.serial(), ("TagKeys.member.1", "x")];
    done(iam(&cognate, "UntagMFADevice", &untag).await);
    done(delete(&device).await);
    sound(&cognate).await;
}

async fn assume(cognate: &Cognate, ada: &AccessKey, device: &Device, code: &str) -> Answer {
    let parameters = [
        ("Action", "AssumeRole"),
        ("Version", "2011-06-15"),
        ("RoleArn", "arn:aws:iam::123456789012:role/app"),
        ("RoleSessionName", "session"),
        device.serial(),
        ("TokenCode", code),
    ];
    cognate.query_as(ada, "sts", &parameters).await
}

/// From the seed on the wire to a role that asks for a code.
#[tokio::test]
async fn codes_of_an_enabled_device_open_roles() {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!(null)).await;
    let trusted = json!({ "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": { "AWS": format!("{IAM}user/ada") },
        "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } } });
    cognate.iam_role("app", trusted, json!(null)).await;
    let device = Device::new(&cognate, "phone").await;
    // Nobody's device is nobody's factor.
    let code = device.code(&cognate, 0);
    assume(&cognate, &ada, &device, &code).await.expect_code("AccessDenied");
    done(device.enable(&cognate, "ada").await);
    // Both codes are used up.
    for steps in [-1, 0] {
        let code = device.code(&cognate, steps);
        assume(&cognate, &ada, &device, &code).await.expect_code("AccessDenied");
    }
    cognate.clock.turn(60);
    let code = device.code(&cognate, 0);
    done(assume(&cognate, &ada, &device, &code).await);
    cognate.clock.turn(60);
    let theirs = [("UserName", "ada"), device.serial()];
    done(iam(&cognate, "DeactivateMFADevice", &theirs).await);
    let code = device.code(&cognate, 0);
    assume(&cognate, &ada, &device, &code).await.expect_code("AccessDenied");
    sound(&cognate).await;
}

/// A clock that goes wrong is followed once the device shows two codes.
#[tokio::test]
async fn clocks_are_followed() {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!(null)).await;
    let trusted = json!({ "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": { "AWS": format!("{IAM}user/ada") } });
    cognate.iam_role("app", trusted, json!(null)).await;
    let device = Device::new(&cognate, "phone").await;
    done(device.enable(&cognate, "ada").await);
    cognate.clock.turn(300);
    let code = device.code(&cognate, 6);
    assume(&cognate, &ada, &device, &code).await.expect_code("AccessDenied");
    let wrong = device.with_codes(&cognate, "ResyncMFADevice", "ada", (5, 5)).await;
    refused(&wrong, 403, "InvalidAuthenticationCode", WRONG);
    done(device.with_codes(&cognate, "ResyncMFADevice", "ada", (5, 6)).await);
    cognate.clock.turn(60);
    let on_time = device.code(&cognate, 0);
    assume(&cognate, &ada, &device, &on_time).await.expect_code("AccessDenied");
    let code = device.code(&cognate, 6);
    done(assume(&cognate, &ada, &device, &code).await);
    // Back again, and what was used stays used.
    cognate.clock.turn(300);
    done(device.with_codes(&cognate, "ResyncMFADevice", "ada", (-1, 0)).await);
    let used = device.code(&cognate, 0);
    assume(&cognate, &ada, &device, &used).await.expect_code("AccessDenied");
    sound(&cognate).await;
}

#[tokio::test]
async fn seeds_have_the_length_of_aws() {
    let cognate = Cognate::start().await;
    let device = Device::new(&cognate, "phone").await;
    assert_eq!(device.seed.len(), mfa::SEED_BYTES);
}
