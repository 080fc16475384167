//! Cloning a pool: its settings, groups, resource servers and app clients under new ids. Users are not
//! cloned: what proves them is bound to their pool.

use std::sync::Arc;

use cognate_domain::client::Head as ClientHead;
use cognate_domain::pool::Head;
use cognate_domain::{Client, Map, Pool, fold, id};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::group::{self, Group};
use cognate_store::records::resource_server::{self, ResourceServer};
use cognate_store::records::{app_client, user_pool};

use super::event;
use crate::cx::Cx;
use crate::error::{Error, Result};

/// Rows read at a time.
const PAGE: i64 = 500;

/// What was made.
#[derive(Debug)]
pub struct Clone {
    pub pool: Arc<Pool>,
    /// Ids of the clients: the original's and the clone's.
    pub clients: Vec<(String, String)>,
    pub groups: u64,
    pub resource_servers: u64,
}

/// Makes the clone. Clients of the clone have no secrets: make new ones. Identity providers, domains and
/// styles are not cloned: they have secrets, and names that are taken.
pub async fn clone(cx: &Cx, original: &Pool, name: &str) -> Result<Clone> {
    let pool = Arc::new(make_pool(cx, original, name).await?);
    let resource_servers = copy_resource_servers(cx, original, &pool).await?;
    let groups = copy_groups(cx, original, &pool).await?;
    let clients = copy_clients(cx, original, &pool).await?;
    Ok(Clone { pool, clients, groups, resource_servers })
}

async fn make_pool(cx: &Cx, original: &Pool, name: &str) -> Result<Pool> {
    let mut document = original.document.clone();
    document.insert("Name".into(), name.into());
    let now_ms = cx.now_ms();
    let head = Head {
        key: (i64::from_be_bytes(cx.random().array()) & i64::MAX).max(1),
        id: id::pool_id(&original.region, &cx.random().array()),
        region: original.region.clone(),
        version: 1,
        created: now_ms,
        modified: now_ms,
        deleting: false,
        fold_version: fold::VERSION,
    };
    let pool = Pool::assemble(head, document).map_err(Error::internal)?;
    let (_, data_key) = cx.keys().create(cx.random(), pool.key, now_ms)?;
    let batch = Batch::new().with(data_key).with(user_pool::insert(&pool)).with(event(
        cx,
        &pool.id,
        &original.id,
    ));
    committed(cx, batch).await.map(|()| pool)
}

async fn copy_resource_servers(cx: &Cx, original: &Pool, pool: &Pool) -> Result<u64> {
    let servers = resource_server::of_pool(cx.store(), original.key).await?;
    let mut batch = Batch::new().with(user_pool::check_live(&pool.id));
    let copies = servers.len() as u64;
    for server in servers {
        batch.push(resource_server::insert(&ResourceServer { pool: pool.key, ..server }));
    }
    committed(cx, batch).await.map(|()| copies)
}

async fn copy_groups(cx: &Cx, original: &Pool, pool: &Pool) -> Result<u64> {
    let (mut after, mut copies) = (None, 0);
    loop {
        let page = group::page(cx.store(), original.key, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(copies) };
        after = Some(group::name_hash(&last.name));
        let mut batch = Batch::new().with(user_pool::check_live(&pool.id));
        for group in page {
            copies += 1;
            let uid = id::version_4(cx.random().array());
            let now = cx.now_ms();
            let copy =
                Group { pool: pool.key, uid, created: now, modified: now, version: 1, ..group };
            batch.push(group::insert(&copy));
        }
        committed(cx, batch).await?;
    }
}

async fn copy_clients(cx: &Cx, original: &Pool, pool: &Pool) -> Result<Vec<(String, String)>> {
    let (mut after, mut ids) = (String::new(), Vec::new());
    loop {
        let page = app_client::page(cx.store(), original.key, &after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(ids) };
        after.clone_from(&last.id);
        let mut batch = Batch::new().with(user_pool::check_live(&pool.id));
        for client in page {
            let now = cx.now_ms();
            let id = id::client_id(&cx.random().array());
            let head = ClientHead {
                pool: pool.key,
                id: id.clone(),
                version: 1,
                created: now,
                modified: now,
            };
            let document = without_providers(client.document);
            let copy = Client::assemble(head, document).map_err(Error::internal)?;
            batch.push(app_client::insert(&copy));
            ids.push((client.id, id));
        }
        committed(cx, batch).await?;
    }
}

/// The clone has no identity providers yet.
fn without_providers(mut document: Map) -> Map {
    if document.contains_key("SupportedIdentityProviders") {
        document.insert("SupportedIdentityProviders".into(), vec!["COGNITO"].into());
    }
    document
}

async fn committed(cx: &Cx, batch: Batch) -> Result<()> {
    match cx.store().write(batch).await? {
        Outcome::Committed => Ok(()),
        Outcome::Unmet(what) => Err(Error::internal(format!("the clone met {what}"))),
    }
}
