//! The menu of what can be done to many entries, and the prompts for what that needs.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::Span,
};

use super::{Scene, floating, help::centred, list::List, pane::Pane, prompt::Prompt, spans};
use crate::{
    domain::count::{counted, thousands},
    tui::{
        keymap::{Action, Context},
        model::{
            BulkMenu, ChangePrompt, ExportPrompt, FilePrompt, Viewport,
            bulk::{Bulk, Field, Offer},
        },
        text::cells,
    },
};

/// Columns of the menu.
const MENU: u16 = 42;

/// Values shown below the prompt.
const VALUES: usize = 8;

/// Columns of a value's name where there is room.
const NAME: usize = 46;

/// Columns of a value's count.
const COUNT: usize = 8;

pub(super) fn draw_menu(
    view: &BulkMenu,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
    viewport: &mut Viewport,
) -> Option<Position> {
    let styles = scene.styles;
    let items = view.items();
    let title = if view.marked {
        format!("{} marked", counted(view.targets.len(), "entry", "entries"))
    } else if view.targets.is_empty() {
        "Nothing marked".to_owned()
    } else {
        "The entry under the cursor".to_owned()
    };
    let height = u16::try_from(items.len() + 2).unwrap_or(u16::MAX);
    let frame = centred(area, MENU, height);
    floating::clear(frame, styles.raised, buffer);
    let inner = Pane::new(styles, true).named(&title).draw(frame, buffer);
    let list = List {
        scroll: &view.scroll,
        len: items.len(),
        height: 1,
        focused: true,
    };
    viewport.list = list.draw(scene, (frame, inner), buffer, |number, place, buffer| {
        let Some(bulk) = items.get(number) else {
            return;
        };
        let key = scene
            .model
            .keymap
            .first_key(Action::Bulk(*bulk), Context::Bulk)
            .unwrap_or_default();
        // Without marks, this is not about the entry of the title.
        let label = match (bulk, view.marked, view.listed.1) {
            (Bulk::Export, false, Some(1)) => "the one found: export".to_owned(),
            (Bulk::Export, false, Some(listed)) => {
                format!("all {} found: export", thousands(listed))
            }
            (Bulk::Export, false, None) => "all found: export".to_owned(),
            _ => bulk.label().to_owned(),
        };
        let line = vec![
            Span::styled(format!("{key}  "), styles.key),
            Span::styled(label, styles.text),
        ];
        spans::put(buffer, place, line);
    });
    None
}

pub(super) fn draw_change(
    view: &ChangePrompt,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let styles = scene.styles;
    let entries = counted(view.targets.len(), "entry", "entries");
    let (title, about) = match view.field {
        Field::Project => (
            format!("Move {entries} to a project"),
            if view.targets.len() == 1 {
                "It stays in its repository."
            } else {
                "They stay in their repositories."
            },
        ),
        Field::Kind | Field::Agent => (
            format!("New {} of {entries}", view.field.name()),
            "Type a new one, or choose one that there is.",
        ),
    };
    let rows = view.rows();
    let highlighted = view.highlighted();
    // The highlighted one is in sight.
    let first = highlighted.map_or(0, |row| (row + 1).saturating_sub(VALUES));
    // Frame, air, and the mark of the chosen one stand beside name and count.
    let name = NAME.min(usize::from(area.width).saturating_sub(COUNT + 6));
    let below: Vec<Vec<Span<'_>>> = rows
        .iter()
        .enumerate()
        .skip(first)
        .take(VALUES)
        .map(|(row, offer)| {
            let is_highlighted = highlighted == Some(row);
            let mark = if is_highlighted { "▌ " } else { "  " };
            let mut line = vec![Span::styled(mark, styles.accent)];
            match offer {
                Offer::New => {
                    let text = format!("new {}: {}", view.field.name(), view.typed());
                    line.push(Span::styled(cells::fit(&text, name + COUNT), styles.warn));
                }
                Offer::Known(value) => {
                    let style = if is_highlighted {
                        styles.accent
                    } else {
                        styles.text
                    };
                    let count = cells::fill_left(&thousands(value.entries), COUNT);
                    line.push(Span::styled(cells::fill(&value.name, name), style));
                    line.push(Span::styled(count, styles.faint));
                }
            }
            line
        })
        .collect();
    let looking =
        (view.values.is_none()).then(|| vec![Span::styled("  looking for values…", styles.faint)]);
    Prompt::new(&title, &view.line)
        .about(about)
        .below(looking.into_iter().chain(below))
        .wrong(view.wrong.as_deref())
        .draw(scene, area, buffer)
}

pub(super) fn draw_export(
    view: &ExportPrompt,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let what = view.entries.map_or("what is found".to_owned(), |number| {
        counted(number, "entry", "entries")
    });
    Prompt::new(&format!("Export {what}"), &view.file.line)
        .about(
            "One JSON document a line, into a new file; without a folder in its name, in the \
             folder where lore was started.",
        )
        .wrong(view.file.wrong.as_deref())
        .below(writing(&view.file, scene))
        .draw(scene, area, buffer)
}

/// What shows while a file is written.
pub(super) fn writing<'a>(file: &FilePrompt, scene: Scene<'_>) -> Option<Vec<Span<'a>>> {
    file.is_writing()
        .then(|| vec![Span::styled("  writing…", scene.styles.faint)])
}
