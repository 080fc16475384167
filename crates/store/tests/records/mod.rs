//! Each record on each engine: written, read back, and refused when its condition is not met.

mod backups;
mod branding;
mod codes;
mod configuration;
mod devices;
mod events;
mod factors;
mod federation;
mod fixture;
mod groups;
mod iam;
mod identity_pools;
mod imports;
mod limits;
mod messages;
mod nodes;
mod passkeys;
mod sessions;
mod sweeps;
mod users;
mod verify;
