//! Changes to entries against real LanceDB: what they do, what they leave alone, and the way back.

mod cut_off;
mod deleting;
mod editing;
mod large;
mod odd_rows;
mod others;
mod trash;
mod undoing;
pub mod world;
