//! Draws the model.

use chrono::{DateTime, Utc};
use ratatui::Frame;

use super::{
    model::{Model, Viewport},
    styles::Styles,
};

/// Draws the whole screen, and tells what it had room for.
pub fn draw(_model: &Model, _styles: &Styles, _now: DateTime<Utc>, _frame: &mut Frame) -> Viewport {
    Viewport::default()
}
