//! Texts of strangers on a grid of cells: widths, wrapping, light Markdown, trees of JSON.

pub mod cells;
pub mod markdown;
pub mod rich;
pub mod tree;
pub mod wrap;
