//! Groups in tokens: order, roles and the preferred role.

/// A group of the user, as far as tokens show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub name: String,
    /// 0 is the best, `None` the last.
    pub precedence: Option<i64>,
    pub role: Option<String>,
}

/// The groups by precedence, then by name.
pub fn ranked(groups: &[Group]) -> Vec<&Group> {
    let mut ranked: Vec<&Group> = groups.iter().collect();
    ranked.sort_by_key(|group| (rank(group), &group.name));
    ranked
}

/// The role ARNs of the groups in their order, each once.
pub fn roles(groups: &[Group]) -> Vec<&str> {
    let mut roles: Vec<&str> = Vec::new();
    for role in ranked(groups).into_iter().filter_map(|group| group.role.as_deref()) {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    roles
}

/// The role of the best group that has one; none when equally good groups disagree.
pub fn preferred_role(groups: &[Group]) -> Option<&str> {
    let with_role = || groups.iter().filter_map(|g| g.role.as_deref().map(|role| (rank(g), role)));
    let best = with_role().map(|(rank, _)| rank).min()?;
    let mut candidates = with_role().filter(|(rank, _)| *rank == best).map(|(_, role)| role);
    let first = candidates.next()?;
    candidates.all(|role| role == first).then_some(first)
}

fn rank(group: &Group) -> i64 {
    group.precedence.unwrap_or(i64::MAX)
}
