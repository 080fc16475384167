//! What the process uses, from the kernel's tables (Linux; elsewhere unknown).

/// Resources of the process so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    pub resident_bytes: u64,
    /// User and system time, in milliseconds.
    pub cpu_ms: u64,
    /// None where a process may not look at its own (it is not dumpable).
    pub descriptors: Option<u64>,
}

/// The usage now, where the kernel says.
pub fn usage() -> Option<Usage> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = statm.split(' ').nth(1)?.parse().ok()?;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The process's name, in parentheses, may hold spaces; fields 14 and 15 are its times in ticks.
    let mut fields = stat.rsplit_once(") ")?.1.split(' ').skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(Usage {
        resident_bytes: pages * rustix::param::page_size() as u64,
        cpu_ms: (user + system) * 1000 / rustix::param::clock_ticks_per_second().max(1),
        descriptors: std::fs::read_dir("/proc/self/fd").ok().map(|list| list.count() as u64),
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #[test]
    fn a_process_uses_something() {
        assert!(super::usage().unwrap().resident_bytes > 100_000);
    }
}
