//! How an unknown outcome is settled (ST-3).
//!
//! Every batch that changes something ends with a claim on a row of `batch_done`: the row of a
//! *slot*, which one batch uses at a time, goes from `last` to `last + 1`. When the connection is lost
//! after COMMIT was sent, another connection *burns* the number: it sets `last + 2` where the row is
//! still at `last`, and then reads. `last + 1`: the batch was committed. `last + 2`: it was not, and
//! it never will be, however late its COMMIT arrives, because its claim no longer finds `last`. Both
//! steps can be repeated if their own connection is lost.
//!
//! One row per slot, rewritten in place: nothing to sweep but the slots of nodes long gone.

use cognate_crypto::{Random, SystemRandom};
use parking_lot::Mutex;

use crate::statement::Param;

/// `$2` the new number, `$3` the number that must be there. A row that is not there yet will do.
pub(super) const CLAIM: &str = "INSERT INTO batch_done (id, at) VALUES ($1, $2)
    ON CONFLICT (id) DO UPDATE SET at = EXCLUDED.at WHERE batch_done.at = $3";
pub(super) const READ: &str = "SELECT at FROM batch_done WHERE id = $1";

pub(super) struct Slot {
    id: [u8; 16],
    last: i64,
}

impl Slot {
    pub fn claim(&self) -> [Param; 3] {
        [self.id.into(), (self.last + 1).into(), self.last.into()]
    }

    pub fn burn(&self) -> [Param; 3] {
        [self.id.into(), (self.last + 2).into(), self.last.into()]
    }

    pub fn read(&self) -> [Param; 1] {
        [self.id.into()]
    }

    /// The batch with the present claim is known to be committed.
    pub fn committed(&mut self) {
        self.last += 1;
    }

    /// What the row says after a burn. `None`: it says neither; somebody has meddled with it.
    pub fn settled(&mut self, at: i64) -> Option<Settled> {
        let settled = match at - self.last {
            1 => Settled::Committed,
            2 => Settled::NotCommitted,
            _ => return None,
        };
        self.last = at;
        Some(settled)
    }

    /// Spreads retries of batches that met: a number that differs from slot to slot.
    pub fn spread(&self) -> u64 {
        u64::from(self.id[0])
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    Committed,
    NotCommitted,
}

/// The slots that no batch uses just now. A slot whose state is not known is not given back.
#[derive(Default)]
pub(super) struct Slots {
    free: Mutex<Vec<Slot>>,
}

impl Slots {
    /// The name only has to be unlike any other node's; no caller ever sees it.
    pub fn take(&self) -> Slot {
        self.free.lock().pop().unwrap_or_else(|| {
            let mut id = [0; 16];
            SystemRandom.fill(&mut id);
            Slot { id, last: 0 }
        })
    }

    pub fn give(&self, slot: Slot) {
        self.free.lock().push(slot);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn st_3_a_slot_knows_what_the_row_means() {
        let mut slot = Slots::default().take();
        slot.committed();
        assert_eq!(slot.settled(2), Some(Settled::Committed));
        assert_eq!(slot.settled(4), Some(Settled::NotCommitted));
        assert_eq!(slot.claim()[1], Param::Int(5));
        assert_eq!(slot.settled(4), None);
    }
}
