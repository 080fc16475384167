//! Where a job stands.

/// `UserImportJobStatusType`
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Created,
    Pending,
    InProgress,
    Stopping,
    Expired,
    Stopped,
    Failed,
    Succeeded,
}

impl State {
    pub const ALL: [State; 8] = [
        State::Created,
        State::Pending,
        State::InProgress,
        State::Stopping,
        State::Expired,
        State::Stopped,
        State::Failed,
        State::Succeeded,
    ];

    /// AWS's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Created => "Created",
            State::Pending => "Pending",
            State::InProgress => "InProgress",
            State::Stopping => "Stopping",
            State::Expired => "Expired",
            State::Stopped => "Stopped",
            State::Failed => "Failed",
            State::Succeeded => "Succeeded",
        }
    }

    /// The number stored in the table; never renumber. All that have ended come last.
    pub fn code(self) -> i64 {
        match self {
            State::Created => 1,
            State::Pending => 2,
            State::InProgress => 3,
            State::Stopping => 4,
            State::Expired => 5,
            State::Stopped => 6,
            State::Failed => 7,
            State::Succeeded => 8,
        }
    }

    pub fn from_code(code: i64) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }

    pub fn has_ended(self) -> bool {
        self >= State::Expired
    }
}
