//! Assertions of the account's SAML providers: whether they are genuine and for this installation, and
//! what they say. STS and identity pools both come here.
//!
//! An assertion may be used again in the five minutes after its issue: one sign-in may need credentials
//! of several roles, identity pools are shown it by call, and AWS allows it. Only where it says
//! `OneTimeUse`, STS takes it once ([`Asserted::use_up`]).

mod keys;
mod metadata;
mod once;
mod problem;

use std::sync::Arc;

use serde_json::json;

use cognate_domain::Map;
use cognate_domain::sts::assertion::Assertion;
use cognate_saml::conditions::{Expected, Request};
use cognate_saml::{Response, Verified};
use cognate_store::records::iam_entity::{Entity, Kind};

use crate::cx::Cx;
use crate::iam::{arn, entity};
use crate::sts;

pub use cognate_saml::Problem;
pub use keys::AwsLc;
pub use metadata::{BadMetadata, Metadata};
pub use problem::SamlProblem;

/// The member of a provider's document.
pub const METADATA: &str = "SAMLMetadataDocument";
/// How long after its issue an assertion may be used: AWS's number.
const AGE_MAX_MS: i64 = 5 * 60_000;
/// How far a provider's clock may be off.
const SKEW_MS: i64 = 60_000;
/// The audience that AWS's own metadata names.
const AUDIENCE: &str = "urn:amazon:webservices";
/// What identity pools map by default: Microsoft's name of the subject.
const NAME_IDENTIFIER: &str =
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier";

type Checked<T> = std::result::Result<T, SamlProblem>;

/// What a provider says, verified.
#[derive(Clone, Debug)]
pub struct Asserted {
    pub provider_arn: String,
    /// The entity id.
    pub issuer: String,
    /// `ID`
    pub id: String,
    /// `NameID`, and its format as it is written.
    pub subject: String,
    pub subject_format: Option<String>,
    /// As AWS computes it.
    pub name_qualifier: String,
    /// `<account>/<name of the provider>`
    pub doc: String,
    /// The address that the assertion was sent to.
    pub recipient: String,
    /// Names and values in the order of the assertion; a name may come twice.
    pub attributes: Vec<(String, Vec<String>)>,
    /// When the provider's own session ends; milliseconds since the epoch.
    pub session_ends: Option<i64>,
    /// Until when it can be used, in milliseconds since the epoch, if only once.
    pub once_until: Option<i64>,
}

impl Asserted {
    /// As the rules of `domain::sts` look at it.
    pub fn assertion(&self) -> Assertion<'_> {
        Assertion {
            issuer: &self.issuer,
            subject: &self.subject,
            subject_format: self.subject_format.as_deref(),
            recipient: &self.recipient,
            attributes: &self.attributes,
        }
    }

    /// As identity pools look at it: attributes by name, one value or a list, and the subject.
    pub fn claims(&self) -> Map {
        let mut claims = Map::new();
        for (name, values) in &self.attributes {
            let claim = claims.entry(name).or_insert_with(|| json!([]));
            if let Some(known) = claim.as_array_mut() {
                known.extend(values.iter().map(|value| json!(value)));
            }
        }
        for claim in claims.values_mut() {
            if let Some([one]) = claim.as_array().map(Vec::as_slice) {
                *claim = one.clone();
            }
        }
        claims.entry(NAME_IDENTIFIER).or_insert_with(|| json!(self.subject));
        claims
    }
}

/// Verifies a response, base64, of one of the account's providers.
///
/// Problems, in order: no such provider; its metadata has expired; what `Response::read`,
/// `Response::verify` and `Verified::check` of crate `saml` find.
pub async fn verify(cx: &Cx, provider_arn: &str, response: &str) -> Checked<Asserted> {
    let provider = provider(cx, provider_arn).await?.ok_or(SamlProblem::NoProvider)?;
    let metadata = metadata_of(cx, &provider).map_err(|_| SamlProblem::Metadata)?;
    let now = cx.now_ms();
    if metadata.valid_until.is_some_and(|until| until <= now) {
        return Err(SamlProblem::Metadata);
    }
    let response = Response::read(response)?;
    let verified = response.verify(&metadata.certificates, &AwsLc)?;
    let recipients = recipients(cx, &provider);
    let audiences: Vec<String> = recipients.iter().cloned().chain([AUDIENCE.to_owned()]).collect();
    let accepted = verified.check(&Expected {
        now,
        skew: SKEW_MS,
        age_max: AGE_MAX_MS,
        issuer: &metadata.entity_id,
        recipients: &recipients,
        audiences: &audiences,
        // Whoever asked the provider, it was not this installation.
        request: Request::Any,
    })?;
    let Verified { assertion, .. } = verified;
    let (account, name) = (&cx.config().account, entity::name(&provider));
    let latest = assertion.issued + AGE_MAX_MS + SKEW_MS;
    Ok(Asserted {
        id: assertion.id,
        once_until: assertion.conditions.one_time.then_some(latest),
        provider_arn: entity::arn(account, &provider),
        name_qualifier: sts::name_qualifier(&assertion.issuer, account, name),
        doc: format!("{account}/{name}"),
        issuer: assertion.issuer,
        subject: assertion.subject.name,
        subject_format: assertion.subject.format,
        recipient: accepted.recipient,
        attributes: assertion.attributes,
        session_ends: accepted.session_not_on_or_after,
    })
}

/// Read once for each version of the provider.
fn metadata_of(cx: &Cx, provider: &Entity) -> Result<Arc<Metadata>, BadMetadata> {
    let kept = &cx.caches().iam.saml_metadata;
    let key = (provider.id.clone(), provider.version);
    if let Some(metadata) = kept.get(&key) {
        return Ok(metadata);
    }
    let metadata = Arc::new(Metadata::of(provider)?);
    kept.insert(key, metadata.clone());
    Ok(metadata)
}

/// The provider with exactly this ARN.
async fn provider(cx: &Cx, provider_arn: &str) -> crate::error::Result<Option<Arc<Entity>>> {
    let named = arn::parse(provider_arn).filter(|named| named.kind == "saml-provider");
    let Some(named) = named else { return Ok(None) };
    let found = cx.iam_entity(Kind::SamlProvider, named.name).await?;
    Ok(found.filter(|found| entity::arn(&cx.config().account, found) == provider_arn))
}

/// `SAMLProviderUUID`
pub fn uuid(provider: &Entity) -> String {
    format!("SAML{}", provider.id)
}

/// Where assertions are sent to: AWS's address for all providers, and that for this one.
fn recipients(cx: &Cx, provider: &Entity) -> Vec<String> {
    let own = format!("{}/saml", cx.config().base_url.trim_end_matches('/'));
    let urls = cx.config().limits.iam.saml_sign_in_urls.iter().cloned().chain([own]);
    let uuid = uuid(provider);
    urls.flat_map(|url| [format!("{url}/acs/{uuid}"), url]).collect()
}
