//! Cleanup by age: the rules with their counts, then the list of what would go.

mod findings;
mod histogram;
mod review;
mod rules;
mod shares;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::Span,
};

use super::Scene;
use crate::tui::model::{Cleanup, Viewport};

type SpanLine = Vec<Span<'static>>;

/// Draws the step at hand.
pub(super) fn draw(
    view: &Cleanup,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
    viewport: &mut Viewport,
) -> Option<Position> {
    match &view.review {
        Some(review) => {
            review::draw(view, review, scene, area, buffer, viewport);
            None
        }
        None => rules::draw(view, scene, area, buffer),
    }
}
