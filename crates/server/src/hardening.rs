//! What the process asks of the kernel at its start.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// No core files, which would hold keys (KEY-8). First thing in `main`.
pub fn forbid_core_files() {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::warn!("core files stay permitted: {error}");
    }
}

/// Neither dumps through a pipe nor other processes of the same user reading the memory (AC-10). After
/// inherited descriptors have been opened: from here on `/proc/self/fd` belongs to root.
///
/// Keys are not locked in memory: that takes a privilege or a raised limit, and unsafe code; use
/// encrypted swap, or none.
pub fn forbid_inspection() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            tracing::warn!("memory dumps stay permitted: {error}");
        }
    }
}

/// Raises the soft limit of open files to the hard one; each connection takes one. Returns it.
pub fn raise_descriptor_limit() -> Option<u64> {
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        limit.current = limit.maximum;
        if let Err(error) = setrlimit(Resource::Nofile, limit) {
            tracing::warn!("the limit of open files stays: {error}");
        }
    }
    getrlimit(Resource::Nofile).current
}
