use cognate_domain::{Sub, User};
use cognate_store::batch::Outcome::Unmet;
use cognate_store::records::domain::{self, Domain};
use cognate_store::records::group::{self, Group};
use cognate_store::records::sweep::{self, Owner};
use cognate_store::records::{member, user};

use super::fixture::*;

#[tokio::test]
async fn groups_have_names_of_their_own_and_change_only_from_what_was_read() {
    each(async |store| {
        let mut full = Group {
            name: "Größe 2".into(),
            description: Some("those of the second".into()),
            role: Some("arn:aws:iam::000000000000:role/second".into()),
            precedence: Some(0),
            ..a_group(2)
        };
        commit(&store, [&a_group(1), &full].map(group::insert)).await;
        for same_name in [Group { uid: [9; 16], ..a_group(1) }, a_group(1)] {
            let taken = write(&store, [group::insert(&same_name)]).await;
            assert_eq!(taken, Unmet(group::NAME_TAKEN));
        }
        let elsewhere = Group { pool: POOL + 1, ..a_group(1) };
        commit(&store, [group::insert(&elsewhere)]).await;
        let other_case = Group { uid: [9; 16], name: "GROUP 1".into(), ..a_group(1) };
        commit(&store, [group::insert(&other_case)]).await;

        let find = async |name| group::by_name(&store, POOL, name).await.unwrap();
        assert_eq!(find("Größe 2").await.as_ref(), Some(&full));
        assert_eq!(find("group 1").await, Some(a_group(1)));
        assert_eq!(find("nothing").await, None);

        (full.description, full.role, full.precedence) = (None, None, Some(7));
        full.modified = 2_000;
        commit(&store, [group::update(&full, 1)]).await;
        let stale = write(&store, [group::update(&full, 1)]).await;
        assert_eq!(stale, Unmet("group.version"));
        assert_eq!(find("Größe 2").await, Some(Group { version: 2, ..full.clone() }));

        commit(&store, [group::check_present(POOL, full.uid)]).await;
        commit(&store, [group::delete(POOL, full.uid)]).await;
        for gone in [group::delete(POOL, full.uid), group::check_present(POOL, full.uid)] {
            assert_eq!(write(&store, [gone]).await, Unmet(group::ABSENT));
        }
        assert_eq!(find("Größe 2").await, None);
        commit(&store, [group::insert(&Group { uid: [3; 16], ..full })]).await;
    })
    .await;
}

#[tokio::test]
async fn groups_are_listed_counted_and_found_by_their_uids() {
    each(async |store| {
        let groups: Vec<_> = (1..=7).map(a_group).collect();
        commit(&store, groups.iter().map(group::insert)).await;
        commit(&store, [group::insert(&Group { pool: POOL + 1, ..a_group(8) })]).await;
        let mut listed = Vec::new();
        let mut after = None;
        loop {
            let page = group::page(&store, POOL, after, 3).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(group::name_hash(&last.name));
            listed.extend(page);
        }
        listed.sort_by_key(|group| group.uid);
        assert_eq!(listed, groups);
        assert_eq!(group::count(&store, POOL, 3).await.unwrap(), 3);
        assert_eq!(group::count(&store, POOL, 100).await.unwrap(), 7);

        let by_uids = async |uids: &[[u8; 16]]| {
            let mut found = group::by_uids(&store, POOL, uids).await.unwrap();
            found.sort_by_key(|group| group.uid);
            found
        };
        assert_eq!(by_uids(&[]).await, []);
        let some = by_uids(&[[5; 16], [99; 16], [2; 16], [8; 16]]).await;
        assert_eq!(some, [a_group(2), a_group(5)], "those that exist, of this pool");
        let hundred: Vec<_> = (1..=100).map(|n| [n; 16]).collect();
        assert_eq!(by_uids(&hundred).await, groups);
    })
    .await;
}

fn in_groups(n: u8, uids: &[[u8; 16]]) -> User {
    User { groups: uids.to_vec(), ..a_user(n) }
}

#[tokio::test]
async fn members_are_listed_in_the_order_of_subs_and_end_with_the_group() {
    each(async |store| {
        let users: Vec<_> = (1..=5).map(|n| in_groups(n, &[[1; 16]])).collect();
        populated(&store, &users).await;
        let outsider = in_groups(6, &[]);
        commit(&store, inserts(&a_pool(), &outsider)).await;
        commit(&store, [&a_group(1), &a_group(2)].map(group::insert)).await;
        let join = |user: &User| member::insert(POOL, [1; 16], user.sub, 1_000);
        commit(&store, users.iter().map(join)).await;
        commit(&store, users.iter().map(join)).await;
        assert_sound(&store).await;
        let page = async |uid, after: Option<Sub>, limit| {
            member::page(&store, POOL, uid, after, limit).await.unwrap()
        };
        assert_eq!(page([1; 16], None, 3).await, users[..3]);
        assert_eq!(page([1; 16], Some(users[2].sub), 3).await, users[3..]);
        assert_eq!(page([2; 16], None, 3).await, []);

        commit(&store, [member::delete(POOL, [1; 16], outsider.sub)]).await;
        let leave = [
            member::delete(POOL, [1; 16], users[0].sub),
            user::update(&in_groups(1, &[]), &user::SearchColumns::of(&users[0], false), 1),
        ];
        commit(&store, leave).await;
        assert_eq!(page([1; 16], None, 9).await, users[1..]);
        assert_sound(&store).await;

        commit(&store, [group::delete(POOL, [1; 16])]).await;
        assert_sound(&store).await;
        commit(&store, [group::insert(&Group { uid: [3; 16], ..a_group(1) })]).await;
        assert_eq!(page([3; 16], None, 9).await, [], "a new group of the name starts empty");
    })
    .await;
}

#[tokio::test]
async fn a_user_takes_their_memberships_along() {
    each(async |store| {
        let user = in_groups(1, &[[1; 16], [2; 16]]);
        commit(&store, [&a_group(1), &a_group(2)].map(group::insert)).await;
        commit(&store, user.groups.iter().map(|uid| member::insert(POOL, *uid, user.sub, 1))).await;
        let other = member::insert(POOL, [1; 16], Sub([9; 16]), 1);
        commit(&store, [other]).await;
        let leaving = member::delete_all(&user);
        assert_eq!(leaving.len(), 2);
        commit(&store, leaving).await;
        let satellite = sweep::OF_GROUP[0];
        let left = async |uid| satellite.next(&store, Owner::Group(POOL, uid)).await.unwrap();
        assert!(left([2; 16]).await.is_none());
        assert!(left([1; 16]).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn what_a_group_leaves_behind_goes_in_chunks_and_nothing_else() {
    each(async |store| {
        let sub = |n: u16| Sub([[0; 14].as_slice(), &n.to_be_bytes()].concat().try_into().unwrap());
        commit(&store, (0..1_100).map(|n| member::insert(POOL, [1; 16], sub(n), 1))).await;
        commit(&store, [member::insert(POOL, [2; 16], sub(1), 1)]).await;
        let satellite = sweep::OF_GROUP[0];
        let next = async |uid| satellite.next(&store, Owner::Group(POOL, uid)).await.unwrap();
        let mut chunks = 0;
        while let Some(chunk) = next([1; 16]).await {
            commit(&store, [chunk]).await;
            chunks += 1;
        }
        assert_eq!(chunks, 3);
        assert!(next([2; 16]).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_domain_is_unique_over_pools_and_conditional_on_its_version() {
    each(async |store| {
        let mut prefix = a_domain("fixture.eu-central-1");
        let custom = a_domain("auth.example.com");
        commit(&store, [&prefix, &custom].map(domain::insert)).await;
        let elsewhere = Domain { pool: POOL + 1, ..prefix.clone() };
        let taken = write(&store, [domain::insert(&elsewhere)]).await;
        assert_eq!(taken, Unmet(domain::TAKEN));
        let find = async |name| domain::find(&store, name).await.unwrap();
        assert_eq!(find("fixture.eu-central-1").await.as_ref(), Some(&prefix));
        assert_eq!(find("fixture.eu-west-1").await, None);
        let both = [custom.clone(), prefix.clone()];
        assert_eq!(domain::of_pool(&store, POOL).await.unwrap(), both);
        assert_eq!(domain::of_pool(&store, POOL + 1).await.unwrap(), []);
        assert_eq!(domain::page(&store, "", 1).await.unwrap(), both[..1]);
        assert_eq!(domain::page(&store, &custom.domain, 9).await.unwrap(), both[1..]);

        prefix.document.insert("ManagedLoginVersion".into(), 2.into());
        prefix.modified = 2_000;
        let foreign = write(&store, [domain::update(&elsewhere, 1)]).await;
        assert_eq!(foreign, Unmet("domain.version"));
        commit(&store, [domain::update(&prefix, 1)]).await;
        assert_eq!(write(&store, [domain::update(&prefix, 1)]).await, Unmet("domain.version"));
        assert_eq!(find("fixture.eu-central-1").await, Some(Domain { version: 2, ..prefix }));

        let foreign = write(&store, [domain::delete(POOL + 1, "auth.example.com")]).await;
        assert_eq!(foreign, Unmet("domain.present"), "TB-4");
        commit(&store, [domain::delete(POOL, "auth.example.com")]).await;
        assert_eq!(find("auth.example.com").await, None);
    })
    .await;
}
