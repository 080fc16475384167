//! Signature Version 4 against published vectors, properties and the table of refusals (SV-R1);
//! policies against the table of decisions and a second evaluator (IM-R1).

mod matrix;
mod policy;
mod properties;
mod request;
mod speed;
mod strictness;
mod vectors;
