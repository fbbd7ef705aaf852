//! The terminal UI: events become actions, actions change the model, the model is drawn.
//!
//! ```text
//! terminal event -> keymap -> Action -> update(&mut Model, Msg) -> Vec<Effect> -> worker -> Msg ...
//! view::draw(&Model, &Styles, now, &mut Frame)
//! ```

pub mod effect;
pub mod keymap;
pub mod model;
pub mod msg;
pub mod styles;
pub mod text;
pub mod update;
pub mod view;
