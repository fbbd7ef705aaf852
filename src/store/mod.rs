//! LanceDB and nothing else: repositories, rows, searches.

mod catalog;
mod create;
mod discover;
pub mod error;
mod freshness;
mod manifest;
mod order;
mod predicate;
mod repository;
mod rows;
pub mod schema;
pub mod snapshot;
mod vectors;
mod visit;
mod write;

pub use catalog::{Broken, Store};
pub use error::{Error, Result};
pub use order::Ranked;
pub use repository::Repository;
pub use rows::WholeRow;
pub use schema::Column;
pub use snapshot::{RowId, Snapshot};
pub use vectors::{Replaced, VectorUpdate};
pub use write::NewRow;
