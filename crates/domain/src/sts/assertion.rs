//! What a SAML assertion says about a role's session, by AWS's attributes. The assertion has been verified.
//!
//! Source: IAM User Guide, "Configure SAML assertions for the authentication response" and "IAM and AWS
//! STS condition context keys", section SAML.

use super::tags::{SessionTags, TagProblem, checked};

/// The parts of an assertion that count.
#[derive(Clone, Copy, Debug)]
pub struct Assertion<'a> {
    /// The entity id of the provider.
    pub issuer: &'a str,
    /// `NameID`
    pub subject: &'a str,
    /// `NameID`'s format, as it is written.
    pub subject_format: Option<&'a str>,
    /// `Recipient` of the confirmation that was accepted.
    pub recipient: &'a str,
    /// Names and values, in the order of the document; a name may come twice.
    pub attributes: &'a [(String, Vec<String>)],
}

/// The session that an assertion asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Pairs of a role's and a provider's ARN.
    pub roles: Vec<(String, String)>,
    pub session_name: String,
    pub tags: SessionTags,
    pub source_identity: Option<String>,
    /// `persistent`, `transient`, or the format in full.
    pub subject_type: String,
}

/// What is wrong with AWS's attributes of an assertion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// There is no role, or one is not a pair of ARNs.
    Roles,
    /// There is no session name, several, or one that is none.
    SessionName,
    /// Outside of 900 to 43200 seconds. It counts for consoles only, but must be right.
    SessionDuration,
    SourceIdentity,
    Tags(TagProblem),
}

const AWS: &str = "https://aws.amazon.com/SAML/Attributes/";
const FORMAT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:";

/// Whether there is an attribute of AWS with this name, and a value.
pub fn is_named(assertion: &Assertion, name: &str) -> bool {
    !values(assertion, name).is_empty()
}

/// Pairs of a role's and a provider's ARN, of which there must be one.
pub fn roles(assertion: &Assertion) -> Result<Vec<(String, String)>, Wrong> {
    let roles: Option<Vec<_>> = values(assertion, "Role").into_iter().map(pair).collect();
    roles.filter(|roles| !roles.is_empty()).ok_or(Wrong::Roles)
}

fn values<'a>(assertion: &Assertion<'a>, name: &str) -> Vec<&'a str> {
    let is_it = |own: &str| own.strip_prefix(AWS).is_some_and(|own| own == name);
    let wanted = assertion.attributes.iter().filter(|(own, _)| is_it(own));
    wanted.flat_map(|(_, values)| values).map(|value| value.trim()).collect()
}

/// Errors, in order: roles; session name; session duration; source identity; tags.
pub fn said(assertion: &Assertion) -> Result<Said, Wrong> {
    let values = |name: &str| values(assertion, name);
    let roles = roles(assertion)?;
    let [session_name] = values("RoleSessionName")[..] else { return Err(Wrong::SessionName) };
    if !is_name(session_name) {
        return Err(Wrong::SessionName);
    }
    let durations = values("SessionDuration");
    let right = |text: &&str| text.parse().is_ok_and(|seconds| (900..=43_200).contains(&seconds));
    if durations.len() > 1 || !durations.iter().all(right) {
        return Err(Wrong::SessionDuration);
    }
    let source_identity = match values("SourceIdentity")[..] {
        [] => None,
        [name] if is_name(name) => Some(name.to_owned()),
        _ => return Err(Wrong::SourceIdentity),
    };
    let transitive = values("TransitiveTagKeys").into_iter().map(str::to_owned).collect();
    let tags = checked(tags(assertion)?, transitive).map_err(Wrong::Tags)?;
    let format = assertion.subject_format.unwrap_or("unspecified");
    Ok(Said {
        roles,
        session_name: session_name.to_owned(),
        tags,
        source_identity,
        subject_type: format.strip_prefix(FORMAT).unwrap_or(format).to_owned(),
    })
}

/// The condition keys of the assertion: name, values, and whether several are possible.
/// `name_qualifier` and `doc` (`<account>/<name of the provider>`) come from the caller.
pub fn keys(
    assertion: &Assertion,
    subject_type: &str,
    name_qualifier: &str,
    doc: &str,
) -> Vec<(String, Vec<String>, bool)> {
    let one = |name: &str, value: &str| (format!("saml:{name}"), vec![value.to_owned()], false);
    let mut keys = vec![
        one("aud", assertion.recipient),
        one("iss", assertion.issuer),
        one("sub", assertion.subject),
        one("sub_type", subject_type),
        one("namequalifier", name_qualifier),
        one("doc", doc),
    ];
    for (attribute, key, many) in ATTRIBUTES {
        let named = assertion.attributes.iter().filter(|(own, _)| own == attribute);
        let values: Vec<String> = named.flat_map(|(_, values)| values).cloned().collect();
        match (values.len(), many) {
            (0, _) => {}
            (1, false) => keys.push((format!("saml:{key}"), values, false)),
            (_, true) => keys.push((format!("saml:{key}"), values, true)),
            // Several values where one is meant are none.
            (_, false) => {}
        }
    }
    keys
}

/// Attributes that are condition keys: those of eduPerson and eduOrg by their object identifiers, those
/// of Active Directory by their URIs. `true` for keys that are multi-valued by definition.
const ATTRIBUTES: &[(&str, &str, bool)] = &[
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.1", "eduPersonAffiliation", true),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.2", "eduPersonNickname", true),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.3", "eduPersonOrgDN", false),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.4", "eduPersonOrgUnitDN", true),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.5", "eduPersonPrimaryAffiliation", false),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.6", "eduPersonPrincipalName", false),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.7", "eduPersonEntitlement", true),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.8", "eduPersonPrimaryOrgUnitDN", false),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.9", "eduPersonScopedAffiliation", true),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.10", "eduPersonTargetedID", true),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.11", "eduPersonAssurance", true),
    ("urn:oid:1.3.6.1.4.1.5923.1.2.1.2", "eduOrgHomePageURI", true),
    ("urn:oid:1.3.6.1.4.1.5923.1.2.1.3", "eduOrgIdentityAuthNPolicyURI", true),
    ("urn:oid:1.3.6.1.4.1.5923.1.2.1.4", "eduOrgLegalName", true),
    ("urn:oid:1.3.6.1.4.1.5923.1.2.1.5", "eduOrgSuperiorURI", true),
    ("urn:oid:1.3.6.1.4.1.5923.1.2.1.6", "eduOrgWhitePagesURI", true),
    ("urn:oid:2.5.4.3", "cn", true),
    ("urn:oid:2.5.4.45", "x500UniqueIdentifier", true),
    ("urn:oid:0.9.2342.19200300.100.1.1", "uid", true),
    ("urn:oid:0.9.2342.19200300.100.1.45", "organizationStatus", true),
    ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name", "name", true),
    ("http://schemas.xmlsoap.org/claims/CommonName", "commonName", true),
    ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname", "givenName", true),
    ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname", "surname", true),
    ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", "mail", true),
    (
        "http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid",
        "primaryGroupSID",
        true,
    ),
];

/// The two ARNs of a role's value, in whichever order.
fn pair(value: &str) -> Option<(String, String)> {
    let (one, other) = value.split_once(',')?;
    let (one, other) = (one.trim(), other.trim());
    let is_provider = |arn: &str| arn.contains(":saml-provider/");
    let is_role = |arn: &str| arn.contains(":role/");
    match (is_role(one) && is_provider(other), is_provider(one) && is_role(other)) {
        (true, _) => Some((one.to_owned(), other.to_owned())),
        (_, true) => Some((other.to_owned(), one.to_owned())),
        _ => None,
    }
}

fn tags(assertion: &Assertion) -> Result<Vec<(String, String)>, Wrong> {
    let mut tags = Vec::new();
    for (name, values) in assertion.attributes {
        let Some(key) = name.strip_prefix(AWS).and_then(|name| name.strip_prefix("PrincipalTag:"))
        else {
            continue;
        };
        let [value] = &values[..] else {
            let text = "a principal tag must have one value".to_owned();
            return Err(Wrong::Tags(TagProblem::Malformed(text)));
        };
        tags.push((key.to_owned(), value.clone()));
    }
    Ok(tags)
}

/// 2 to 64 of AWS's characters.
fn is_name(name: &str) -> bool {
    let spelt = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
    (2..=64).contains(&name.len()) && name.bytes().all(spelt)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLE: &str = "arn:aws:iam::123456789012:role/app";
    const PROVIDER: &str = "arn:aws:iam::123456789012:saml-provider/idp";

    fn attributes(list: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
        let owned = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
        let named = |name: &str| match name.contains(':') && !name.starts_with("PrincipalTag") {
            true => name.to_owned(),
            false => format!("{AWS}{name}"),
        };
        list.iter().map(|(name, values)| (named(name), owned(values))).collect()
    }

    fn said_of(attributes: &[(String, Vec<String>)]) -> Result<Said, Wrong> {
        said(&assertion(attributes))
    }

    fn assertion(attributes: &[(String, Vec<String>)]) -> Assertion<'_> {
        Assertion {
            issuer: "https://idp.example",
            subject: "ada",
            subject_format: Some("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"),
            recipient: "https://cognate.example/saml",
            attributes,
        }
    }

    #[test]
    fn reads_roles_in_both_orders() {
        let (one, other) = (format!("{ROLE},{PROVIDER}"), format!("{PROVIDER}, {ROLE}"));
        let list = attributes(&[
            ("Role", &[&one, &other]),
            ("RoleSessionName", &["ada@example"]),
            ("SessionDuration", &["3600"]),
            ("SourceIdentity", &["ada"]),
            ("PrincipalTag:Team", &["red"]),
            ("TransitiveTagKeys", &["Team"]),
        ]);
        let said = said_of(&list).unwrap();
        let pair = (ROLE.to_owned(), PROVIDER.to_owned());
        assert_eq!(said.roles, [pair.clone(), pair]);
        assert_eq!(said.session_name, "ada@example");
        assert_eq!(said.tags.tags, [("Team".to_owned(), "red".to_owned())]);
        assert_eq!(said.tags.transitive, ["Team"]);
        assert_eq!(said.source_identity.as_deref(), Some("ada"));
        assert_eq!(said.subject_type, "persistent");
    }

    #[test]
    fn refuses_other_forms() {
        let role = format!("{ROLE},{PROVIDER}");
        let good: [(&str, &[&str]); 2] = [("Role", &[&role]), ("RoleSessionName", &["ada"])];
        let with = |name: &'static str, values: &'static [&'static str]| {
            let mut list = attributes(&good);
            list.retain(|(own, _)| !own.ends_with(name));
            list.extend(attributes(&[(name, values)]));
            said_of(&list)
        };
        assert!(said_of(&attributes(&good)).is_ok());
        assert_eq!(with("Role", &[]), Err(Wrong::Roles));
        assert_eq!(with("Role", &[ROLE]), Err(Wrong::Roles));
        assert_eq!(with("RoleSessionName", &[]), Err(Wrong::SessionName));
        assert_eq!(with("RoleSessionName", &["a b"]), Err(Wrong::SessionName));
        assert_eq!(with("RoleSessionName", &["ada", "bob"]), Err(Wrong::SessionName));
        assert_eq!(with("SessionDuration", &["899"]), Err(Wrong::SessionDuration));
        assert_eq!(with("SourceIdentity", &["a"]), Err(Wrong::SourceIdentity));
        assert!(matches!(with("PrincipalTag:a", &["1", "2"]), Err(Wrong::Tags(_))));
        assert_eq!(with("PrincipalTag:aws:a", &["1"]), Err(Wrong::Tags(TagProblem::Reserved)));
        assert_eq!(with("TransitiveTagKeys", &["a"]), Err(Wrong::Tags(TagProblem::NotPassed)));
    }

    #[test]
    fn attributes_become_keys() {
        let list = attributes(&[
            ("urn:oid:1.3.6.1.4.1.5923.1.1.1.1", &["staff", "member"]),
            ("urn:oid:1.3.6.1.4.1.5923.1.1.1.6", &["ada@example"]),
            ("urn:oid:1.3.6.1.4.1.5923.1.1.1.3", &["one", "two"]),
        ]);
        let keys = keys(&assertion(&list), "persistent", "q", "123456789012/idp");
        let of = |name: &str| keys.iter().find(|(key, ..)| key == name);
        assert_eq!(of("saml:doc").unwrap().1, ["123456789012/idp"]);
        assert_eq!(of("saml:aud").unwrap().1, ["https://cognate.example/saml"]);
        assert_eq!(of("saml:eduPersonAffiliation").unwrap().1, ["staff", "member"]);
        assert!(of("saml:eduPersonAffiliation").unwrap().2);
        assert!(!of("saml:eduPersonPrincipalName").unwrap().2);
        assert!(of("saml:eduPersonOrgDN").is_none());
    }
}
