//! The application that is served: a Cognate node with all its doors.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response};

use cognate_core::call::{self, Doors, Head};
use cognate_core::clock::Clock;
use cognate_core::config::{self as core_config, Dev, Limits};
use cognate_core::imports::Upload;
use cognate_core::install;
use cognate_core::logs::LogSink;
use cognate_core::node::Parts as NodeParts;
use cognate_core::notify::Senders;
use cognate_core::outbound::NoOutbound;
use cognate_core::triggers::NoFunctions;
use cognate_core::{Error, Node, imports, jobs};
use cognate_crypto::{Kek, SystemRandom};
use cognate_domain::code::Hourly;
use cognate_store::Store;
use cognate_store::records::meta;

use crate::application::{Application, Arrival, Refused};
use crate::commands::init::{Making, RootKey};
use crate::commands::serve::Opening;
use crate::config::Environment;
use crate::egress::{Guard, Neighbours};
use crate::router::body::Pieces;
use crate::senders::mailbox::Mailbox;
use crate::{doors, keyfile, senders, storage};

/// What `account.id` is when nobody says anything.
const DEFAULT_ACCOUNT: &str = "000000000000";

/// The wall clock of this machine.
pub struct WallClock;

impl Clock for WallClock {
    fn now_ms(&self) -> i64 {
        crate::clock::now_ms()
    }
}

/// A running node and its background work.
pub struct Cognate {
    node: Node,
    /// With `--dev`, all messages end here.
    mailbox: Option<Arc<Mailbox>>,
    stop: tokio::sync::Notify,
    background: tokio::sync::Mutex<Option<tokio::task::JoinHandle<()>>>,
}

impl Cognate {
    /// Opens the store, finds the key, checks that both belong together, and starts.
    pub async fn open(opening: Opening, environment: &Environment) -> anyhow::Result<Arc<Cognate>> {
        let Opening { config, mode, data_dir, base_url, kek_descriptor } = opening;
        let store = Store::open(storage::config(&config, &data_dir)).await?;
        let now_ms = WallClock.now_ms();
        jobs::check_clock(&store, now_ms).await.map_err(anyhow::Error::from_boxed)?;
        let identity = match install::identity(&store).await? {
            Some(identity) => identity,
            None if mode.dev => {
                install_for_development(&store, &config.account.id, &data_dir).await?
            }
            None => bail!(
                "there is no installation here yet: run `cognate init` with the same options first"
            ),
        };
        // The default says nothing; any other id must be this installation's.
        if ![identity.account.as_str(), DEFAULT_ACCOUNT].contains(&config.account.id.as_str()) {
            bail!(
                "this installation is account {}, but account.id is {}",
                identity.account,
                config.account.id
            );
        }
        let keks = keks(&config, environment, &data_dir, &identity, kek_descriptor, mode.dev)?;
        let shared_store = storage::is_shared(&config);
        let mailbox = mode.dev.then(Arc::<Mailbox>::default);
        let senders = match &mailbox {
            Some(mailbox) => Senders::both(mailbox.clone()),
            None => senders::configured(&config, &base_url)?,
        };
        let federation = &config.federation;
        let guard =
            Guard::Settings { further: federation.allow_networks.clone(), loopback: mode.dev };
        let outbound = Neighbours::new(guard, federation.root_certificate.as_deref())
            .context("federation.root_certificate")?;
        let node = Node::start(NodeParts {
            config: core_config(&config, &identity, mode.dev, base_url),
            store,
            clock: Box::new(WallClock),
            random: Box::new(SystemRandom),
            keks,
            functions: Box::new(NoFunctions),
            senders,
            outbound: Box::new(outbound),
            logs: Box::new(senders::logs(&config, &data_dir)?),
            doors: doors::all(),
            pages: Some(cognate_login::show),
            shared_store,
        })
        .await
        .map_err(anyhow::Error::from_boxed)?;
        let cognate = Arc::new(Cognate {
            node: node.clone(),
            mailbox,
            stop: tokio::sync::Notify::new(),
            background: tokio::sync::Mutex::new(None),
        });
        let waiting = cognate.clone();
        let address = node.config().base_url.clone();
        let background = tokio::spawn(async move {
            jobs::run(node, address, waiting.stop.notified()).await;
        });
        *cognate.background.lock().await = Some(background);
        Ok(cognate)
    }

    /// Ends background work, gives leases back and closes the store.
    pub async fn close(self: Arc<Cognate>) {
        self.stop.notify_one();
        if let Some(background) = self.background.lock().await.take()
            && let Err(error) = background.await
        {
            tracing::warn!(%error, "background work ended badly");
        }
        self.node.store().close().await;
    }
}

/// Writes a new installation. None when there is one already.
pub async fn install(making: Making<'_>) -> anyhow::Result<Option<RootKey>> {
    let Making { store, random, kek, installation_id, account, now_ms } = making;
    match install::install(store, random, kek, installation_id, account, now_ms).await {
        Ok(made) => Ok(Some(RootKey { id: made.root.id, secret: made.root.secret })),
        Err(install::InstallError::AlreadyInstalled) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The installation's key first, then the former ones that may still wrap something.
pub fn keks(
    config: &crate::config::Config,
    environment: &Environment,
    data_dir: &Path,
    identity: &install::Identity,
    descriptor: Option<u32>,
    dev: bool,
) -> anyhow::Result<Vec<Kek>> {
    let installation_id = cognate_domain::id::uuid(&identity.id);
    let wanted = keyfile::Wanted {
        descriptor,
        file: config.keys.kek.as_deref(),
        environment,
        data_dir,
        installation_id: &installation_id,
        dev,
    };
    let mut keks = vec![read_kek(keyfile::locate(wanted)?, data_dir, dev)?];
    for former in &config.keys.former {
        let source = keyfile::Source::File { path: former.into() };
        keks.push(read_kek(source, data_dir, dev)?);
    }
    Ok(keks)
}

/// A node for a command that works beside servers: it answers nobody.
pub async fn visiting_node(
    config: &crate::config::Config,
    identity: &install::Identity,
    store: Store,
    keks: Vec<Kek>,
    logs: Box<dyn LogSink>,
) -> anyhow::Result<Node> {
    let base_url = String::new();
    Node::start(NodeParts {
        config: core_config(config, identity, false, base_url),
        store,
        clock: Box::new(WallClock),
        random: Box::new(SystemRandom),
        keks,
        functions: Box::new(NoFunctions),
        senders: Senders::default(),
        outbound: Box::new(NoOutbound),
        logs,
        doors: Doors::from(Vec::new()),
        pages: None,
        shared_store: true,
    })
    .await
    .map_err(anyhow::Error::from_boxed)
}

/// The key in the data directory, and the installation with it.
async fn install_for_development(
    store: &Store,
    account: &str,
    data_dir: &Path,
) -> anyhow::Result<install::Identity> {
    let random: &dyn cognate_crypto::Random = &SystemRandom;
    let path = data_dir.join("kek");
    if !path.exists() {
        std::fs::create_dir_all(data_dir).with_context(|| format!("{}", data_dir.display()))?;
        keyfile::write(&path, &Kek::generate(random).to_file_text())?;
    }
    let kek = read_kek(keyfile::Source::File { path }, data_dir, true)?;
    let id = cognate_domain::id::version_4(random.array());
    let now_ms = WallClock.now_ms();
    match install::install(store, random, &kek, id, account, now_ms).await {
        // Another node on the same database was first; its installation is ours.
        Ok(_) | Err(install::InstallError::AlreadyInstalled) => {}
        Err(error) => return Err(error.into()),
    }
    install::identity(store).await?.context("the new installation cannot be read")
}

/// Reads and parses a key file.
pub fn read_kek(source: keyfile::Source, data_dir: &Path, dev: bool) -> anyhow::Result<Kek> {
    let name = source.name();
    let text = keyfile::read(source, data_dir, dev)?;
    Kek::from_file_text(&text).with_context(|| format!("the key {name}"))
}

fn core_config(
    config: &crate::config::Config,
    identity: &install::Identity,
    dev: bool,
    base_url: String,
) -> core_config::Config {
    let limits = &config.limits;
    core_config::Config {
        account: identity.account.clone(),
        region: config.regions.default.clone(),
        regions: config.regions.allowed.clone(),
        sites: config.regions.sites.clone(),
        base_url,
        dev: dev.then(|| Dev { origins: config.server.dev_origins.clone() }),
        identity_pools: core_config::IdentityPools {
            issuer: config.identity_pools.issuer.clone(),
            google_url: config.identity_pools.google_url.clone(),
            apple_url: config.identity_pools.apple_url.clone(),
            facebook_url: config.identity_pools.facebook_url.clone(),
            amazon_url: config.identity_pools.amazon_url.clone(),
            twitter_url: config.identity_pools.twitter_url.clone(),
            guest_services: config.identity_pools.guest_services.clone(),
        },
        limits: Limits {
            body_bytes_max: limits.body_bytes_max,
            arithmetic_threads: limits.arithmetic_threads(),
            arithmetic_queue_length: limits.sign_in_queue_length,
            json_depth_max: limits.json_depth_max,
            signature_window_seconds: limits.signature_window_seconds,
            attempts: cognate_domain::attempt::Limits {
                failures_free: limits.password_failures_free,
                lock_seconds_max: limits.password_lock_seconds_max,
                quiet_seconds: limits.password_quiet_seconds,
                long_failures_max: limits.password_failures_long_max,
            },
            hourly: Hourly {
                confirmations: limits.code_answers_per_hour,
                sign_up_sends: limits.sign_up_codes_per_hour,
                resets: limits.reset_codes_per_hour,
                reset_answers: limits.reset_answers_per_hour,
                attribute_sends: limits.attribute_codes_per_hour,
                password_changes: limits.password_changes_per_hour,
                sign_in_sends: limits.sign_in_codes_per_hour,
            },
            rates: limits.rates.for_core().expect("names are checked with the configuration"),
            cache_entries_max: limits.cache_entries_max,
            key_stock_length: limits.key_stock_length,
            pools_max: limits.pools_max,
            clients_per_pool_max: limits.clients_per_pool_max,
            groups_per_pool_max: limits.groups_per_pool_max,
            resource_servers_per_pool_max: limits.resource_servers_per_pool_max,
            providers_per_pool_max: limits.providers_per_pool_max,
            import_jobs_per_pool_max: limits.import_jobs_per_pool_max,
            links_per_user_max: limits.links_per_user_max,
            identity_pools_max: limits.identity_pools_max,
            user_pools_per_identity_pool_max: limits.user_pools_per_identity_pool_max,
            logins_per_identity_max: limits.logins_per_identity_max,
            custom_attributes_max: limits.custom_attributes_max,
            srp_seconds: limits.srp_seconds,
            srp_skew_seconds: limits.srp_skew_seconds,
            deliveries_max: limits.deliveries_max,
            messages_per_destination_day: limits.messages_per_destination_day,
            messages_per_user_day: limits.messages_per_user_day,
            messages_per_address_day: limits.messages_per_address_day,
            messages_per_pool_day: limits.messages_per_pool_day,
            iam: core_config::Iam {
                users_max: config.iam.users_max,
                roles_max: config.iam.roles_max,
                groups_max: config.iam.groups_max,
                policies_max: config.iam.policies_max,
                oidc_providers_max: config.iam.oidc_providers_max,
                saml_providers_max: config.iam.saml_providers_max,
                policies_per_user_max: config.iam.policies_per_user_max,
                policies_per_role_max: config.iam.policies_per_role_max,
                policies_per_group_max: config.iam.policies_per_group_max,
                trust_policy_characters_max: config.iam.trust_policy_characters_max,
                accept_unknown_aws_policies: config.iam.accept_unknown_aws_policies,
                saml_sign_in_urls: config.iam.saml_sign_in_urls.clone(),
            },
        },
    }
}

impl Application for Cognate {
    type Route = Head;

    fn route(&self, head: &Parts) -> Head {
        call::head(&self.node, head)
    }

    fn body_bytes_max(&self, _route: &Head) -> usize {
        self.node.config().limits.body_bytes_max
    }

    fn operation(&self, route: &Head) -> &'static str {
        route.operation
    }

    async fn answer(
        &self,
        _route: Head,
        request: Request<Bytes>,
        arrival: &Arrival,
    ) -> Response<Bytes> {
        self.node.answer(request, arrival.peer.ip(), &arrival.request_id).await
    }

    fn takes_pieces(&self, head: &Parts) -> bool {
        imports::is_upload(head.uri.path())
    }

    async fn receive(
        &self,
        head: Parts,
        mut body: Pieces,
        arrival: &Arrival,
    ) -> Result<Response<Bytes>, Refused> {
        let (method, path, id) = (&head.method, head.uri.path(), &arrival.request_id);
        let begun = Upload::begin(&self.node, method, path, arrival.peer.ip(), id).await;
        let refused = match begun {
            Err(refused) => refused,
            Ok(mut upload) => {
                let mut taken = upload.expect(body.announced());
                while let (Ok(()), Some(piece)) = (&taken, body.next().await?) {
                    taken = upload.take(&piece).await;
                }
                match taken {
                    Ok(()) => return Ok(imports::response(upload.finish().await)),
                    Err(refused) => refused,
                }
            }
        };
        body.drain().await;
        Ok(imports::response(Err(refused)))
    }

    fn refuse(&self, route: &Head, arrival: &Arrival, refused: Refused) -> Response<Bytes> {
        let code = match refused {
            Refused::BodyTooLarge { .. } => "RequestEntityTooLargeException",
            Refused::Panicked => "InternalErrorException",
            Refused::ForeignOrigin | Refused::Plaintext => "AccessDeniedException",
            _ => "SerializationException",
        };
        let error = Error::new(code, refused.message()).status(refused.status().as_u16());
        let mut response = call::failed(route, &arrival.request_id, &error);
        if refused == Refused::ForeignOrigin {
            // The page that asked must not read the answer either.
            let headers = response.headers_mut();
            headers.remove(http::header::ACCESS_CONTROL_ALLOW_ORIGIN);
            headers.remove(http::header::ACCESS_CONTROL_EXPOSE_HEADERS);
        }
        response
    }

    async fn ready(&self) -> Result<(), String> {
        let found = meta::find(self.node.store(), cognate_core::node::INSTALLATION_ID).await;
        match found {
            Ok(Some(_)) => Ok(()),
            Ok(None) => Err("the store is empty".to_owned()),
            Err(error) => {
                tracing::warn!(%error, "not ready");
                Err("the store does not answer".to_owned())
            }
        }
    }

    fn mailbox(&self) -> Option<&Mailbox> {
        self.mailbox.as_deref()
    }

    async fn reset(&self) -> Result<(), String> {
        self.node.reset().await.map_err(|error| {
            tracing::error!(cause = ?error.cause(), "reset failed");
            error.message
        })?;
        if let Some(mailbox) = &self.mailbox {
            mailbox.empty();
        }
        Ok(())
    }
}
