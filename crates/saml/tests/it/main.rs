mod canonical;
mod conditions;
mod documents;
mod metadata;
mod refused;
mod verified;
mod wrapping;
mod xml;
