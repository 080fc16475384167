//! How a pool's pages look: the style sheet and logo of the classic pages, the styles of managed login.

pub mod classic;
mod image;
pub mod managed;

pub use image::{Format, sniff};
