pub mod batch;
pub mod statement;
