//! Entries outside of a store: the formats that lore writes, and those of others that it reads. Pure
//! conversions; files are the service's.

mod cell;
mod claude_mem;
mod decision;
mod format;
mod front_matter;
mod json;
#[cfg(test)]
mod json_tests;
mod made;
pub mod markdown;
mod memory_table;
mod note;
mod numbers;
mod record;
mod shared_numbers;
mod table;

pub use cell::Cell;
pub use claude_mem::{Observation, SessionSummary};
pub use decision::decision;
pub use format::{Format, UnknownFormat};
pub use json::{from_json, to_json};
use made::named_id;
pub use made::{Dated, made_id};
pub use memory_table::MemoryRow;
pub use note::{Note, note};
pub use record::{CarriedVector, Record, Vector};
pub use shared_numbers::SharedNumbers;
pub use table::{Header, fields, header};
