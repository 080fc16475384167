use cognate_store::Store;
use cognate_store::batch::Outcome::Unmet;
use cognate_store::records::access_key::{self, AccessKey};
use cognate_store::records::iam_entity::{self, Entity, Kind};
use cognate_store::records::iam_link::{self, Link, Relation};
use cognate_store::records::last_use::{self, LastUse};
use cognate_store::verify::verify;
use serde_json::json;

use super::fixture::*;

fn an_entity(kind: Kind, n: u8) -> Entity {
    let document = json!({ "Path": "/", "Name": format!("Name {n}") });
    Entity {
        kind,
        name: format!("name {n}"),
        id: format!("ID{}{n}", kind.code()),
        document: document.as_object().unwrap().clone(),
        version: 1,
        created: 1_000,
        modified: 1_000,
    }
}

fn a_link(relation: Relation, target: &str, holder: &Entity) -> Link {
    let (kind, holder) = (holder.kind, holder.id.clone());
    Link { relation, target: target.to_owned(), kind, holder, at: 1_000 }
}

#[tokio::test]
async fn entities_change_only_from_what_was_read() {
    each(async |store| {
        let user = an_entity(Kind::User, 1);
        commit(&store, [iam_entity::insert(&user)]).await;
        let namesake = Entity { id: "other".into(), ..user.clone() };
        let taken = write(&store, [iam_entity::insert(&namesake)]).await;
        assert_eq!(taken, Unmet(iam_entity::NAME_TAKEN));
        commit(&store, [iam_entity::insert(&an_entity(Kind::Role, 1))]).await;
        let find = async |name| iam_entity::find(&store, Kind::User, name).await.unwrap();
        assert_eq!(find("NAME 1").await.as_ref(), Some(&user));
        assert_eq!(find("name 2").await, None);

        let mut renamed = Entity { name: "name 2".into(), modified: 2_000, ..user.clone() };
        renamed.document.insert("Path".into(), json!("/x/"));
        commit(&store, [iam_entity::update(&renamed, 1)]).await;
        let stale = write(&store, [iam_entity::update(&renamed, 1)]).await;
        assert_eq!(stale, Unmet(iam_entity::MOVED));
        renamed.version = 2;
        assert_eq!(find("name 1").await, None);
        let by_id = iam_entity::find_by_id(&store, &user.id).await.unwrap();
        assert_eq!(by_id.as_ref(), Some(&renamed));
        // The new name may be taken.
        commit(&store, [iam_entity::insert(&Entity { id: "third".into(), ..user.clone() })]).await;
        let back = Entity { name: "name 1".into(), ..renamed.clone() };
        let taken = write(&store, [iam_entity::update(&back, 2)]).await;
        assert_eq!(taken, Unmet(iam_entity::MOVED));

        commit(&store, [iam_entity::touch(&user.id)]).await;
        let stale = write(&store, [iam_entity::delete(&renamed)]).await;
        assert_eq!(stale, Unmet(iam_entity::MOVED));
        commit(&store, [iam_entity::delete(&Entity { version: 3, ..renamed })]).await;
        let gone = write(&store, [iam_entity::touch(&user.id)]).await;
        assert_eq!(gone, Unmet(iam_entity::ABSENT));
        assert_sound(&store).await;
    })
    .await;
}

#[tokio::test]
async fn entities_come_in_pages_by_name() {
    each(async |store| {
        let policies = [3, 1, 2].map(|n| an_entity(Kind::Policy, n));
        commit(&store, policies.iter().map(iam_entity::insert)).await;
        let names = async |after, limit| {
            let page = iam_entity::page(&store, Kind::Policy, after, limit).await.unwrap();
            page.into_iter().map(|entity| entity.name).collect::<Vec<_>>()
        };
        assert_eq!(names("", 2).await, ["name 1", "name 2"]);
        assert_eq!(names("name 2", 2).await, ["name 3"]);
        let count = async |kind, limit| iam_entity::count(&store, kind, limit).await.unwrap();
        assert_eq!((count(Kind::Policy, 10).await, count(Kind::Policy, 2).await), (3, 2));
        assert_eq!(count(Kind::User, 10).await, 0);
    })
    .await;
}

#[tokio::test]
async fn links_are_found_from_both_ends() {
    each(async |store| {
        let (ann, bob) = (an_entity(Kind::User, 1), an_entity(Kind::User, 2));
        let (role, group) = (an_entity(Kind::Role, 1), an_entity(Kind::Group, 1));
        let all = [&ann, &bob, &role, &group];
        commit(&store, all.map(iam_entity::insert)).await;
        let aws = "arn:aws:iam::aws:policy/ReadOnlyAccess";
        let attached = all.map(|holder| a_link(Relation::Attached, aws, holder));
        let member = a_link(Relation::Member, &group.id, &ann);
        commit(&store, attached.iter().chain([&member]).map(iam_link::insert)).await;
        let twice = write(&store, [iam_link::insert(&member)]).await;
        assert_eq!(twice, Unmet(iam_link::TAKEN));

        let of_ann = iam_link::of_holder(&store, &ann.id).await.unwrap();
        assert_eq!(of_ann, [attached[0].clone(), member.clone()]);
        let links = iam_link::of_target(&store, Relation::Attached, aws, None, 10).await.unwrap();
        assert_eq!(links, attached);
        let after = Some((Kind::User, ann.id.as_str()));
        let holders = iam_link::holders(&store, Relation::Attached, aws, after, 2).await.unwrap();
        assert_eq!(holders, [bob, role]);
        let count = iam_link::count(&store, Relation::Attached, aws, 3).await.unwrap();
        assert_eq!(count, 3);
        let usage = iam_link::usage(&store).await.unwrap();
        let expected = [(Relation::Attached, aws.to_owned(), 4), (Relation::Member, group.id, 1)];
        assert_eq!(usage, expected.map(|(relation, target, n)| ((relation, target), n)).into());

        commit(&store, [iam_link::delete(&member)]).await;
        let gone = write(&store, [iam_link::delete(&member)]).await;
        assert_eq!(gone, Unmet(iam_link::ABSENT));
        assert_sound(&store).await;
    })
    .await;
}

#[tokio::test]
async fn of_two_uses_the_later_one_stays() {
    each(async |store| {
        let used = |at, service: &str| LastUse {
            id: "AKIAIOSFODNN7EXAMPLE".into(),
            at,
            region: "eu-central-1".into(),
            service: service.into(),
        };
        let find = async || last_use::find(&store, "AKIAIOSFODNN7EXAMPLE").await.unwrap();
        assert_eq!(find().await, None);
        for (at, service) in [(2_000, "iam"), (1_000, "sts"), (3_000, "cognito-idp")] {
            commit(&store, [last_use::put(&used(at, service))]).await;
        }
        assert_eq!(find().await, Some(used(3_000, "cognito-idp")));
        commit(&store, [last_use::delete("AKIAIOSFODNN7EXAMPLE")]).await;
        assert_eq!(find().await, None);
    })
    .await;
}

#[tokio::test]
async fn st_5_loose_ends_are_found() {
    each(async |store| {
        let (user, group) = (an_entity(Kind::User, 1), an_entity(Kind::Group, 1));
        let policy = an_entity(Kind::Policy, 1);
        commit(&store, [&user, &group, &policy].map(iam_entity::insert)).await;
        let own = |name: &str| format!("arn:aws:iam::123456789012:policy/a/{name}");
        let key = AccessKey {
            id: "AKIAIOSFODNN7EXAMPLE".into(),
            principal: "nobody".into(),
            owner: Some("nobody".into()),
            sealed: vec![1],
            active: true,
            created: 1_000,
        };
        let fine = a_link(Relation::Boundary, &own("Name 1"), &user);
        commit(&store, [iam_link::insert(&fine)]).await;
        assert_sound(&store).await;
        commit(
            &store,
            [
                iam_link::insert(&a_link(Relation::Attached, &own("gone"), &user)),
                iam_link::insert(&a_link(Relation::Member, &user.id, &user)),
                iam_link::insert(&a_link(Relation::Member, &group.id, &an_entity(Kind::User, 9))),
                access_key::insert(&key),
                iam_entity::insert(&Entity { name: "Loud".into(), ..an_entity(Kind::Role, 1) }),
            ],
        )
        .await;
        assert_eq!(
            rules(&store).await,
            [
                "iam_entity.name",
                "iam_link.target",
                "iam_link.target",
                "iam_link.holder",
                "access_key.owner"
            ]
        );
    })
    .await;
}

async fn rules(store: &Store) -> Vec<&'static str> {
    let report = verify(store, &mut |_| {}).await.unwrap();
    report.findings.iter().map(|finding| finding.rule).collect()
}
