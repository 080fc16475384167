//! The invariants of a store, checked from a destructor.

use cognate_store::config::Config;
use cognate_store::verify::{Finding, verify};
use cognate_store::{Error, Store};

/// What is wrong with the store. Visits it, so it works whatever else has it open, and on a thread
/// with a runtime of its own, because a destructor cannot wait for the test's.
pub fn verified(config: &Config) -> Vec<Finding> {
    let config = config.clone();
    let verifying = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let store = Store::visit(config).await?;
            let report = verify(&store, &mut |_| {}).await?;
            store.close().await;
            Ok::<_, Error>(report.findings)
        })
    });
    verifying.join().expect("the verifying thread").expect("the store can be read")
}
