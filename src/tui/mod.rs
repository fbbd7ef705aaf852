//! The terminal UI: events become actions, actions change the model, the model is drawn.
//!
//! ```text
//! terminal event -> keymap -> Action -> update(&mut Model, Msg) -> Vec<Effect> -> worker -> Msg ...
//! view::draw(&Model, &Styles, now, &mut Frame)
//! ```

pub mod aligned;
mod background;
pub mod effect;
pub mod error;
pub mod glyphs;
pub mod keymap;
mod late_answer;
pub mod memory;
pub mod model;
pub mod msg;
pub mod narrower;
mod outside;
pub mod read;
mod rescue;
pub mod runtime;
pub mod sgr;
mod sight;
mod start;
pub mod styles;
pub mod terminal;
pub mod text;
pub mod update;
pub mod view;
pub mod worker;
pub mod write;

pub use error::Error;
pub use start::{Options, run};
