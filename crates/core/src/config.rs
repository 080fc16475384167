//! What the operator decides, as the core needs it. The server reads it from file and environment.

use std::net::IpAddr;

use crate::authorization::GUEST_SERVICES;
use crate::rates::Rates;

/// Everything the running instance is told.
#[derive(Clone, Debug)]
pub struct Config {
    /// Twelve digits; one installation is one account.
    pub account: String,
    /// The region of requests that carry none (unsigned ones), and of development.
    pub region: String,
    /// Empty: every AWS-shaped region name is served.
    pub regions: Vec<String>,
    /// Regions in which nodes on this database run: where pools may have replicas. `region` is the
    /// one of this node. Empty: one site, and no replicas.
    pub sites: Vec<String>,
    /// Where clients reach this installation, without a trailing slash: issuer and links.
    pub base_url: String,
    /// Development mode: unsigned calls and unknown keys act as root.
    pub dev: Option<Dev>,
    pub identity_pools: IdentityPools,
    pub limits: Limits,
}

/// What identity pools call themselves, and where the providers are whose tokens they take. URLs are
/// without a trailing slash.
#[derive(Clone, Debug)]
pub struct IdentityPools {
    /// `iss` of their tokens.
    pub issuer: String,
    pub google_url: String,
    pub apple_url: String,
    pub facebook_url: String,
    pub amazon_url: String,
    pub twitter_url: String,
    /// The services that guests of the enhanced flow may use at most: prefixes of actions.
    pub guest_services: Vec<String>,
}

impl Default for IdentityPools {
    fn default() -> IdentityPools {
        IdentityPools {
            issuer: "https://cognito-identity.amazonaws.com".into(),
            google_url: "https://accounts.google.com".into(),
            apple_url: "https://appleid.apple.com".into(),
            facebook_url: "https://graph.facebook.com".into(),
            amazon_url: "https://api.amazon.com".into(),
            twitter_url: "https://api.twitter.com".into(),
            guest_services: GUEST_SERVICES.map(str::to_owned).into(),
        }
    }
}

/// How open a development instance is.
#[derive(Clone, Debug, Default)]
pub struct Dev {
    /// Browser origins answered besides loopback ones; `*` stands for all.
    pub origins: Vec<String>,
}

/// Limits of the core; the security limits and quotas default to AWS's numbers.
#[derive(Clone, Debug)]
pub struct Limits {
    pub body_bytes_max: usize,
    pub json_depth_max: usize,
    /// Threads for exponentiations, and how many requests may wait for one.
    pub arithmetic_threads: usize,
    pub arithmetic_queue_length: usize,
    /// How far a signature's date may be off, in seconds.
    pub signature_window_seconds: i64,
    pub attempts: cognate_domain::attempt::Limits,
    /// What one user, or one name that nobody has, may do within an hour.
    pub hourly: cognate_domain::code::Hourly,
    /// Requests per second of each pool, by category of operations (RL-7).
    pub rates: Rates,
    /// Records kept in memory, of each kind.
    pub cache_entries_max: u64,
    /// RSA key pairs kept in stock for new pools.
    pub key_stock_length: usize,
    pub pools_max: i64,
    pub clients_per_pool_max: i64,
    pub groups_per_pool_max: i64,
    pub resource_servers_per_pool_max: i64,
    pub providers_per_pool_max: i64,
    /// Imports of users kept; the oldest that has ended makes room.
    pub import_jobs_per_pool_max: i64,
    /// External identities linked to one user.
    pub links_per_user_max: usize,
    pub identity_pools_max: i64,
    /// App clients that an identity pool takes ID tokens of.
    pub user_pools_per_identity_pool_max: usize,
    pub logins_per_identity_max: usize,
    pub custom_attributes_max: usize,
    /// How long a secret block may wait for its answer, in seconds.
    pub srp_seconds: i64,
    /// How far the client's TIMESTAMP may be off, in seconds.
    pub srp_skew_seconds: i64,
    /// E-mails, and text messages, on their way at the same time; one mail domain or phone number
    /// takes half of them at most.
    pub deliveries_max: usize,
    /// Messages to one destination and day, over all pools (RL-8).
    pub messages_per_destination_day: i64,
    /// To one user and day, of each channel; 0: not limited.
    pub messages_per_user_day: i64,
    /// Caused from one client's address and day by unsigned requests, of each channel; 0: not limited.
    pub messages_per_address_day: i64,
    /// Of one pool and day, of each channel; 0: not limited.
    pub messages_per_pool_day: i64,
    pub iam: Iam,
}

/// Quotas of IAM that AWS raises on request, and what differs on purpose.
#[derive(Clone, Debug)]
pub struct Iam {
    pub users_max: i64,
    pub roles_max: i64,
    pub groups_max: i64,
    /// Customer managed policies.
    pub policies_max: i64,
    pub oidc_providers_max: i64,
    pub saml_providers_max: i64,
    pub policies_per_user_max: usize,
    pub policies_per_role_max: usize,
    pub policies_per_group_max: usize,
    /// Of a role's trust policy, in characters without white space.
    pub trust_policy_characters_max: usize,
    /// The ARN of an AWS managed policy that is not known here stands for one that grants nothing,
    /// instead of being refused.
    pub accept_unknown_aws_policies: bool,
    /// Where SAML providers send assertions for this installation to, besides `/saml` under the base URL.
    pub saml_sign_in_urls: Vec<String>,
}

impl Default for Iam {
    fn default() -> Iam {
        Iam {
            users_max: 5_000,
            roles_max: 1_000,
            groups_max: 300,
            policies_max: 1_500,
            oidc_providers_max: 100,
            saml_providers_max: 100,
            policies_per_user_max: 10,
            policies_per_role_max: 10,
            policies_per_group_max: 10,
            trust_policy_characters_max: 2_048,
            accept_unknown_aws_policies: false,
            saml_sign_in_urls: vec!["https://signin.aws.amazon.com/saml".to_owned()],
        }
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            body_bytes_max: 256 * 1024,
            json_depth_max: 64,
            arithmetic_threads: 2,
            arithmetic_queue_length: 256,
            signature_window_seconds: 300,
            attempts: cognate_domain::attempt::Limits::default(),
            hourly: cognate_domain::code::Hourly::default(),
            rates: Rates::default(),
            cache_entries_max: 10_000,
            key_stock_length: 4,
            pools_max: 1_000,
            clients_per_pool_max: 1_000,
            groups_per_pool_max: cognate_domain::group::PER_POOL_MAX,
            resource_servers_per_pool_max: cognate_domain::resource_server::PER_POOL_MAX,
            providers_per_pool_max: cognate_domain::provider::PER_POOL_MAX,
            import_jobs_per_pool_max: cognate_domain::import::JOBS_MAX,
            links_per_user_max: cognate_domain::identity::LINKS_MAX,
            identity_pools_max: 1_000,
            user_pools_per_identity_pool_max: 50,
            logins_per_identity_max: 20,
            custom_attributes_max: 50,
            srp_seconds: 180,
            srp_skew_seconds: 300,
            deliveries_max: 16,
            messages_per_destination_day: 50,
            messages_per_user_day: 100,
            messages_per_address_day: 10_000,
            messages_per_pool_day: 100_000,
            iam: Iam::default(),
        }
    }
}

/// Where a request came from, after trusted proxies have been accounted for (RL-6).
#[derive(Clone, Copy, Debug)]
pub struct Source(pub IpAddr);
