use std::slice;

use cognate_crypto::sha256;
use cognate_domain::name::{Kind as NameKind, LoginName, login_names};
use cognate_domain::search::{self, Attribute};
use cognate_domain::{Session, Sub, User};
use cognate_store::Store;
use cognate_store::records::client_secret::{self, ClientSecret};
use cognate_store::records::code::{self, Code};
use cognate_store::records::outbox::{self, Message};
use cognate_store::records::signing_key::{self, Kind, State};
use cognate_store::records::user::{self, SearchColumns};
use cognate_store::records::{
    data_key, domain, group, login_name, member, session, user_count, user_pool, user_search,
};
use cognate_store::verify::{Recount, Report, verify};

use super::configuration::a_signing_key;
use super::fixture::*;

async fn rules(store: &Store) -> Vec<&'static str> {
    let report = verify(store, &mut |_| {}).await.unwrap();
    report.findings.iter().map(|finding| finding.rule).collect()
}

#[tokio::test]
async fn st_5_a_sound_store_has_no_findings_and_reports_its_progress() {
    each(async |store| {
        assert_sound(&store).await;
        let users: Vec<_> = (1..=5).map(a_user).collect();
        populated(&store, &users).await;
        let mut seen = Vec::new();
        let report = verify(&store, &mut |progress| seen.push(progress)).await.unwrap();
        assert_eq!(report, Report::default());
        let rows = |table| seen.iter().find(|step| step.table == table).map(|step| step.rows);
        assert_eq!(rows("users"), Some(5));
        assert_eq!(rows("login_name"), Some(10));
        assert_eq!(rows("user_search"), Some(15));
    })
    .await;
}

#[tokio::test]
async fn st_5_names_and_values_without_their_user_are_found() {
    each(async |store| {
        let user = a_user(1);
        populated(&store, slice::from_ref(&user)).await;
        let name = |kind, n| LoginName { kind, hash: [n; 32] };
        commit(
            &store,
            [
                login_name::insert(POOL, &name(NameKind::Name, 1), Sub([0; 16])), // nobody's
                login_name::insert(POOL, &name(NameKind::Email, 1), user.sub),    // not theirs
                login_name::insert(POOL, &name(NameKind::External, 1), user.sub), // not linked
                user_search::insert(POOL, Sub([0; 16]), &(Attribute::Email, b"a".to_vec())),
                user_search::insert(POOL, user.sub, &(Attribute::Email, b"b".to_vec())),
            ],
        )
        .await;
        let (names, values) = (["login_name.user"; 3], ["user_search.user"; 2]);
        assert_eq!(rules(&store).await, [&names[..], &values].concat());
    })
    .await;
}

#[tokio::test]
async fn st_5_users_without_their_names_and_values_are_found() {
    each(async |store| {
        let users = [a_user(1), a_user(2)];
        let pool = populated(&store, &users).await;
        let name = login_names(&pool.rules, &users[1], &sha256)[0];
        let value = search::values(&users[0], false).remove(0);
        commit(
            &store,
            [
                login_name::delete(POOL, &name, users[1].sub),
                user_search::delete(POOL, users[0].sub, &value),
            ],
        )
        .await;
        assert_eq!(rules(&store).await, ["user.user_search", "user.login_name"]);
    })
    .await;
}

#[tokio::test]
async fn st_5_members_who_do_not_know_their_group_are_found_and_the_other_way_round() {
    each(async |store| {
        let knows = |n, uids: &[[u8; 16]]| User { groups: uids.to_vec(), ..a_user(n) };
        // The group 7 was deleted: what still names it says nothing.
        let users = [knows(1, &[[1; 16], [7; 16]]), knows(2, &[[1; 16]]), knows(3, &[])];
        populated(&store, &users).await;
        let join = |uid, user: &User| member::insert(POOL, [uid; 16], user.sub, 1);
        commit(&store, [group::insert(&a_group(1))]).await;
        commit(&store, [join(1, &users[0]), join(1, &users[1]), join(7, &users[2])]).await;
        assert_sound(&store).await;
        commit(&store, [member::delete(POOL, [1; 16], users[1].sub), join(1, &users[2])]).await;
        commit(&store, [member::insert(POOL, [1; 16], Sub([0; 16]), 1)]).await;
        assert_eq!(rules(&store).await, ["member.user", "member.user", "user.member"]);
    })
    .await;
}

#[tokio::test]
async fn st_5_codes_without_a_user_and_half_messages_are_found() {
    each(async |store| {
        populated(&store, &[a_user(1)]).await;
        let code = |n, id| a_code(&a_user(n), code::purpose::RESET, id);
        let carried = outbox::Carried { id: [1; 16], purpose: code::purpose::RESET };
        let replaced = Message { sub: Some(a_user(1).sub), code: Some(carried), ..a_message(1) };
        let elsewhere = Message { pool: POOL + 1, ..a_message(2) };
        let of_a_name = Code { sub: code::home_of_name([0xFF; 32]), ..code(1, 8) };
        commit(&store, [code::replace(&code(1, 9)), code::replace(&of_a_name)]).await;
        commit(&store, [&replaced, &elsewhere].map(outbox::insert)).await;
        assert_sound(&store).await;

        let impossible = Code { attempts: -1, expires: 1, ..code(1, 9) };
        commit(&store, [code::replace(&impossible), code::replace(&code(2, 1))]).await;
        let nobody = Message { code: Some(carried), ..a_message(3) };
        let timeless = Message { expires: 1, ..a_message(4) };
        commit(&store, [&nobody, &timeless].map(outbox::insert)).await;
        let expected =
            ["code.attempts", "code.expires", "code.user", "outbox.code", "outbox.expires"];
        assert_eq!(rules(&store).await, expected);
    })
    .await;
}

#[tokio::test]
async fn st_5_a_count_that_is_off_is_a_recount_and_no_finding() {
    each(async |store| {
        populated(&store, &[a_user(1)]).await;
        commit(&store, [user_count::add(POOL, 5, 3)]).await;
        let report = verify(&store, &mut |_| {}).await.unwrap();
        let recounts = vec![Recount { pool: POOL, recorded: 4, counted: 1 }];
        assert_eq!(report, Report { findings: Vec::new(), recounts });
    })
    .await;
}

#[tokio::test]
async fn st_5_broken_configuration_is_found() {
    each(async |store| {
        populated(&store, &[]).await;
        let secret = |client: &str, id: &str| {
            client_secret::insert(&ClientSecret {
                pool: POOL,
                client: client.into(),
                id: id.into(),
                sealed: vec![1],
                created: 1,
            })
        };
        let known = a_client(&a_pool()).id;
        commit(
            &store,
            [
                data_key::delete_all(POOL),
                signing_key::insert(&a_signing_key("a", Kind::IdToken, State::Active)),
                signing_key::insert(&a_signing_key("b", Kind::IdToken, State::Active)),
                signing_key::insert(&a_signing_key("c", Kind::AccessToken, State::Active)),
                signing_key::insert(&a_signing_key("d", Kind::AccessToken, State::Retired)),
                secret(&known, "1"),
                secret(&known, "2"),
                secret(&known, "3"),
                secret("nobody", "1"),
            ],
        )
        .await;
        let expected = [
            "data_key.present",
            "signing_key.one_active",
            "client_secret.at_most_two",
            "client_secret.client",
        ];
        assert_eq!(rules(&store).await, expected);
    })
    .await;
}

#[tokio::test]
async fn st_5_unreadable_documents_are_found_and_do_not_stop_the_rest() {
    each(async |store| {
        let mut broken = populated(&store, &[]).await;
        broken.document.clear();
        commit(&store, [user_pool::update(&broken, 1)]).await;
        assert_eq!(rules(&store).await, ["user_pool.readable"]);
    })
    .await;
}

#[tokio::test]
async fn st_5_impossible_sessions_are_found() {
    each(async |store| {
        let user = a_user(1);
        populated(&store, slice::from_ref(&user)).await;
        let sessions = [
            a_session(&user, 1),
            Session { generation: 0, ..a_session(&user, 2) },
            Session { expires: 1, ..a_session(&user, 3) },
        ];
        commit(&store, sessions.iter().map(session::insert)).await;
        assert_eq!(rules(&store).await, ["session.generation", "session.expires"]);
    })
    .await;
}

#[tokio::test]
async fn st_5_rows_of_pools_that_do_not_exist_are_found() {
    each(async |store| {
        let mut stray = a_user(1);
        stray.pool = POOL + 5;
        commit(
            &store,
            [
                user::insert(&stray, &SearchColumns::default()),
                data_key::insert(&a_data_key(POOL + 9)),
                data_key::insert(&a_data_key(0)), // the installation's own
                domain::insert(&domain::Domain { pool: POOL + 7, ..a_domain("stray") }),
                code::replace(&a_code(&stray, code::purpose::RESET, 1)),
            ],
        )
        .await;
        let report = verify(&store, &mut |_| {}).await.unwrap();
        let found: Vec<_> = report.findings.iter().map(|f| (f.rule, f.pool, &*f.row)).collect();
        assert_eq!(
            found,
            [
                ("user_pool.present", POOL + 9, "data_key"),
                ("user_pool.present", POOL + 7, "user_pool_domain"),
                ("user_pool.present", POOL + 5, "users"),
                ("user_pool.present", POOL + 5, "code"),
            ]
        );
    })
    .await;
}
