//! Whose identity a call is for: linking logins to identities, and merging identities that turn out to
//! be one person's.

use crate::{Refusal, refusal};

/// A login that a call has proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// Of provider and subject: one login is one identity's.
    pub hash: [u8; 32],
    /// What an identity has one of: the provider, or for developers' logins the login itself.
    pub slot: [u8; 32],
    /// [`super::Provider::key`]
    pub provider: String,
    /// Of developers' logins only.
    pub subject: Option<String>,
}

/// A login that an identity has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Linked {
    pub hash: [u8; 32],
    pub slot: [u8; 32],
}

/// An identity as it is stored, with all its logins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub id: [u8; 16],
    /// Milliseconds since the epoch.
    pub created: i64,
    pub standing: Standing,
    pub logins: Vec<Linked>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Never had a login.
    Guest,
    /// Has, or once had, a login; never a guest again.
    Authenticated,
    /// Disabled: this one stands for it.
    Merged([u8; 16]),
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Somebody with logins only.
    GetId,
    /// Somebody with logins for an identity.
    Named,
    /// A backend that may say whose a login of its own is: it need not prove that the named identity is
    /// its user's.
    Developer,
}

/// Whom the answer is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Survivor {
    New,
    Existing([u8; 16]),
}

/// What has to change. Nothing, when `link` and `absorb` are empty and the survivor exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub survivor: Survivor,
    /// The logins that nobody has yet.
    pub link: Vec<Login>,
    /// Identities whose logins move to the survivor, and who are disabled.
    pub absorb: Vec<[u8; 16]>,
}

/// Decides about a call with logins. `named`: the identity that the call names, or the one that it was
/// merged into. `owners`: the identities that have one of the logins, each once.
///
/// The oldest authenticated identity survives; a guest never survives an authenticated one.
pub fn decide(
    named: Option<&Held>,
    logins: &[Login],
    owners: &[Held],
    links_max: usize,
    flow: Flow,
) -> Result<Decision, Refusal> {
    let mut involved: Vec<&Held> = owners.iter().collect();
    let owns = |one: &Held| owners.iter().any(|owner| owner.id == one.id);
    if let (Some(one), Flow::Developer) = (named, flow) {
        check_registered(one, logins, owners)?;
    }
    match named {
        Some(one) if !owns(one) => match (one.standing, flow) {
            (Standing::Guest, _) => involved.push(one),
            (Standing::Authenticated, Flow::Developer) if owners.is_empty() => involved.push(one),
            (Standing::Authenticated, Flow::Developer) => return Err(linked_elsewhere()),
            // Its logins would prove that it is the caller's; none of them is here.
            (Standing::Authenticated | Standing::Merged(_), _) => return Err(no_match()),
        },
        _ => {}
    }
    let rank = |one: &&&Held| (one.standing == Standing::Guest, one.created, one.id);
    let survivor = involved.iter().min_by_key(rank).copied();
    let held = |login: &Login| {
        involved.iter().flat_map(|one| &one.logins).any(|linked| linked.hash == login.hash)
    };
    let mut link: Vec<Login> = Vec::new();
    for login in logins {
        if !held(login) && !link.iter().any(|other| other.hash == login.hash) {
            link.push(login.clone());
        }
    }
    check(&involved, &link, links_max, flow)?;
    let absorb = |survivor: &Held| {
        involved.iter().map(|one| one.id).filter(|id| *id != survivor.id).collect()
    };
    Ok(Decision {
        survivor: survivor.map_or(Survivor::New, |one| Survivor::Existing(one.id)),
        link,
        absorb: survivor.map_or_else(Vec::new, absorb),
    })
}

/// MergeDeveloperIdentities: `source` becomes part of `destination`.
pub fn merge(destination: &Held, source: &Held, links_max: usize) -> Result<Decision, Refusal> {
    let survivor = Survivor::Existing(destination.id);
    if destination.id == source.id {
        return Ok(Decision { survivor, link: Vec::new(), absorb: Vec::new() });
    }
    check(&[destination, source], &[], links_max, Flow::Named)?;
    Ok(Decision { survivor, link: Vec::new(), absorb: vec![source.id] })
}

/// A developer's identifier is nobody else's.
fn check_registered(named: &Held, logins: &[Login], owners: &[Held]) -> Result<(), Refusal> {
    let others = owners.iter().filter(|owner| owner.id != named.id);
    let theirs: Vec<&Linked> = others.flat_map(|owner| &owner.logins).collect();
    let mut own = logins.iter().filter(|login| login.subject.is_some());
    let taken = own.any(|login| theirs.iter().any(|one| one.hash == login.hash));
    match taken {
        false => Ok(()),
        true => Err(Refusal::new(
            "DeveloperUserAlreadyRegisteredException",
            "The developer user identifier is registered with another identity.",
        )),
    }
}

/// What the survivor would have: one login of each slot, and no more than allowed.
fn check(involved: &[&Held], link: &[Login], max: usize, flow: Flow) -> Result<(), Refusal> {
    let kept = involved.iter().flat_map(|one| one.logins.iter().map(|linked| linked.slot));
    let mut slots: Vec<[u8; 32]> = kept.chain(link.iter().map(|login| login.slot)).collect();
    let total = slots.len();
    slots.sort_unstable();
    slots.dedup();
    if slots.len() < total {
        return Err(Refusal::new(
            "ResourceConflictException",
            "The identity would have two logins of the same provider.",
        ));
    }
    let grows = !link.is_empty() || involved.len() > 1;
    if grows && total > max {
        let text = format!("An identity can have at most {max} linked logins.");
        return Err(match flow {
            Flow::GetId => refusal::limit_exceeded(text),
            Flow::Named | Flow::Developer => Refusal::new("ResourceConflictException", text),
        });
    }
    Ok(())
}

fn linked_elsewhere() -> Refusal {
    Refusal::new("ResourceConflictException", "Login is already linked to another identity.")
}

/// None of the logins is one of the identity's.
pub fn no_match() -> Refusal {
    refusal::not_authorized(
        "Logins don't match. Please include at least one valid login for this identity or identity \
         pool.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX: usize = 3;

    /// `"g1"`: subject 1 of the provider g. Logins of `d` are a developer's.
    fn login(name: &str) -> Login {
        let linked = linked(name);
        Login {
            hash: linked.hash,
            slot: linked.slot,
            provider: name[..1].to_owned(),
            subject: name.starts_with('d').then(|| name.to_owned()),
        }
    }

    fn linked(name: &str) -> Linked {
        let bytes = |text: &str| {
            let mut all = [0; 32];
            all[..text.len()].copy_from_slice(text.as_bytes());
            all
        };
        let slot = if name.starts_with('d') { name } else { &name[..1] };
        Linked { hash: bytes(name), slot: bytes(slot) }
    }

    fn identity(id: u8, created: i64, logins: &[&str]) -> Held {
        let standing = if logins.is_empty() { Standing::Guest } else { Standing::Authenticated };
        let logins = logins.iter().map(|name| linked(name)).collect();
        Held { id: [id; 16], created, standing, logins }
    }

    /// Survivor (0: a new one), the logins to link, the identities to absorb; or the refusal's code.
    type Outcome = Result<(u8, String, Vec<u8>), &'static str>;

    fn outcome(named: Option<&Held>, logins: &[&str], owners: &[Held], flow: Flow) -> Outcome {
        let logins: Vec<Login> = logins.iter().map(|name| login(name)).collect();
        shown(decide(named, &logins, owners, MAX, flow))
    }

    fn shown(decision: Result<Decision, Refusal>) -> Outcome {
        let Decision { survivor, link, absorb } = decision.map_err(|refusal| refusal.code)?;
        let survivor = match survivor {
            Survivor::New => 0,
            Survivor::Existing(id) => id[0],
        };
        let names = link
            .iter()
            .map(|login| String::from_utf8_lossy(&login.hash).trim_end_matches('\0').to_owned());
        let link = names.collect::<Vec<_>>().join(" ");
        Ok((survivor, link, absorb.iter().map(|id| id[0]).collect()))
    }

    fn is(survivor: u8, link: &str, absorb: &[u8]) -> Outcome {
        Ok((survivor, link.to_owned(), absorb.to_vec()))
    }

    const CONFLICT: Outcome = Err("ResourceConflictException");
    const DENIED: Outcome = Err("NotAuthorizedException");

    /// Rows of a call that names no identity.
    #[test]
    fn logins_alone_find_or_make_an_identity() {
        let (one, two, three) =
            (identity(1, 10, &["g1"]), identity(2, 5, &["f1"]), identity(3, 7, &["g2", "a1"]));
        for (logins, owners, expected) in [
            (&["g1"][..], vec![], is(0, "g1", &[])),
            (&["g1", "f1"], vec![], is(0, "g1 f1", &[])),
            (&["g1", "g2"], vec![], CONFLICT),
            (&["g1", "g1"], vec![], is(0, "g1", &[])),
            (&["d1", "d2"], vec![], is(0, "d1 d2", &[])),
            (&["g1", "f1", "a1", "d1"], vec![], Err("LimitExceededException")),
            (&["g1"], vec![one.clone()], is(1, "", &[])),
            (&["g1", "f9"], vec![one.clone()], is(1, "f9", &[])),
            (&["g1", "g9"], vec![one.clone()], CONFLICT),
            (&["g1", "f1"], vec![one.clone(), two.clone()], is(2, "", &[1])),
            (&["g1", "f1", "d1"], vec![one.clone(), two.clone()], is(2, "d1", &[1])),
            (&["g1", "a1"], vec![one.clone(), three.clone()], CONFLICT),
            (&["f1", "a1"], vec![two.clone(), three.clone()], is(2, "", &[3])),
            (&["f1", "a1", "d1"], vec![two, three], Err("LimitExceededException")),
        ] {
            assert_eq!(outcome(None, logins, &owners, Flow::GetId), expected, "{logins:?}");
        }
    }

    /// Rows of a call that names an identity.
    #[test]
    fn logins_must_be_of_the_named_identity_unless_it_is_a_guest() {
        let (one, two) = (identity(1, 10, &["g1"]), identity(2, 5, &["f1"]));
        let guest = identity(9, 1, &[]);
        let bare = Held { standing: Standing::Authenticated, ..identity(8, 1, &[]) };
        let merged = Held { standing: Standing::Merged([2; 16]), ..identity(7, 1, &[]) };
        for (named, logins, owners, expected) in [
            (&guest, &["g5"][..], vec![], is(9, "g5", &[])),
            (&guest, &["g5", "f5"], vec![], is(9, "g5 f5", &[])),
            (&guest, &["g1"], vec![one.clone()], is(1, "", &[9])),
            (&guest, &["g1", "a1"], vec![one.clone()], is(1, "a1", &[9])),
            (&guest, &["g1", "f1"], vec![one.clone(), two.clone()], is(2, "", &[1, 9])),
            (&one, &["g1"], vec![one.clone()], is(1, "", &[])),
            (&one, &["g1", "a1"], vec![one.clone()], is(1, "a1", &[])),
            (&one, &["g1", "f1"], vec![one.clone(), two.clone()], is(2, "", &[1])),
            (&one, &["f1"], vec![two.clone()], DENIED),
            (&one, &["a1"], vec![], DENIED),
            (&one, &["g1", "g2"], vec![one.clone()], CONFLICT),
            (&one, &["g1", "a1", "b1", "c1"], vec![one.clone()], CONFLICT),
            // All its logins were unlinked: nobody reaches it any more.
            (&bare, &["g5"], vec![], DENIED),
            (&merged, &["g1"], vec![one.clone()], DENIED),
        ] {
            assert_eq!(
                outcome(Some(named), logins, &owners, Flow::Named),
                expected,
                "{} {logins:?}",
                named.id[0]
            );
        }
    }

    /// Rows of a backend's call.
    #[test]
    fn a_developer_vouches_for_the_named_identity() {
        let (one, two) = (identity(1, 10, &["d1", "g1"]), identity(2, 5, &["f1"]));
        let guest = identity(9, 1, &[]);
        let registered: Outcome = Err("DeveloperUserAlreadyRegisteredException");
        for (named, logins, owners, expected) in [
            (Some(&guest), &["d5"][..], vec![], is(9, "d5", &[])),
            (Some(&two), &["d5"], vec![], is(2, "d5", &[])),
            (Some(&one), &["d1"], vec![one.clone()], is(1, "", &[])),
            (Some(&one), &["d5"], vec![], is(1, "d5", &[])),
            (Some(&two), &["d1"], vec![one.clone()], registered.clone()),
            (Some(&guest), &["d1"], vec![one.clone()], registered),
            (Some(&guest), &["d5", "g1"], vec![one.clone()], is(1, "d5", &[9])),
            (Some(&two), &["d5", "g1"], vec![one.clone()], CONFLICT),
            (Some(&one), &["d1", "f1"], vec![one.clone(), two.clone()], is(2, "", &[1])),
            (None, &["d5"], vec![], is(0, "d5", &[])),
            (None, &["d1"], vec![one.clone()], is(1, "", &[])),
            (None, &["d1", "f1"], vec![one.clone(), two.clone()], is(2, "", &[1])),
            (None, &["d1", "a1", "b1"], vec![one.clone()], CONFLICT),
        ] {
            assert_eq!(outcome(named, logins, &owners, Flow::Developer), expected, "{logins:?}");
        }
    }

    #[test]
    fn a_full_identity_still_signs_in() {
        let full = identity(1, 1, &["g1", "f1", "a1", "b1"]);
        let found = outcome(Some(&full), &["g1"], std::slice::from_ref(&full), Flow::Named);
        assert_eq!(found, is(1, "", &[]));
    }

    #[test]
    fn a_developer_merges_into_the_destination() {
        let (one, two) = (identity(1, 10, &["d1", "g1"]), identity(2, 5, &["d2"]));
        assert_eq!(shown(merge(&one, &two, MAX)), is(1, "", &[2]));
        assert_eq!(shown(merge(&one, &one, MAX)), is(1, "", &[]));
        let other = identity(3, 5, &["d3", "g2"]);
        assert_eq!(shown(merge(&one, &other, MAX)), CONFLICT);
        let many = identity(4, 5, &["d4", "d5"]);
        assert_eq!(shown(merge(&one, &many, MAX)), CONFLICT);
    }
}
