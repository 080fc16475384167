//! What can be changed about a group.

use crate::{Refusal, refusal};

/// Highest `Precedence`: the API's integers have 32 bits.
const PRECEDENCE_MAX: i64 = i32::MAX as i64;

/// What can be changed about a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    pub description: Option<String>,
    /// ARN of the role that members may take.
    pub role: Option<String>,
    /// 0 is the best, `None` the last.
    pub precedence: Option<i64>,
}

impl Settings {
    /// CreateGroup: what the model leaves to check.
    pub fn accept(self) -> Result<Settings, Refusal> {
        match self.precedence {
            Some(precedence) if !(0..=PRECEDENCE_MAX).contains(&precedence) => {
                Err(refusal::invalid_parameter(format!(
                    "Precedence must be between 0 and {PRECEDENCE_MAX}."
                )))
            }
            _ => Ok(self),
        }
    }

    /// UpdateGroup: what is left out stays as it is.
    pub fn update(&self, given: Settings) -> Result<Settings, Refusal> {
        let given = given.accept()?;
        Ok(Settings {
            description: given.description.or_else(|| self.description.clone()),
            role: given.role.or_else(|| self.role.clone()),
            precedence: given.precedence.or(self.precedence),
        })
    }
}
