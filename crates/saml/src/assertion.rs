//! What an assertion says (saml-core-2.0-os, 2.3 to 2.7). It comes from verified text; whether it holds
//! here and now is [`crate::conditions`]'.

use crate::problem::Problem;
use crate::time;
use crate::xml::Element;

pub const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Times are milliseconds since the epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    pub id: String,
    pub issued: i64,
    pub issuer: String,
    pub subject: Subject,
    pub conditions: Conditions,
    pub statements: Vec<Statement>,
    /// Names and values in the order of the document; a name may come twice.
    pub attributes: Vec<(String, Vec<String>)>,
}

/// `NameID`, and how it is confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Not empty.
    pub name: String,
    pub format: Option<String>,
    pub name_qualifier: Option<String>,
    pub sp_name_qualifier: Option<String>,
    /// Those of bearers.
    pub confirmations: Vec<Confirmation>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confirmation {
    pub recipient: Option<String>,
    pub not_before: Option<i64>,
    pub not_on_or_after: Option<i64>,
    pub in_response_to: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    pub not_before: Option<i64>,
    pub not_on_or_after: Option<i64>,
    /// Every list must have the audience.
    pub audiences: Vec<Vec<String>>,
    /// The assertion is to be used at once, and not kept.
    pub one_time: bool,
    /// There is a condition that nobody here knows.
    pub unknown: bool,
}

/// `AuthnStatement`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    pub session_index: Option<String>,
    pub session_not_on_or_after: Option<i64>,
}

/// Problems: a part that is missing, or not as it should be.
pub fn read(assertion: &Element) -> Result<Assertion, Problem> {
    if !assertion.is(ASSERTION, "Assertion") || assertion.attribute("Version") != Some("2.0") {
        return Err(Problem::Unreadable("Version"));
    }
    let id = assertion.attribute("ID").filter(|id| !id.is_empty());
    let issuer = one(assertion, "Issuer")?.text().trim().to_owned();
    if issuer.is_empty() {
        return Err(Problem::Unreadable("Issuer"));
    }
    let statements = assertion.all(ASSERTION, "AuthnStatement").map(statement);
    Ok(Assertion {
        id: id.ok_or(Problem::Unreadable("ID"))?.to_owned(),
        issued: at(assertion, "IssueInstant")?.ok_or(Problem::Unreadable("IssueInstant"))?,
        issuer,
        subject: subject(one(assertion, "Subject")?)?,
        conditions: conditions(one(assertion, "Conditions")?)?,
        statements: statements.collect::<Result<_, _>>()?,
        attributes: attributes(assertion)?,
    })
}

fn subject(subject: &Element) -> Result<Subject, Problem> {
    if subject.all(ASSERTION, "EncryptedID").next().is_some() {
        return Err(Problem::Encrypted);
    }
    let id = one(subject, "NameID")?;
    let name = id.text();
    if name.trim().is_empty() || id.children().next().is_some() {
        return Err(Problem::Unreadable("NameID"));
    }
    let given = |name: &str| id.attribute(name).map(str::to_owned);
    let confirmations = subject
        .all(ASSERTION, "SubjectConfirmation")
        .filter(|confirmation| confirmation.attribute("Method") == Some(BEARER));
    Ok(Subject {
        name,
        format: given("Format"),
        name_qualifier: given("NameQualifier"),
        sp_name_qualifier: given("SPNameQualifier"),
        confirmations: confirmations.map(confirmation).collect::<Result<_, _>>()?,
    })
}

fn confirmation(confirmation: &Element) -> Result<Confirmation, Problem> {
    let Some(data) = confirmation.all(ASSERTION, "SubjectConfirmationData").next() else {
        return Ok(Confirmation::default());
    };
    Ok(Confirmation {
        recipient: data.attribute("Recipient").map(str::to_owned),
        not_before: at(data, "NotBefore")?,
        not_on_or_after: at(data, "NotOnOrAfter")?,
        in_response_to: data.attribute("InResponseTo").map(str::to_owned),
    })
}

fn conditions(element: &Element) -> Result<Conditions, Problem> {
    let mut conditions = Conditions {
        not_before: at(element, "NotBefore")?,
        not_on_or_after: at(element, "NotOnOrAfter")?,
        ..Conditions::default()
    };
    for condition in element.children() {
        if condition.is(ASSERTION, "AudienceRestriction") {
            let audiences = condition.all(ASSERTION, "Audience");
            let audiences = audiences.map(|audience| audience.text().trim().to_owned());
            conditions.audiences.push(audiences.collect());
        } else if condition.is(ASSERTION, "OneTimeUse") {
            conditions.one_time = true;
        } else if !condition.is(ASSERTION, "ProxyRestriction") {
            conditions.unknown = true;
        }
    }
    Ok(conditions)
}

fn statement(statement: &Element) -> Result<Statement, Problem> {
    Ok(Statement {
        session_index: statement.attribute("SessionIndex").map(str::to_owned),
        session_not_on_or_after: at(statement, "SessionNotOnOrAfter")?,
    })
}

fn attributes(assertion: &Element) -> Result<Vec<(String, Vec<String>)>, Problem> {
    let statements: Vec<&Element> = assertion.all(ASSERTION, "AttributeStatement").collect();
    if statements.iter().any(|all| all.all(ASSERTION, "EncryptedAttribute").next().is_some()) {
        return Err(Problem::Encrypted);
    }
    let all = statements.iter().flat_map(|statement| statement.all(ASSERTION, "Attribute"));
    let named = all.map(|attribute| {
        let name = attribute.attribute("Name").filter(|name| !name.is_empty());
        let values = attribute.all(ASSERTION, "AttributeValue").filter(|value| !is_nil(value));
        let values = values.map(whole_text).collect();
        Ok((name.ok_or(Problem::Unreadable("Attribute"))?.to_owned(), values))
    });
    named.collect()
}

/// A value may be XML itself, as that of `eduPersonTargetedID`: its texts are the value.
fn whole_text(value: &Element) -> String {
    let within: String = value.children().map(whole_text).collect();
    if within.is_empty() { value.text() } else { (value.text() + &within).trim().to_owned() }
}

fn is_nil(value: &Element) -> bool {
    let mut own = value.attributes.iter();
    let nil = own.find(|own| own.namespace == INSTANCE && own.name == "nil");
    nil.is_some_and(|nil| nil.value == "true" || nil.value == "1")
}

fn one<'a>(element: &'a Element, name: &'static str) -> Result<&'a Element, Problem> {
    let mut all = element.all(ASSERTION, name);
    match (all.next(), all.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(Problem::Unreadable(name)),
    }
}

fn at(element: &Element, name: &'static str) -> Result<Option<i64>, Problem> {
    let at = element.attribute(name).map(|text| time::read(text.trim()));
    at.map(|at| at.ok_or(Problem::Unreadable(name))).transpose()
}
