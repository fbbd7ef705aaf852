//! Text to vector: the bundled model, and the Node manager's hash (to recognise it).

/// Width of every vector in the shared table.
pub const DIMENSION: usize = 384;
