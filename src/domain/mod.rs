//! What lore is about, free of I/O, clocks and async.

pub mod entry;
pub mod filter;
pub mod id;
pub mod kind;
pub mod printable;
pub mod project;
pub mod query;
pub mod search;
pub mod stats;
pub mod time;
pub mod when;
