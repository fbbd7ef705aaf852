//! What restricts the hits, as chips: those of the query are marked where they stand, the others
//! are told in the edge below it. A click on the sign of a chip takes it away.

use ratatui::{
    buffer::{Buffer, CellWidth},
    layout::{Position, Rect},
    text::Span,
};

use super::{Scene, search_box, spans};
use crate::{
    domain::project,
    tui::{
        model::{Chip, Scope, Target},
        text::cells,
    },
};

/// Takes a chip away when it is clicked.
const CLOSE: &str = "×";

/// Columns of a chip's text at most.
const MAX_COLUMNS: usize = 30;

/// The search mode; a chip that can be taken away when it is not the usual one.
pub(super) fn mode(scene: Scene<'_>) -> Vec<Span<'static>> {
    let Scene { model, styles, .. } = scene;
    let name = model.mode.name();
    if scene.model.chips().contains(&Chip::Mode) {
        let style = styles.mode.patch(styles.field);
        vec![Span::styled(format!("{name} {CLOSE}"), style)]
    } else {
        vec![Span::styled(name, styles.mode)]
    }
}

/// The mode takes clicks where it is a chip.
pub(super) fn put_mode(scene: Scene<'_>, place: Rect, _: &mut Buffer) {
    if scene.model.chips().contains(&Chip::Mode) {
        scene.clickable(place, Target::Chip(Chip::Mode));
    }
}

/// Draws the chips that do not stand in the query into an edge, as many as fit.
pub(super) fn put(scene: Scene<'_>, edge: Rect, buffer: &mut Buffer) {
    let Scene { model, styles, .. } = scene;
    let mut rest = edge;
    for chip in model.chips() {
        let Some(text) = text(scene, chip) else {
            continue;
        };
        let text = cells::fit(
            &text,
            MAX_COLUMNS.min(usize::from(rest.width).saturating_sub(5)),
        );
        let chip_style = styles.text.patch(styles.field);
        let spans = vec![
            Span::raw(" "),
            Span::styled(text, chip_style),
            Span::styled(format!(" {CLOSE}"), styles.muted.patch(styles.field)),
            Span::raw(" "),
        ];
        let width = spans::columns(&spans);
        if width > rest.width || rest.width < 8 {
            return;
        }
        spans::put(buffer, rest, spans);
        scene.clickable(Rect { width, ..rest }, Target::Chip(chip));
        rest.x += width;
        rest.width -= width;
    }
}

/// What a chip in the edge says; `None` for those that stand elsewhere.
fn text(scene: Scene<'_>, chip: Chip) -> Option<String> {
    match chip {
        Chip::Mode => None,
        Chip::Sort => Some(format!("{} first", scene.model.sort.name())),
        Chip::Scope => match &scene.model.scope {
            Scope::All => None,
            Scope::Repository(repository) => Some(format!("in {repository}")),
            Scope::Project {
                repository,
                project_id,
            } => Some(format!("in {}", project::place(repository, project_id))),
        },
    }
}

/// Puts a sign behind each chip of the query that takes it away, into the gap that is there; not
/// where one is typing.
pub(super) fn put_marks(
    scene: Scene<'_>,
    line: Rect,
    cursor: Option<Position>,
    buffer: &mut Buffer,
) {
    let Scene { model, styles, .. } = scene;
    if !model.mouse {
        return;
    }
    let search_box = &model.search_box;
    let text = search_box.line().text();
    for (number, clause) in search_box.query().clauses.iter().enumerate() {
        let end = clause.span.end;
        let has_gap = text[end..].chars().next().is_none_or(char::is_whitespace);
        if !has_gap || clause.open || clause.is_unfinished() {
            continue;
        }
        let Some(x) = search_box::column_in(search_box.line(), line, end) else {
            continue;
        };
        let place = Rect {
            x,
            y: line.y,
            width: 1,
            height: 1,
        };
        if cursor == Some(place.as_position()) {
            continue;
        }
        if let Some(cell) = buffer.cell_mut(place.as_position())
            && cell.symbol().cell_width() <= 1
        {
            // Where the next part follows at once, the sign is also the gap between the two.
            let follows = text[end..]
                .chars()
                .nth(1)
                .is_some_and(|c| !c.is_whitespace());
            let style = if follows {
                styles.muted
            } else {
                styles.muted.patch(styles.field)
            };
            cell.set_symbol(CLOSE).set_style(style);
            scene.clickable(place, Target::Clause(number));
        }
    }
}
