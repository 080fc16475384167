//! Layers, precedence, and errors that say where.

use std::ffi::OsString;
use std::path::Path;

use cognate_server::config::layers::Layers;
use cognate_server::config::source::Source;
use cognate_server::config::{
    self, Config, Environment, Flag, Mode, Rates, place, print, sample, settings,
};

use crate::folder::Folder;
use crate::server::{DEV, SERVICE};

fn environment(variables: &[(&str, &str)]) -> Environment {
    variables.iter().map(|(name, value)| (OsString::from(name), OsString::from(value))).collect()
}

fn from_file(text: &str) -> Layers {
    let mut layers = config::layers(None, &Environment::new(), &[]);
    layers.file(Path::new("cognate.toml"), text);
    layers
}

fn problems(layers: Layers, mode: Mode) -> Vec<String> {
    let problems = config::effective(layers, mode).expect_err("problems");
    problems.iter().map(ToString::to_string).collect()
}

fn one_problem(text: &str, mode: Mode) -> String {
    let problems = problems(from_file(text), mode);
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems[0].clone()
}

#[test]
fn the_defaults_are_the_whole_configuration() {
    let config = config::effective(Layers::defaults(), SERVICE).unwrap();
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:9229");
    assert_eq!(config.limits.body_bytes_max, 262_144);
    assert_eq!(config.limits.headers_bytes_max, 32_768);
    assert_eq!(config.limits.rates, Rates::Off);
    assert_eq!(config.account.id, "000000000000");
    assert!(config.database.url.is_none());
}

#[test]
fn rates_are_a_word_or_a_table_and_printed_as_such() {
    let table = "[limits]\nrates = { UserAuthentication = 240, SignUp = 10 }\n";
    let section = "[limits.rates]\nSignUp = 10\nUserAuthentication = 240\n";
    let variables = environment(&[("COGNATE_LIMITS__RATES", "UserAuthentication=240,SignUp=10")]);
    let variable = config::layers(None, &variables, &[]);
    for layers in [from_file(table), from_file(section), variable] {
        let text = print::print(&layers);
        let printed: toml::Table = toml::from_str(&text).unwrap();
        let again = from_file(&toml::to_string(&printed).unwrap());
        let config = config::effective(again, SERVICE).unwrap();
        let wanted = [("SignUp".to_owned(), 10), ("UserAuthentication".to_owned(), 240)];
        assert_eq!(config.limits.rates, Rates::Table(wanted.into()));
        let line = "rates = { SignUp = 10, UserAuthentication = 240 }  # ";
        assert!(text.contains(line), "{text}");
    }
    let aws = config::effective(from_file("[limits]\nrates = \"aws\"\n"), SERVICE).unwrap();
    assert_eq!(aws.limits.rates, Rates::Aws);
}

#[test]
fn the_hours_and_the_days_limits_are_settings_with_awss_defaults() {
    let text = print::print(&Layers::defaults());
    for line in [
        "code_answers_per_hour = 15",
        "sign_up_codes_per_hour = 5",
        "reset_codes_per_hour = 5",
        "reset_answers_per_hour = 15",
        "attribute_codes_per_hour = 5",
        "sign_in_codes_per_hour = 20",
        "password_changes_per_hour = 5",
        "messages_per_destination_day = 50",
        "messages_per_user_day = 100",
        "messages_per_address_day = 10000",
        "messages_per_pool_day = 100000",
        "rates = \"off\"",
    ] {
        assert!(text.contains(&format!("{line}\n")), "{line}");
    }
}

#[test]
fn guests_services_are_those_of_amazon_cognito_unless_set_and_whole_prefixes() {
    let config = config::effective(Layers::defaults(), SERVICE).unwrap();
    let aws = cognate_core::config::IdentityPools::default();
    assert_eq!(config.identity_pools.guest_services, aws.guest_services);
    let set = |list: &str| format!("[identity_pools]\nguest_services = {list}\n");
    let config = config::effective(from_file(&set("[\"s3\", \"my-api\"]")), SERVICE).unwrap();
    assert_eq!(config.identity_pools.guest_services, ["s3", "my-api"]);
    for bad in ["", "*", "s3:GetObject", "S3", "s3\\\""] {
        let problem = one_problem(&set(&format!("[\"{bad}\"]")), SERVICE);
        assert!(problem.contains("identity_pools.guest_services"), "{problem}");
        assert!(problem.contains("is not a service's prefix"), "{problem}");
    }
}

#[test]
fn flags_win_over_environment_over_file_over_defaults() {
    let folder = Folder::new();
    let text = "[limits]\nconnections_max = 1\nidle_seconds = 1\nbody_read_seconds = 1\n";
    let file = folder.file("cognate.toml", text);
    let variables = environment(&[
        ("COGNATE_LIMITS__CONNECTIONS_MAX", "2"),
        ("COGNATE_LIMITS__IDLE_SECONDS", "2"),
        ("PATH", "/bin"),
    ]);
    let flag = Flag { name: "--connections", path: "limits.connections_max", text: "3".to_owned() };
    let layers = config::layers(Some(&file), &variables, &[flag]);
    let source = |path: &str| layers.get(path).1.to_string();
    assert_eq!(source("limits.connections_max"), "flag --connections");
    let variable = "environment variable COGNATE_LIMITS__IDLE_SECONDS";
    assert_eq!(source("limits.idle_seconds"), variable);
    assert!(source("limits.body_read_seconds").ends_with("cognate.toml, line 4"));
    assert_eq!(layers.get("limits.write_seconds").1, Source::Default);
    let limits = config::effective(layers, SERVICE).unwrap().limits;
    assert_eq!((limits.connections_max, limits.idle_seconds, limits.body_read_seconds), (3, 2, 1));
}

#[test]
fn bs_2_unknown_names_are_errors_that_name_them() {
    let cases = [
        (
            "[server]\nlisten = \"127.0.0.1:1\"\nlisen = 1\n",
            "cognate.toml, line 3: unknown key server.lisen; did you mean server.listen?",
        ),
        ("[sevrer]\n", "cognate.toml, line 1: unknown section sevrer"),
        ("listen = \"127.0.0.1:1\"\n", "cognate.toml, line 1: unknown key listen"),
        ("[server.tls]\ncertificate = \"a\"\n", "cognate.toml, line 1: unknown key server.tls"),
    ];
    for (text, message) in cases {
        assert_eq!(one_problem(text, SERVICE), message);
    }
    let variables = environment(&[("COGNATE_SERVER__LISEN", "x")]);
    assert_eq!(
        problems(config::layers(None, &variables, &[]), SERVICE),
        ["environment variable COGNATE_SERVER__LISEN: unknown variable; did you mean \
          COGNATE_SERVER__LISTEN?"]
    );
    for name in ["COGNATE_server__listen", "COGNATE_SERVER_LISTEN", "COGNATE_"] {
        let variables = environment(&[(name, "127.0.0.1:1")]);
        assert_eq!(config::layers(None, &variables, &[]).problems.len(), 1, "{name}");
    }
}

#[test]
fn variables_that_orchestrators_set_are_not_settings() {
    let variables = environment(&[
        ("COGNATE_SERVICE_HOST", "10.0.0.1"),
        ("COGNATE_SERVICE_PORT_HTTP", "80"),
        ("COGNATE_PORT_80_TCP_ADDR", "10.0.0.1"),
        ("COGNATE_PORT", "tcp://10.0.0.1:80"),
        ("COGNATE_KEK_FD", "3"),
    ]);
    assert!(config::layers(None, &variables, &[]).problems.is_empty());
}

#[test]
fn wrong_values_say_what_was_expected_and_where_they_stand() {
    let cases = [
        (
            "[limits]\n\nbody_bytes_max = \"1\"\n",
            "cognate.toml, line 3: limits.body_bytes_max: expected a whole number from 1024 to \
             16777216",
        ),
        (
            "[limits]\nrates = \"on\"\n",
            "cognate.toml, line 2: limits.rates: expected \"off\", \"aws\" or a table such as \
             { UserAuthentication = 120 }",
        ),
        (
            "[limits]\nrates = { UserRead = 0 }\n",
            "cognate.toml, line 2: limits.rates: UserRead: expected a whole number from 1 to 1000000",
        ),
        (
            "[limits]\nrates = { UserReed = 1 }\n",
            "cognate.toml, line 2: limits.rates: UserReed is neither a category of operations, such \
             as UserAuthentication, nor an operation",
        ),
        (
            "[limits]\nreset_answers_per_hour = 0\n",
            "cognate.toml, line 2: limits.reset_answers_per_hour: expected a whole number from 1 to \
             1000",
        ),
        ("[account]\nid = 1\n", "cognate.toml, line 2: account.id: expected a text, found integer"),
        ("[log]\nlevel = { a = 1 }\n", "cognate.toml, line 2: log.level: unexpected table"),
    ];
    for (text, message) in cases {
        assert_eq!(one_problem(text, SERVICE), message);
    }
    assert!(one_problem("[server\n", SERVICE).starts_with("cognate.toml, line 1: "));
    let flag = Flag { name: "--account", path: "account.id", text: "12".to_owned() };
    assert_eq!(
        problems(config::layers(None, &Environment::new(), &[flag]), SERVICE),
        ["flag --account: account.id: expected a text of 12 digits"]
    );
    let missing =
        config::layers(Some(Path::new("/nowhere/cognate.toml")), &Environment::new(), &[]);
    assert!(problems(missing, SERVICE)[0].starts_with("cannot read /nowhere/cognate.toml: "));
}

#[test]
fn bs_2_plain_http_stays_on_loopback() {
    let everywhere = "[server]\nlisten = \"0.0.0.0:9229\"\n";
    assert!(one_problem(everywhere, SERVICE).contains("plain HTTP is answered on loopback only"));
    assert!(one_problem(everywhere, DEV).contains("--dev answers on loopback only"));
    let network = Mode { dev: true, dev_network: true };
    assert!(config::effective(from_file(everywhere), network).is_ok());
    let proxied = format!("{everywhere}plaintext_behind_proxy = true\n");
    assert!(one_problem(&proxied, SERVICE).contains("needs trusted_proxies"));
    let proxied = format!("{proxied}trusted_proxies = [\"10.0.0.0/8\"]\n");
    assert!(config::effective(from_file(&proxied), SERVICE).is_ok());
}

#[test]
fn settings_that_contradict_each_other_are_problems() {
    for (text, expected) in [
        ("[server]\ntls_key = \"k\"\n", "server.tls_certificate: tls_certificate and tls_key"),
        (
            "[server]\ndev_origins = [\"http://a\"]\n",
            "server.dev_origins: has a meaning with --dev",
        ),
        ("[server]\nhosts = [\"A.example\"]\n", "server.hosts: \"A.example\" is not a host name"),
        ("[regions]\nallowed = [\"mars\"]\ndefault = \"us-east-1\"\n", "\"mars\" is not shaped"),
        ("[regions]\nallowed = [\"eu-west-1\"]\n", "regions.default: is not among"),
        ("[database]\nurl = \"mysql://a\"\n", "database.url: expected postgres://"),
        ("[log]\nlevel = \"loud\"\n", "log.level: expected a level"),
        ("[email]\nuser = \"me\"\n", "email.password_file: user and password_file are set"),
        ("[email]\npassword_file = \"f\"\n", "email.user: user and password_file are set"),
        ("[email]\nserver = \"localhost:25\"\n", "email.from: expected \"Name <address>\""),
        (
            "[email]\nserver = \"smtp.example.com:25\"\nfrom = \"a@b.example\"\ntls = \"none\"\n",
            "email.tls: none is for a mail server on loopback only",
        ),
        ("[email]\nserver = \"smtp.example.com\"\n", "expected a host with a port"),
        ("[email]\nfrom_domains = [\"*.example\"]\n", "\"*.example\" is not a mail domain"),
        (
            "[sms]\nrefused_prefixes = [\"1900\"]\n",
            "sms.refused_prefixes: \"1900\" is not a + with 1 to 15 digits",
        ),
        ("[sms]\nurl = \"https://a.example\"\n", "sms.secret_file: is needed with sms.url"),
        (
            "[sms]\nurl = \"http://a.example\"\nsecret_file = \"f\"\n",
            "sms.url: expected https, since the host is not this machine",
        ),
    ] {
        let problems = problems(from_file(text), SERVICE);
        assert!(problems.iter().any(|problem| problem.contains(expected)), "{problems:?}");
    }
}

#[test]
fn the_sample_shows_every_setting_with_its_default() {
    let sample = sample::sample();
    let uncommented: String = sample
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') => format!("{rest}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let mut layers = Layers::defaults();
    layers.file(Path::new("sample.toml"), &uncommented);
    assert_eq!(layers.problems, []);
    for setting in settings::SETTINGS {
        let (value, source) = layers.get(setting.path);
        assert!(matches!(source, Source::File { .. }), "{}", setting.path);
        assert_eq!(value, &Layers::defaults().get(setting.path).0);
    }
    let mut untouched = Layers::defaults();
    untouched.file(Path::new("sample.toml"), &sample);
    assert_eq!(untouched.problems, []);
}

#[test]
fn the_effective_configuration_shows_sources_but_no_secrets() {
    let variables = environment(&[("COGNATE_DATABASE__URL", "postgres://me:s3cret@db/cognate")]);
    let layers = config::layers(None, &variables, &[]);
    let text = print::print(&layers);
    assert!(text.contains(
        "url = \"postgres://***@db/cognate\"  # environment variable COGNATE_DATABASE__URL\n"
    ));
    let hook = environment(&[
        ("COGNATE_SMS__URL", "https://hooks.example/s3cret"),
        ("COGNATE_SMS__SECRET_FILE", "/etc/cognate/sms"),
    ]);
    let hook = config::layers(None, &hook, &[]);
    assert!(print::print(&hook).contains("url = \"https://hooks.example/***\""));
    assert!(!format!("{:?}", config::effective(hook, SERVICE).unwrap()).contains("s3cret"));
    assert!(!text.contains("s3cret"));
    let config: Config = config::effective(layers, SERVICE).unwrap();
    assert!(!format!("{config:?}").contains("s3cret"));
    assert!(toml::from_str::<toml::Table>(&text).is_ok());
}

#[test]
fn folders_follow_the_xdg_variables() {
    let config = config::effective(Layers::defaults(), SERVICE).unwrap();
    let home = environment(&[("HOME", "/home/me")]);
    let xdg = environment(&[("HOME", "/home/me"), ("XDG_DATA_HOME", "/data")]);
    let dir = |dev: bool, variables: &Environment| place::data_dir(&config, dev, variables);
    assert_eq!(dir(false, &home).unwrap(), Path::new("/home/me/.local/share/cognate"));
    assert_eq!(dir(true, &home).unwrap(), Path::new("/home/me/.local/share/cognate-dev"));
    assert_eq!(dir(false, &xdg).unwrap(), Path::new("/data/cognate"));
    assert!(dir(false, &Environment::new()).is_err());
}
