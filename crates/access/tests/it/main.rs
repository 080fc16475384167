//! Signature Version 4 against published vectors, properties and the table of refusals (SV-R1).

mod matrix;
mod properties;
mod request;
mod speed;
mod strictness;
mod vectors;
