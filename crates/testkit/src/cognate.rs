//! The value itself: starting, restarting and restoring it.

use std::path::PathBuf;
use std::sync::Arc;

use cognate_core::call::Doors;
use cognate_core::config::Config;
use cognate_core::install::{Installed, install};
use cognate_core::jobs::{Courier, Worker};
use cognate_core::node::Parts;
use cognate_core::notify::{Message, Senders};
use cognate_core::{Cx, Node};
use cognate_crypto::{Kek, Random};
use cognate_store::Store;
use cognate_store::config::{Config as StoreConfig, SqliteConfig};

use crate::clock::Clock;
use crate::functions::Functions;
use crate::keys;
use crate::logs::Logs;
use crate::neighbours::Neighbours;
use crate::post::Post;
use crate::random::Seeded;
use crate::scratch::Scratch;
use crate::setup::Setup;
use crate::verified::verified;

/// An access key in clear, for signing.
#[derive(Clone, Debug)]
pub struct AccessKey {
    pub id: String,
    pub secret: String,
    /// Of temporary credentials.
    pub token: Option<String>,
}

impl AccessKey {
    /// A long-term key.
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> AccessKey {
        AccessKey { id: id.into(), secret: secret.into(), token: None }
    }
}

/// A running installation. See the crate's documentation.
pub struct Cognate {
    pub node: Node,
    pub clock: Clock,
    pub functions: Functions,
    /// The servers that this installation may ask.
    pub neighbours: Neighbours,
    /// What log deliveries received.
    pub logs: Logs,
    /// Where all messages arrive.
    pub post: Post,
    /// The root's access key.
    pub root: AccessKey,
    pub(crate) place: Place,
    kek: Kek,
    seed: u64,
    shared_store: bool,
}

/// Where the store is.
#[derive(Clone)]
pub(crate) struct Place {
    pub store: StoreConfig,
    scratch: Arc<Scratch>,
}

impl Place {
    /// A path in the temporary directory, for a file of this name.
    pub fn file(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }
}

impl Cognate {
    /// A production instance on a new SQLite store.
    pub async fn start() -> Cognate {
        Setup::default().start().await
    }

    /// A production instance on an empty store.
    pub async fn on(store: StoreConfig) -> Cognate {
        Setup::default().on(store).start().await
    }

    /// A development instance.
    pub async fn dev() -> Cognate {
        Setup::default().dev().start().await
    }

    pub(crate) async fn from(setup: Setup) -> Cognate {
        let Setup { config, store, seed, shared_store, mute } = setup;
        let scratch = Arc::new(Scratch::new());
        let store = store.unwrap_or_else(|| sqlite(&scratch, "data"));
        let place = Place { store, scratch };
        let opened = Store::open(place.store.clone()).await.expect("an empty store opens");
        let clock = Clock::new();
        let random: &dyn Random = &Seeded::new(seed);
        let kek = Kek::generate(random);
        let now_ms = clock.now_ms();
        let installed = install(&opened, random, &kek, random.array(), &config.account, now_ms);
        let Installed { root, .. } = installed.await.expect("an empty store is installed");
        let root = AccessKey::new(root.id, root.secret.expose());
        let functions = Functions::default();
        let neighbours = Neighbours::default();
        let logs = Logs::default();
        let post = Post::default();
        let world = World {
            clock: &clock,
            functions: &functions,
            neighbours: &neighbours,
            logs: &logs,
            kek: &kek,
        };
        let senders = if mute { Senders::default() } else { post.senders() };
        let node = world.node(config, opened, senders, seed, shared_store).await;
        keys::stock(node.store(), node.keys(), random, now_ms).await;
        Cognate {
            node,
            clock,
            functions,
            neighbours,
            logs,
            post,
            root,
            place,
            kek,
            seed,
            shared_store,
        }
    }

    /// Another process on the same database, with the same clock, key and functions. The store must
    /// be shared between both ([`Setup::shared_store`]), which SQLite's cannot be.
    pub async fn another_node(&self) -> Cognate {
        let store = Store::open(self.place.store.clone()).await.expect("the store opens twice");
        self.over(store, self.place.clone()).await
    }

    /// A backup, and what starts from it in another place: same clock and keys, a new store.
    pub async fn restored(&self) -> Cognate {
        let file = self.place.file(&format!("backup-{}", self.node.now_ms()));
        let silent = || Box::new(|_: cognate_store::backup::Done| {});
        self.node.store().backup(&file, silent()).await.expect("a backup");
        let store = sqlite(&self.place.scratch, "restored");
        let place = Place { store, ..self.place.clone() };
        let store = Store::restore(place.store.clone(), &file, silent()).await.expect("a restore");
        self.over(store, place).await
    }

    async fn over(&self, store: Store, place: Place) -> Cognate {
        let Cognate { clock, functions, neighbours, logs, post, root, kek, shared_store, .. } =
            self;
        let seed = self.seed + 1;
        let config = self.node.config().clone();
        let world = World { clock, functions, neighbours, logs, kek };
        let senders = self.node.senders().clone();
        let node = world.node(config, store, senders, seed, *shared_store).await;
        Cognate {
            node,
            clock: clock.clone(),
            functions: functions.clone(),
            neighbours: neighbours.clone(),
            logs: logs.clone(),
            post: post.clone(),
            root: root.clone(),
            place,
            kek: kek.clone(),
            seed,
            shared_store: *shared_store,
        }
    }

    pub fn store(&self) -> &Store {
        self.node.store()
    }

    pub fn config(&self) -> &Config {
        self.node.config()
    }

    /// Delivers what is due in the outbox to [`Cognate::post`], and waits for it.
    pub async fn deliver(&self) {
        Worker::new(self.node.clone()).hold().await;
        Courier::new(self.node.clone()).turn().await;
    }

    /// Delivers, and returns what has arrived since the last time, oldest first.
    pub async fn messages(&self) -> Vec<Message> {
        self.deliver().await;
        self.post.messages()
    }

    /// Delivers, and returns the code of the newest message to `to` since the last time. Panics when
    /// there is none.
    pub async fn code_for(&self, to: &str) -> String {
        let messages = self.messages().await;
        let newest = messages.into_iter().rev().find(|message| message.to == to);
        newest.and_then(|message| message.code).unwrap_or_else(|| panic!("no code for {to}"))
    }

    /// A context to call the core with, as a job has it.
    pub fn cx(&self) -> Cx {
        Cx::background(self.node.clone(), "Test")
    }
}

impl Drop for Cognate {
    /// Fails the test that left something undeclared or unsound behind, unless it fails already.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(self.node.undeclared_errors(), 0, "errors that no operation declares");
            let findings = verified(&self.place.store);
            assert!(findings.is_empty(), "the store is unsound: {findings:?}");
        }
    }
}

/// Every service: the operations that are built, and the others known as missing.
fn doors() -> Doors {
    let doors = [
        cognate_idp::door(),
        cognate_identity::door(),
        cognate_iam::sts::door(),
        cognate_iam::iam::door(),
    ];
    Doors::from(Vec::from(doors))
}

/// What the nodes of one installation share.
struct World<'a> {
    clock: &'a Clock,
    functions: &'a Functions,
    neighbours: &'a Neighbours,
    logs: &'a Logs,
    kek: &'a Kek,
}

impl World<'_> {
    async fn node(
        &self,
        config: Config,
        store: Store,
        senders: Senders,
        seed: u64,
        shared_store: bool,
    ) -> Node {
        let parts = Parts {
            config,
            store,
            clock: Box::new(self.clock.clone()),
            random: Box::new(Seeded::new(seed << 8)),
            keks: vec![self.kek.clone()],
            functions: Box::new(self.functions.clone()),
            senders,
            outbound: Box::new(self.neighbours.clone()),
            logs: Box::new(self.logs.clone()),
            doors: doors(),
            pages: Some(cognate_login::show),
            shared_store,
        };
        Node::start(parts).await.expect("the node starts")
    }
}

fn sqlite(scratch: &Scratch, name: &str) -> StoreConfig {
    StoreConfig::Sqlite(SqliteConfig::throw_away(scratch.path().join(name)))
}
