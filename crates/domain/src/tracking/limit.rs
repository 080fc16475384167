//! Which sessions a new one drives out.

/// A live token session, as far as the limit goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub id: [u8; 16],
    pub last_active: i64,
    pub created: i64,
}

/// The sessions that end so that a new one fits: the least recently used, oldest first. All that are
/// above the limit when the limit was lowered.
pub fn evicted(mut live: Vec<Counted>, per_user_max: i64) -> Vec<[u8; 16]> {
    let room = usize::try_from(per_user_max - 1).unwrap_or(0);
    let surplus = live.len().saturating_sub(room);
    live.sort_by_key(|session| (session.last_active, session.created, session.id));
    live.iter().take(surplus).map(|session| session.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_recently_used_make_room() {
        let live: Vec<Counted> = [(1, 30), (2, 10), (3, 20)]
            .map(|(n, last_active)| Counted { id: [n; 16], last_active, created: 0 })
            .into();
        assert!(evicted(live.clone(), 4).is_empty());
        assert_eq!(evicted(live.clone(), 3), [[2; 16]]);
        assert_eq!(evicted(live.clone(), 1), [[2; 16], [3; 16], [1; 16]]);
        assert!(evicted(Vec::new(), 1).is_empty());
    }
}
