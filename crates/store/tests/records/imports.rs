//! Import jobs, the one that runs, and the pieces of their files.

use cognate_domain::import::State;
use cognate_store::Store;
use cognate_store::batch::Outcome;
use cognate_store::records::import_chunk::{self, Key, SWEEP_CHUNKS_MAX};
use cognate_store::records::import_job::{self, ImportJob};
use cognate_store::verify::verify;
use serde_json::json;

use super::fixture::*;

pub fn an_import(n: u8) -> ImportJob {
    ImportJob {
        pool: POOL,
        id: [n; 16],
        state: State::Created,
        document: json!({ "JobName": "move" }).as_object().cloned().unwrap(),
        created: 1_000,
        started: None,
        completed: None,
        upload: None,
        file_bytes: 0,
        file_lines: 0,
        imported: 0,
        skipped: 0,
        failed: 0,
        message: None,
        progress: String::new(),
        version: 1,
    }
}

pub fn a_chunk(job: u8, upload: u8, n: i64) -> Key {
    Key { pool: POOL, job: [job; 16], upload: [upload; 16], n }
}

async fn ids(store: &Store, after: Option<[u8; 16]>, limit: i64) -> Vec<u8> {
    let page = import_job::page(store, POOL, after, limit).await.unwrap();
    page.iter().map(|job| job.id[0]).collect()
}

#[tokio::test]
async fn jobs_are_written_read_back_changed_and_listed() {
    each(async |store| {
        populated(&store, &[]).await;
        commit(&store, (1..=3).map(|n| import_job::insert(&an_import(n)))).await;
        let twice = write(&store, [import_job::insert(&an_import(1))]).await;
        assert_eq!(twice, Outcome::Unmet("import_job.absent"));
        let after = ImportJob {
            state: State::Failed,
            started: Some(2_000),
            completed: Some(3_000),
            upload: Some([9; 16]),
            file_bytes: 10,
            file_lines: 2,
            imported: 3,
            skipped: 4,
            failed: 5,
            message: Some("why".into()),
            progress: "{}".into(),
            ..an_import(2)
        };
        commit(&store, [import_job::update(&after, 1)]).await;
        let late = write(&store, [import_job::update(&after, 1)]).await;
        assert_eq!(late, Outcome::Unmet(import_job::MOVED));
        let found = import_job::find(&store, POOL, [2; 16]).await.unwrap();
        assert_eq!(found, Some(ImportJob { version: 2, ..after.clone() }));
        assert_eq!(ids(&store, None, 2).await, [1, 2]);
        assert_eq!(ids(&store, Some([2; 16]), 2).await, [3]);
        assert_eq!(import_job::count(&store, POOL, 2).await.unwrap(), 2);
        let ended = import_job::oldest_ended(&store, POOL).await.unwrap().unwrap();
        assert_eq!(ended.id, [2; 16]);
        commit(&store, [import_job::delete(&ended)]).await;
        assert_eq!(import_job::oldest_ended(&store, POOL).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn one_import_of_a_pool_runs() {
    each(async |store| {
        populated(&store, &[]).await;
        commit(&store, [import_job::check_none_runs(POOL)]).await;
        commit(&store, [import_job::run(POOL, [1; 16])]).await;
        for statement in [import_job::run(POOL, [2; 16]), import_job::check_none_runs(POOL)] {
            assert_eq!(write(&store, [statement]).await, Outcome::Unmet(import_job::RUNNING));
        }
        // Only its own end counts.
        commit(&store, [import_job::end_run(POOL, [2; 16])]).await;
        let still = write(&store, [import_job::check_none_runs(POOL)]).await;
        assert_eq!(still, Outcome::Unmet(import_job::RUNNING));
        commit(&store, [import_job::end_run(POOL, [1; 16])]).await;
        commit(&store, [import_job::check_none_runs(POOL)]).await;
    })
    .await;
}

#[tokio::test]
async fn st_5_a_pool_that_waits_for_no_import_is_found() {
    each(async |store| {
        populated(&store, &[]).await;
        commit(&store, [import_job::insert(&an_import(1)), import_job::run(POOL, [1; 16])]).await;
        let report = verify(&store, &mut |_| {}).await.unwrap();
        let rules: Vec<_> = report.findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["import_run.job"]);
        let runs = ImportJob { state: State::Pending, ..an_import(1) };
        commit(&store, [import_job::update(&runs, 1)]).await;
        assert_sound(&store).await;
    })
    .await;
}

#[tokio::test]
async fn pieces_of_other_uploads_are_swept() {
    each(async |store| {
        populated(&store, &[]).await;
        let first = (0..20).map(|n| import_chunk::insert(a_chunk(1, 1, n), vec![1; 100]));
        commit(&store, first).await;
        let second = (0..2).map(|n| import_chunk::insert(a_chunk(1, 2, n), vec![2; 100]));
        commit(&store, second).await;
        commit(&store, [import_chunk::insert(a_chunk(2, 1, 0), vec![3; 100])]).await;
        let found = import_chunk::find(&store, a_chunk(1, 2, 1)).await.unwrap();
        assert_eq!(found, Some(vec![2; 100]));
        let count = async |job: u8, upload: u8| {
            import_chunk::count(&store, POOL, [job; 16], [upload; 16]).await.unwrap()
        };
        assert_eq!(count(1, 1).await, 20);
        let kept = Some([2; 16]);
        let next = async |keep| import_chunk::sweep(&store, POOL, [1; 16], keep).await.unwrap();
        commit(&store, [next(kept).await.unwrap()]).await;
        assert_eq!(count(1, 1).await, 20 - SWEEP_CHUNKS_MAX);
        commit(&store, [next(kept).await.unwrap()]).await;
        assert!(next(kept).await.is_none());
        assert_eq!((count(1, 1).await, count(1, 2).await), (0, 2));
        commit(&store, [next(None).await.unwrap()]).await;
        assert_eq!((count(1, 2).await, count(2, 1).await), (0, 1));
    })
    .await;
}
