//! Pages of lists: `MaxItems` and `Marker`, which is sealed and good for an hour.

use cognate_core::iam::entity;
use cognate_core::keys::INSTALLATION;
use cognate_core::page_token::{self, Listing};
use cognate_core::{Cx, Result};
use cognate_store::records::iam_entity::{self, Entity, Kind};

/// Where a request wants a page to start, and how long it may be.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub marker: Option<&'a str>,
    /// 1 to 1000 by the model.
    pub max_items: Option<i64>,
    /// What else chooses items: the marker is good for these only.
    pub filter: &'a str,
}

/// Items of a page, and the marker of the next one.
pub struct Page<T> {
    pub items: Vec<T>,
    pub marker: Option<String>,
}

impl<T> Page<T> {
    pub fn is_truncated(&self) -> Option<bool> {
        Some(self.marker.is_some())
    }
}

const PAGE_DEFAULT: i64 = 100;

/// Rows read at once while a path is looked for.
const CHUNK_ROWS: i64 = 500;

impl<'a> Asked<'a> {
    pub fn new(marker: Option<&'a str>, max_items: Option<i64>, filter: &'a str) -> Asked<'a> {
        Asked { marker, max_items, filter }
    }

    pub fn size(&self) -> i64 {
        self.max_items.unwrap_or(PAGE_DEFAULT)
    }

    fn listing(&self) -> Listing<'a> {
        Listing { pool: INSTALLATION, filter: self.filter }
    }

    /// The position behind which the page starts. `ValidationError` for a marker that this list did not
    /// give, or gave over an hour ago.
    pub async fn start(&self, cx: &Cx) -> Result<Option<Vec<u8>>> {
        self.listing().start(cx, self.marker).await
    }

    /// Of items, read with one more than the page holds.
    pub async fn cut<T>(
        &self,
        cx: &Cx,
        mut items: Vec<T>,
        position: impl Fn(&T) -> &[u8],
    ) -> Result<Page<T>> {
        let marker = self.listing().cut(cx, &mut items, self.size(), position).await?;
        Ok(Page { items, marker })
    }

    /// Of a whole list that a quota keeps short. The place in it is the position: what comes and goes
    /// between two pages moves it.
    pub async fn of_all<T>(&self, cx: &Cx, all: Vec<T>) -> Result<Page<T>> {
        let start = self.start(cx).await?.map(page_token::array).transpose()?;
        let skip = start.map_or(0, |place| usize::from(u16::from_be_bytes(place)));
        let numbered = (1_u16..).map(u16::to_be_bytes).zip(all).skip(skip);
        let items = numbered.take(self.size() as usize + 1).collect();
        let Page { items, marker } = self.cut(cx, items, |(place, _)| place).await?;
        Ok(Page { items: items.into_iter().map(|(_, item)| item).collect(), marker })
    }
}

/// The entities of a kind whose path begins so, by name. The filter of `asked` is the path.
pub async fn entities(cx: &Cx, kind: Kind, asked: Asked<'_>) -> Result<Page<Entity>> {
    let wanted = asked.size() as usize + 1;
    let mut after = asked.start(cx).await?.map_or(Ok(String::new()), page_token::text)?;
    let mut found = Vec::new();
    while found.len() < wanted {
        let rows = iam_entity::page(cx.store(), kind, &after, CHUNK_ROWS).await?;
        let last = (rows.len() as i64) < CHUNK_ROWS;
        if let Some(row) = rows.last() {
            after.clone_from(&row.name);
        }
        let fits = |row: &Entity| entity::path(row).starts_with(asked.filter);
        found.extend(rows.into_iter().filter(fits));
        if last {
            break;
        }
    }
    found.truncate(wanted);
    asked.cut(cx, found, |entity| entity.name.as_bytes()).await
}
