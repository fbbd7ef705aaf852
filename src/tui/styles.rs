//! The styles of the screen's parts.

/// How each part of the screen looks.
#[derive(Debug, Clone, Default)]
pub struct Styles {}
