//! What lies over the panes, from the lowest to the topmost; each view in its own file.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{
    Scene, bulk, cleanup, confirm, conflict, delete, duplicates, editor, help, history,
    leave_editor, log, palette, purge, reembed, secrets, stop_change, theme_picker, trash, undo,
};
use crate::tui::model::{Overlay, Target, Viewport};

/// Draws all of it; tells where the cursor of a text stands.
pub(super) fn draw(
    scene: Scene<'_>,
    screen: Rect,
    buffer: &mut Buffer,
    viewport: &mut Viewport,
) -> Option<Position> {
    let area = Rect {
        height: screen.height.saturating_sub(1),
        ..screen
    };
    let mut cursor = None;
    for overlay in &scene.model.overlays {
        // Behind the themes one sees what they look like.
        if !matches!(overlay, Overlay::Themes(_)) {
            buffer.set_style(area, scene.styles.dimmed);
        }
        scene.hits.borrow_mut().cover(area);
        scene.clickable(area, Target::View);
        cursor = match overlay {
            Overlay::Help(view) => help::draw(view, scene, area, buffer, viewport),
            Overlay::Palette(view) => Some(palette::draw(view, scene, area, buffer, viewport)),
            Overlay::OfferReembed => reembed::draw_offer(scene, area, buffer),
            Overlay::StopReembed => reembed::draw_stop(scene, area, buffer),
            Overlay::StopChange => stop_change::draw(scene, area, buffer),
            Overlay::Cleanup(view) => cleanup::draw(view, scene, area, buffer, viewport),
            Overlay::ConfirmCleanup(view) => confirm::draw_cleanup(view, scene, area, buffer),
            Overlay::SavePlan(view) => confirm::draw_save(view, scene, area, buffer),
            Overlay::Duplicates(view) => {
                duplicates::draw(view, scene, area, buffer, viewport);
                None
            }
            Overlay::ConfirmDuplicates(view) => confirm::draw_duplicates(view, scene, area, buffer),
            Overlay::Purge(view) => purge::draw(view, scene, area, buffer),
            Overlay::Secrets(view) => {
                secrets::draw(view, scene, area, buffer, viewport);
                None
            }
            Overlay::Editor(view) => editor::draw(view, scene, area, buffer),
            Overlay::LeaveEditor => leave_editor::draw(scene, area, buffer),
            Overlay::SaveUndecided => leave_editor::draw_undecided(scene, area, buffer),
            Overlay::Conflict(view) => conflict::draw(view, scene, area, buffer, viewport),
            Overlay::TakeTheirs => leave_editor::draw_take_theirs(scene, area, buffer),
            Overlay::EntryGone => leave_editor::draw_gone(scene, area, buffer),
            Overlay::History(view) => history::draw(view, scene, area, buffer, viewport),
            Overlay::BringBack(view) => leave_editor::draw_bring_back(view, scene, area, buffer),
            Overlay::Told(text) => leave_editor::draw_told(text, scene, area, buffer),
            Overlay::Delete(view) => delete::draw(view, scene, area, buffer),
            Overlay::Bulk(view) => bulk::draw_menu(view, scene, area, buffer, viewport),
            Overlay::Change(view) => bulk::draw_change(view, scene, area, buffer),
            Overlay::Export(view) => bulk::draw_export(view, scene, area, buffer),
            Overlay::Undo(view) => undo::draw(view, scene, area, buffer),
            Overlay::Trash(view) => trash::draw(view, scene, area, buffer, viewport),
            Overlay::EmptyTrash(view) => trash::draw_empty(*view, scene, area, buffer),
            Overlay::Log(view) => log::draw(view, scene, area, buffer, viewport),
            Overlay::Themes(view) => theme_picker::draw(view, scene, area, buffer, viewport),
        };
    }
    cursor
}
