//! Texts of strangers on a grid of cells: widths, wrapping, Markdown, programs, trees of JSON.

pub mod cells;
pub mod markdown;
pub mod page;
pub mod prose;
pub mod rich;
pub mod syntax;
pub mod tree;
pub mod wrap;
