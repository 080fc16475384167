//! JSON bodies of the aws-json 1.1 protocol.

mod parse;
mod render;

pub use parse::parse;
pub use render::render;

/// What [`parse`] puts up with (IL-2). The size of the body is the listener's limit.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Levels of lists and maps; a flat object is depth 1.
    pub depth_max: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { depth_max: 64 }
    }
}
