//! What lore is about, free of I/O, clocks and async.

pub mod age;
pub mod age_band;
pub mod bm25;
pub mod calendar;
pub mod change;
pub mod cleanup;
pub mod compaction;
mod contrast;
pub mod count;
pub mod diagnosis;
pub mod diff;
pub mod draft;
pub mod duplicates;
pub mod entry;
pub mod event;
pub mod fields;
pub mod filter;
pub mod fusion;
pub mod health;
pub mod highlight;
pub mod history;
pub mod id;
pub mod journal;
pub mod kind;
pub mod letters;
pub mod linkage;
pub mod masked;
pub mod merge;
pub mod metadata;
pub mod neighbours;
pub mod node_hash;
pub mod printable;
pub mod project;
pub mod query;
pub mod query_line;
pub mod search;
pub mod secret;
pub mod stats;
mod stem;
pub mod text;
pub mod time;
mod token;
pub mod value;
pub mod when;

/// Width of every vector in the shared table.
pub const DIMENSION: usize = 384;
