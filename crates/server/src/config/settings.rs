//! The one table of settings: name, kind, default, and the words of the sample and of the errors.
//!
//! Everything else follows from it: the sample file, the environment variables, the checks of single
//! values and the defaults of [`super::Config`], whose fields a test compares with this table.

use super::kind::Kind;

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Section and key, joined by a dot.
    pub path: &'static str,
    pub kind: Kind,
    /// The default as TOML.
    pub default: &'static str,
    /// Carries a secret and is not printed by `cognate config check`.
    pub secret: bool,
    /// What it does, for the sample; lines of at most 100 characters.
    pub doc: &'static str,
}

impl Setting {
    pub fn section(&self) -> &'static str {
        self.path.split_once('.').expect("every path has a section").0
    }

    pub fn key(&self) -> &'static str {
        self.path.split_once('.').expect("every path has a section").1
    }

    /// The environment variable that sets it: `server.listen` is `COGNATE_SERVER__LISTEN`.
    pub fn variable(&self) -> String {
        format!("COGNATE_{}", self.path.to_ascii_uppercase().replace('.', "__"))
    }
}

/// The setting of this path.
pub fn find(path: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.path == path)
}

/// The known path most like the given one, for "did you mean".
pub fn nearest(path: &str) -> Option<&'static str> {
    SETTINGS
        .iter()
        .map(|setting| (distance(path, setting.path), setting.path))
        .min()
        .filter(|(distance, _)| *distance <= 3)
        .map(|(_, path)| path)
}

/// Levenshtein distance by the usual single row.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, a) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, b) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}

const fn setting(
    path: &'static str,
    kind: Kind,
    default: &'static str,
    doc: &'static str,
) -> Setting {
    Setting { path, kind, default, secret: false, doc }
}

/// A URL, or empty, that may carry a secret.
const fn setting_with_secret(path: &'static str, doc: &'static str) -> Setting {
    Setting { path, kind: Kind::Text, default: "\"\"", secret: true, doc }
}

const fn integer(min: i64, max: i64) -> Kind {
    Kind::Integer { min, max }
}

/// All settings, in the order of the sample; settings of a section stand together.
pub const SETTINGS: &[Setting] = &[
    setting(
        "server.listen",
        Kind::Address { optional: false },
        "\"127.0.0.1:9229\"",
        "Address and port of the API. Other addresses than loopback need TLS, or\n\
         plaintext_behind_proxy.",
    ),
    setting(
        "server.metrics_listen",
        Kind::Address { optional: true },
        "\"\"",
        "Address and port of the Prometheus metrics at /metrics; empty: none. Plain HTTP.",
    ),
    setting(
        "server.base_url",
        Kind::BaseUrl,
        "\"\"",
        "Public URL under which clients reach this server. Issuers of tokens and links are made\n\
         from it. Once set, requests for other host names are answered with 421.\n\
         Empty: made from the address the server listens on.",
    ),
    setting(
        "server.hosts",
        Kind::Texts,
        "[]",
        "Further host names that are answered; \".example.com\" stands for all names below it.",
    ),
    setting(
        "server.tls_certificate",
        Kind::Text,
        "\"\"",
        "PEM file with the certificate chain, leaf first. Set together with tls_key. Both are read\n\
         again when they change and on SIGHUP.",
    ),
    setting(
        "server.tls_key",
        Kind::Text,
        "\"\"",
        "PEM file with the private key of the certificate.",
    ),
    setting(
        "server.trusted_proxies",
        Kind::Networks,
        "[]",
        "Addresses or networks of the reverse proxies whose X-Forwarded-For is believed.",
    ),
    setting(
        "server.plaintext_behind_proxy",
        Kind::Boolean,
        "false",
        "Accept plain HTTP on other addresses than loopback, from trusted_proxies only: they\n\
         terminate TLS.",
    ),
    setting(
        "server.dev_origins",
        Kind::Texts,
        "[]",
        "With --dev: further browser origins that are answered, such as \"http://app.test:3000\".\n\
         Loopback origins always are.",
    ),
    setting(
        "server.drain_seconds",
        integer(0, 3600),
        "30",
        "How long requests in flight may take to finish after SIGTERM.",
    ),
    setting(
        "data.dir",
        Kind::Text,
        "\"\"",
        "Folder of the embedded database and of this installation's id. Empty: cognate (with --dev:\n\
         cognate-dev) in the user's data folder.",
    ),
    setting_with_secret(
        "database.url",
        "postgres://user:password@host:5432/name to use PostgreSQL. Empty: embedded SQLite in\n\
         data.dir.",
    ),
    setting(
        "database.pool_max",
        integer(1, 1000),
        "16",
        "Connections to PostgreSQL that one node opens at most.",
    ),
    setting(
        "database.root_certificate",
        Kind::Text,
        "\"\"",
        "PEM file with the authorities that may sign the database's certificate. Empty: the public\n\
         ones.",
    ),
    setting(
        "account.id",
        Kind::Digits(12),
        "\"000000000000\"",
        "The AWS account id of everything in this installation. Fixed by `cognate init`.",
    ),
    setting(
        "keys.kek",
        Kind::Text,
        "\"\"",
        "File with the key that protects all other keys; readable by its owner only. Empty: the\n\
         systemd credential cognate-kek, else the file written by `cognate init` in the user's\n\
         configuration folder.",
    ),
    setting(
        "keys.former",
        Kind::Texts,
        "[]",
        "Files of former keys, needed until `cognate keys rewrap` has finished.",
    ),
    setting(
        "regions.default",
        Kind::Text,
        "\"us-east-1\"",
        "Region of calls that name none (unsigned calls with --dev).",
    ),
    setting(
        "regions.allowed",
        Kind::Texts,
        "[]",
        "Regions that may be used; empty: every name of AWS's shape.",
    ),
    setting(
        "regions.sites",
        Kind::Texts,
        "[]",
        "Regions in which nodes on this one (distributed) database run, the default one among\n\
         them. CreateUserPoolReplica takes these; empty: there are no replicas.",
    ),
    setting(
        "email.server",
        Kind::MailServer,
        "\"\"",
        "Mail server that takes all e-mails, as host:port: \"smtp.example.com:587\". Empty: none,\n\
         and what would send an e-mail answers CodeDeliveryFailureException. With --dev nothing\n\
         leaves in any case: see /_cognate/mailbox.",
    ),
    setting(
        "email.tls",
        Kind::Choice(&["starttls", "tls", "none"]),
        "\"starttls\"",
        "starttls (mostly port 587): required, never skipped; tls: from the first byte (port 465);\n\
         none: on loopback only.",
    ),
    setting(
        "email.root_certificate",
        Kind::Text,
        "\"\"",
        "PEM file with the authorities that may sign the mail server's certificate. Empty: the\n\
         public ones.",
    ),
    setting(
        "email.user",
        Kind::Text,
        "\"\"",
        "User name for the mail server. Set together with password_file.",
    ),
    setting(
        "email.password_file",
        Kind::Text,
        "\"\"",
        "File with the password, readable by its owner only.",
    ),
    setting(
        "email.from",
        Kind::Text,
        "\"\"",
        "Sender of all e-mails: \"Example <no-reply@example.com>\". Needed with email.server.",
    ),
    setting(
        "email.from_domains",
        Kind::Texts,
        "[]",
        "Mail domains of which user pools may name their own sender (EmailConfiguration.From).\n\
         E-mails of other pools come from email.from.",
    ),
    setting(
        "email.hello",
        Kind::Text,
        "\"\"",
        "Name by which Cognate greets the mail server. Empty: the host of server.base_url, else\n\
         localhost.",
    ),
    setting(
        "email.timeout_seconds",
        integer(1, 50),
        "30",
        "Time for one e-mail to be taken; after it the e-mail is tried again later.",
    ),
    setting_with_secret(
        "sms.url",
        "Hook that sends text messages: every message is POSTed to it as JSON, signed. https, or\n\
         http on loopback. Empty: none, and what would send a text message answers\n\
         CodeDeliveryFailureException.",
    ),
    setting(
        "sms.secret_file",
        Kind::Text,
        "\"\"",
        "File with the secret that signs those requests, at least 16 characters, readable by its\n\
         owner only. Needed with sms.url.",
    ),
    setting(
        "sms.refused_prefixes",
        Kind::Texts,
        concat!(
            "[\"+1900\", \"+1976\", \"+3190\", \"+3290\", \"+3389\", \"+35315\", \"+4190\", \"+43900\", ",
            "\"+43930\", \"+449\", \"+46900\", \"+46939\", \"+46944\", \"+49900\", \"+61190\", \"+870\", ",
            "\"+881\", \"+882\", \"+883\", \"+979\"]"
        ),
        "Numbers that begin like this are sent nothing: by default premium-rate and satellite\n\
         numbers, which are called to be paid for it. Spell them as +, country and digits.",
    ),
    setting(
        "sms.allow_networks",
        Kind::Networks,
        "[]",
        "Private addresses or networks in which the hook may be. Public ones always are allowed.",
    ),
    setting(
        "sms.root_certificate",
        Kind::Text,
        "\"\"",
        "PEM file with the authorities that may sign the hook's certificate. Empty: the public\n\
         ones.",
    ),
    setting(
        "logs.folder",
        Kind::Text,
        "\"\"",
        "Where the logs that pools deliver (SetLogDeliveryConfiguration) are written: a file for each\n\
         destination. Empty: logs in the data folder.",
    ),
    setting(
        "logs.collector",
        Kind::Text,
        "\"\"",
        "URL to which they are posted instead, as lines of JSON.",
    ),
    setting(
        "logs.root_certificate",
        Kind::Text,
        "\"\"",
        "Authority that the collector's certificate must come from. Empty: the public ones.",
    ),
    setting(
        "federation.allow_networks",
        Kind::Networks,
        "[]",
        "Private addresses or networks in which identity providers may be, on any port. Public ones\n\
         always are allowed, on ports 80 and 443.",
    ),
    setting(
        "federation.root_certificate",
        Kind::Text,
        "\"\"",
        "PEM file with the authorities that may sign identity providers' certificates. Empty: the\n\
         public ones.",
    ),
    setting(
        "identity_pools.issuer",
        Kind::Text,
        "\"https://cognito-identity.amazonaws.com\"",
        "Issuer in the tokens of identity pools. Policies name them cognito-identity.amazonaws.com\n\
         whatever it is; set it to server.base_url for relying parties that look up its keys.",
    ),
    setting(
        "identity_pools.google_url",
        Kind::Text,
        "\"https://accounts.google.com\"",
        "Where Google's discovery document is asked for: another address is for proxies and tests. The\n\
         same holds for the following four.",
    ),
    setting(
        "identity_pools.apple_url",
        Kind::Text,
        "\"https://appleid.apple.com\"",
        "Where Apple's is.",
    ),
    setting(
        "identity_pools.facebook_url",
        Kind::Text,
        "\"https://graph.facebook.com\"",
        "Where Facebook is asked about its access tokens.",
    ),
    setting(
        "identity_pools.amazon_url",
        Kind::Text,
        "\"https://api.amazon.com\"",
        "Where Login with Amazon is.",
    ),
    setting(
        "identity_pools.twitter_url",
        Kind::Text,
        "\"https://api.twitter.com\"",
        "Where X (Twitter) is.",
    ),
    setting(
        "identity_pools.guest_services",
        Kind::Texts,
        "[\"appsync\", \"cloudwatch\", \"codewhisperer\", \"cognito-identity\", \"cognito-idp\", \
         \"cognito-sync\", \"comprehend\", \"dynamodb\", \"execute-api\", \"firehose\", \
         \"gamelift\", \"geo\", \"iot\", \"kinesis\", \"kinesisanalytics\", \"lambda\", \"lex\", \
         \"logs\", \"machinelearning\", \"mobileanalytics\", \"personalize\", \"polly\", \
         \"rekognition\", \"s3\", \"sdb\", \"ses\", \"sns\", \"sqs\", \"transcribe\", \
         \"translate\"]",
        "What guests of identity pools may use at most in the enhanced flow, whatever their role\n\
         allows: the services whose actions have these prefixes. Amazon Cognito's list. Some actions\n\
         of kms, sagemaker, sumerian and textract are allowed besides, as there.",
    ),
    setting("iam.users_max", integer(1, 1_000_000), "5000", "IAM users at most."),
    setting("iam.roles_max", integer(1, 1_000_000), "1000", "IAM roles at most."),
    setting("iam.groups_max", integer(1, 1_000_000), "300", "IAM groups at most."),
    setting(
        "iam.policies_max",
        integer(1, 1_000_000),
        "1500",
        "Customer managed policies at most.",
    ),
    setting("iam.oidc_providers_max", integer(1, 10_000), "100", "IAM OIDC providers at most."),
    setting("iam.saml_providers_max", integer(1, 10_000), "100", "IAM SAML providers at most."),
    setting(
        "iam.policies_per_user_max",
        integer(1, 100),
        "10",
        "Managed policies attached to one user at most.",
    ),
    setting(
        "iam.policies_per_role_max",
        integer(1, 100),
        "10",
        "Managed policies attached to one role at most.",
    ),
    setting(
        "iam.policies_per_group_max",
        integer(1, 100),
        "10",
        "Managed policies attached to one group at most.",
    ),
    setting(
        "iam.trust_policy_characters_max",
        integer(2_048, 8_192),
        "2048",
        "Longest trust policy of a role, in characters without white space.",
    ),
    setting(
        "iam.accept_unknown_aws_policies",
        Kind::Boolean,
        "false",
        "An ARN of an AWS managed policy that is not known here stands for a policy that grants\n\
         nothing, instead of being refused: for stacks that attach such policies to their roles.",
    ),
    setting(
        "iam.saml_sign_in_urls",
        Kind::Texts,
        "[\"https://signin.aws.amazon.com/saml\"]",
        "The Recipient of assertions that AssumeRoleWithSAML and identity pools accept, and their\n\
         Audience if it is not urn:amazon:webservices; besides /saml under the public URL.",
    ),
    setting(
        "limits.body_bytes_max",
        integer(1024, 16 << 20),
        "262144",
        "Largest request body. Operations that import files have their own, larger limit.",
    ),
    setting(
        "limits.headers_bytes_max",
        integer(8192, 1 << 20),
        "32768",
        "Largest head of a request: request line and all headers.",
    ),
    setting("limits.header_count_max", integer(16, 1000), "100", "Most headers in one request."),
    setting(
        "limits.connections_max",
        integer(1, 1_000_000),
        "8192",
        "Most open connections; further ones are closed at once.",
    ),
    setting(
        "limits.connections_per_ip",
        integer(1, 1_000_000),
        "512",
        "Most open connections from one IPv4 address or IPv6 /64. Loopback and trusted_proxies are\n\
         exempt.",
    ),
    setting(
        "limits.header_read_seconds",
        integer(1, 600),
        "10",
        "Time for a request's head, and for the TLS handshake, to arrive.",
    ),
    setting(
        "limits.body_read_seconds",
        integer(1, 3600),
        "30",
        "Time for a request's body to arrive.",
    ),
    setting(
        "limits.idle_seconds",
        integer(1, 3600),
        "75",
        "Time after which a connection without requests is closed.",
    ),
    setting(
        "limits.write_seconds",
        integer(1, 3600),
        "30",
        "Time after which a client that does not read its answer is disconnected.",
    ),
    setting(
        "limits.sign_in_threads",
        integer(0, 1024),
        "0",
        "Threads for the arithmetic of passwords; 0: one per core.",
    ),
    setting(
        "limits.sign_in_queue_length",
        integer(1, 1_000_000),
        "256",
        "Sign-ins that may wait for such a thread; further ones get TooManyRequestsException.",
    ),
    setting("limits.json_depth_max", integer(4, 256), "64", "Deepest nesting of a JSON body."),
    setting(
        "limits.signature_window_seconds",
        integer(1, 86_400),
        "300",
        "How far the date of a signature may be off.",
    ),
    setting(
        "limits.password_failures_free",
        integer(1, 100),
        "5",
        "Wrong passwords before an account is locked, for longer with each further one.",
    ),
    setting("limits.password_lock_seconds_max", integer(1, 86_400), "900", "Longest such lock."),
    setting(
        "limits.password_quiet_seconds",
        integer(1, 86_400),
        "900",
        "Quiet time after which wrong passwords are forgotten.",
    ),
    setting(
        "limits.password_failures_long_max",
        integer(1, 1_000_000),
        "100",
        "Wrong passwords without a success after which each further one locks for longest.",
    ),
    setting(
        "limits.srp_seconds",
        integer(10, 900),
        "180",
        "How long an SRP sign-in may take between its two steps.",
    ),
    setting(
        "limits.srp_skew_seconds",
        integer(10, 86_400),
        "300",
        "How far the TIMESTAMP of an SRP answer may be off.",
    ),
    setting(
        "limits.code_answers_per_hour",
        integer(1, 1000),
        "15",
        "Wrong answers to sign-up codes, and to codes that verify an attribute, per user and hour. A\n\
         single code is dead after 5.",
    ),
    setting(
        "limits.sign_up_codes_per_hour",
        integer(1, 1000),
        "5",
        "Codes of ResendConfirmationCode per user and hour.",
    ),
    setting(
        "limits.reset_codes_per_hour",
        integer(1, 1000),
        "5",
        "Codes of ForgotPassword per user and hour. AWS allows 5 to 20 codes and answers together.",
    ),
    setting(
        "limits.reset_answers_per_hour",
        integer(1, 1000),
        "15",
        "Wrong answers of ConfirmForgotPassword per user and hour. A single code is dead after 5.",
    ),
    setting(
        "limits.attribute_codes_per_hour",
        integer(1, 1000),
        "5",
        "Codes that verify an attribute per user and hour.",
    ),
    setting(
        "limits.sign_in_codes_per_hour",
        integer(1, 1000),
        "20",
        "Codes that sign in, or are a second factor, per user and hour.",
    ),
    setting(
        "limits.password_changes_per_hour",
        integer(1, 1000),
        "5",
        "Passwords that one user sets with ChangePassword per hour.",
    ),
    setting(
        "limits.deliveries_max",
        integer(1, 1000),
        "16",
        "E-mails, and text messages, on their way at the same time; half of them at most to one\n\
         mail domain or phone number.",
    ),
    setting(
        "limits.messages_per_destination_day",
        integer(1, 1_000_000),
        "50",
        "Messages to one e-mail address or phone number per day, over all user pools.",
    ),
    setting(
        "limits.messages_per_user_day",
        integer(0, 1_000_000),
        "100",
        "E-mails, and text messages, to one user per day; 0: not limited.",
    ),
    setting(
        "limits.messages_per_address_day",
        integer(0, 100_000_000),
        "10000",
        "E-mails, and text messages, that unsigned requests from one IPv4 address or IPv6 /64 cause\n\
         per day; 0: not limited. Raise it where a server of yours calls for your users. Loopback is\n\
         exempt.",
    ),
    setting(
        "limits.messages_per_pool_day",
        integer(0, 100_000_000),
        "100000",
        "E-mails, and text messages, of one user pool per day; 0: not limited.",
    ),
    setting(
        "limits.pools_max",
        integer(1, 1_000_000),
        "1000",
        "User pools of this installation at most (AWS: per region).",
    ),
    setting(
        "limits.clients_per_pool_max",
        integer(1, 1_000_000),
        "1000",
        "App clients of a user pool at most.",
    ),
    setting(
        "limits.groups_per_pool_max",
        integer(1, 1_000_000),
        "10000",
        "Groups of a user pool at most.",
    ),
    setting(
        "limits.resource_servers_per_pool_max",
        integer(1, 10_000),
        "25",
        "Resource servers of a user pool at most.",
    ),
    setting(
        "limits.providers_per_pool_max",
        integer(1, 10_000),
        "300",
        "Identity providers of a user pool at most.",
    ),
    setting(
        "limits.import_jobs_per_pool_max",
        integer(1, 10_000),
        "1000",
        "User import jobs that a user pool keeps; the oldest that has ended makes room.",
    ),
    setting(
        "limits.links_per_user_max",
        integer(1, 100),
        "5",
        "External identities linked to one user at most.",
    ),
    setting(
        "limits.identity_pools_max",
        integer(1, 1_000_000),
        "1000",
        "Identity pools of this installation at most (AWS: per region).",
    ),
    setting(
        "limits.user_pools_per_identity_pool_max",
        integer(1, 1_000),
        "50",
        "App clients whose users an identity pool takes, at most.",
    ),
    setting(
        "limits.logins_per_identity_max",
        integer(1, 1_000),
        "20",
        "Logins linked to one identity of an identity pool at most.",
    ),
    setting(
        "limits.custom_attributes_max",
        integer(0, 50),
        "50",
        "Custom attributes of a user pool at most.",
    ),
    setting(
        "limits.cache_entries_max",
        integer(16, 10_000_000),
        "10000",
        "Pools, clients, groups and keys kept in memory, of each kind.",
    ),
    setting(
        "limits.key_stock_length",
        integer(0, 1000),
        "4",
        "RSA key pairs kept in stock for new user pools.",
    ),
    setting(
        "limits.rates",
        Kind::Rates,
        "\"off\"",
        "Requests per second of one user pool, or of all identity pools, on one node. \"off\"; \"aws\":\n\
         AWS's numbers; or a table of categories and operations, such as\n\
         { UserAuthentication = 120, SignUp = 10, GetId = 25 }: what is not in it is not limited.",
    ),
    setting(
        "log.level",
        Kind::Text,
        "\"info\"",
        "off, error, warn, info, debug or trace; or directives such as \"info,cognate_core=debug\".",
    ),
    setting(
        "log.format",
        Kind::Choice(&["pretty", "json"]),
        "\"pretty\"",
        "Lines for people, or one JSON object per line. Logs go to stderr.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_of_their_kind_and_paths_are_unique() {
        for (index, setting) in SETTINGS.iter().enumerate() {
            let line = format!("value = {}", setting.default);
            let value = toml::from_str::<toml::Table>(&line).unwrap().remove("value").unwrap();
            assert_eq!(setting.kind.check(&value), Ok(()), "{}", setting.path);
            assert!(SETTINGS[..index].iter().all(|other| other.path != setting.path));
            assert!(setting.doc.lines().all(|line| line.len() <= 100), "{}", setting.path);
        }
    }

    #[test]
    fn a_slip_of_the_pen_is_recognised() {
        assert_eq!(nearest("server.lisen"), Some("server.listen"));
        assert_eq!(nearest("limits.body_byte_max"), Some("limits.body_bytes_max"));
        assert_eq!(nearest("something.else"), None);
    }
}
