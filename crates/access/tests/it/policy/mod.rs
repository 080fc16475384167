//! Policies (IM-R1, IM-R2): the table of decisions, the language, and a second evaluator to compare
//! with.

mod audience;
mod decisions;
mod language;
mod naive;
mod properties;
mod random;
mod refusal;
mod speed;
mod world;
