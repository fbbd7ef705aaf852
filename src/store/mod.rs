//! LanceDB and nothing else: repositories, rows, searches.

mod analyzer;
mod blocking;
mod catalog;
<<<<<<< HEAD
mod comparable;
=======
mod change_lock;
>>>>>>> main
mod create;
mod discover;
pub mod embeddings;
pub mod error;
mod fragment_cache;
mod freshness;
mod fuzzy;
pub mod images;
pub mod journal;
mod keyword;
mod keyword_index;
mod keyword_memory;
mod keyword_view;
mod light;
mod manifest;
mod nearest;
mod order;
<<<<<<< HEAD
mod pairs;
=======
mod places;
>>>>>>> main
mod postings;
mod predicate;
mod replace;
mod repository;
mod rewrite;
mod row_set;
mod row_texts;
mod rows;
pub mod schema;
mod search;
mod side_table;
mod sketch;
pub mod snapshot;
mod table_version;
mod text_index;
mod unfit;
mod vector_cache;
mod vectors;
mod visit;
mod vocabulary;
mod write;

pub use catalog::{Broken, Store};
<<<<<<< HEAD
pub use comparable::{Comparable, Meanings};
=======
pub use change_lock::ChangeLock;
>>>>>>> main
pub(crate) use discover::check_name;
pub use embeddings::Embeddings;
pub use error::{Error, Result};
pub use fuzzy::FuzzyMatch;
pub use images::{ImageId, ImageTable, Images};
pub use journal::Journal;
pub use keyword::KeywordMatch;
pub use nearest::Near;
pub use order::Ranked;
<<<<<<< HEAD
pub use pairs::{PairSearch, Pairs};
=======
pub use places::Place;
pub use replace::Replacing;
>>>>>>> main
pub use repository::Repository;
pub use rewrite::{Kept, Picked, Prepared, RowChange};
pub use row_texts::RowTexts;
pub use rows::WholeRow;
pub use schema::Column;
pub use search::{Allowed, Nearest, Searcher, Table};
pub use snapshot::{RowId, Snapshot};
pub use text_index::{TextIndex, USEFUL_ROWS, Upkeep};
pub use unfit::{Unfit, UnfitRows};
pub use vectors::{Replaced, VectorUpdate};
pub use write::NewRow;
