//! The last line: the keys that work now, and at the right what goes on.

use ratatui::{buffer::Buffer, layout::Rect, text::Span};

use super::{Scene, bars, hints, marks, notice, spans};
use crate::{
    domain::count::{counted, percent, thousands},
    service::Progress,
    tui::{
        keymap::{Action, Context},
        model::{
            Focus, Notice, Reembed,
            work::{Job, left_in_words},
        },
        styles::Styles,
        text::cells::{self, Cells, ELLIPSIS},
    },
};

/// Columns of the bar of work in the background.
const PROGRESS: usize = 10;

/// Columns between two keys.
const GAP: u16 = 2;

/// From this width on, work in the background is told in words.
const WITH_WORDS: u16 = 60;

/// From this width on, its bar keeps its columns beside words and keys.
const WITH_BAR: u16 = 100;

/// Draws it; tells whether there was room for the message that is to be told, if there is one.
pub(super) fn draw(scene: Scene<'_>, results_show: bool, area: Rect, buffer: &mut Buffer) -> bool {
    let area = Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(2),
        ..area
    };
    let (used, is_told) = right(scene, results_show, area, buffer);
    let room = area
        .width
        .saturating_sub(if used == 0 { 0 } else { used + 2 });
    put_hints(
        scene,
        Rect {
            width: room,
            ..area
        },
        buffer,
    );
    is_told
}

/// Draws the most important of what goes on, as much as fits; returns the columns used, and whether
/// the message had room.
fn right(scene: Scene<'_>, results_show: bool, area: Rect, buffer: &mut Buffer) -> (u16, bool) {
    let mut area = area;
    let mut used = 0;
    if let Some(spans) = progress(scene, area.width) {
        used = spans::put_right(buffer, area, spans);
        area.width -= used;
    }
    let gap = if used == 0 { 0 } else { 2 };
    area.width = area.width.saturating_sub(gap);
    let current = scene.model.notices.current();
    let (more, is_told) = match current {
        Some(current) if notice::fits(current, area.width) => {
            let spans = notice(current, scene.styles);
            (spans::put_right(buffer, area, spans), true)
        }
        _ if used > 0 => (0, current.is_none()),
        _ => {
            let used = quiet(scene, results_show, area, buffer);
            (used, current.is_none())
        }
    };
    let used = if more == 0 { used } else { used + gap + more };
    (used, is_told)
}

fn notice(notice: &Notice, styles: &Styles) -> Vec<Span<'static>> {
    let columns = cells::width(&notice.text);
    vec![
        Span::styled("● ", notice::style(notice.level, styles)),
        Span::styled(cells::fit(&notice.text, columns), styles.text),
    ]
}

/// The bar of work in the background, without words where there is little room.
fn progress(scene: Scene<'_>, width: u16) -> Option<Vec<Span<'static>>> {
    let Scene { model, styles, .. } = scene;
    let (verb, progress, job) = match (model.changes.at_work(), model.reembed) {
        (Some(_), _) if model.changes.stopping => ("stopping", model.changes.progress, Job::Change),
        (Some(doing), _) => (doing, model.changes.progress, Job::Change),
        (None, Reembed::Running { progress }) => ("making vectors", progress, Job::Vectors),
        (None, Reembed::Stopping { progress }) => ("stopping", progress, Job::Vectors),
        (None, Reembed::Idle) => {
            let work = model.work.noticed_read(scene.now)?;
            let Job::Read(kind, _) = work.job else {
                return None;
            };
            (kind.doing(), work.progress, work.job)
        }
    };
    let stops = stop_keys(scene, job).filter(|_| width >= WITH_WORDS);
    let mut spans = Vec::new();
    if width >= WITH_WORDS {
        spans.push(Span::styled(format!("{verb} "), styles.muted));
    }
    if let Some(Progress { done, total }) = progress {
        let share = done as f64 / total.max(1) as f64;
        let columns = if stops.is_some() && width < WITH_BAR {
            PROGRESS / 2
        } else {
            PROGRESS
        };
        spans.extend(bars::thin(share, columns, styles.good, styles));
        let count = if width >= WITH_WORDS {
            format!(" {}/{}", thousands(done), thousands(total))
        } else {
            format!(" {} %", percent(done, total))
        };
        spans.push(Span::styled(count, styles.muted));
    } else {
        spans.push(Span::styled("…", styles.muted));
    }
    let left = model.work.on(job).and_then(|work| work.left(scene.now));
    if let Some(left) = left.filter(|_| width >= WITH_WORDS) {
        let left = format!(" · {}", left_in_words(left));
        spans.push(Span::styled(left, styles.muted));
    }
    if let Some(keys) = stops {
        spans.push(Span::styled(" · ", styles.faint));
        spans.push(Span::styled(keys, styles.key));
        spans.push(Span::styled(" stops", styles.muted));
    }
    Some(spans)
}

/// The keys that stop work in the background from here, unless it is stopping already.
fn stop_keys(scene: Scene<'_>, job: Job) -> Option<String> {
    let model = scene.model;
    match job {
        Job::Vectors if matches!(model.reembed, Reembed::Running { .. }) => reembed_keys(scene),
        Job::Change if !model.changes.stopping => scene
            .keys(Action::Back)
            .filter(|_| model.focus == Focus::Results && model.overlays.is_empty()),
        _ => None,
    }
}

/// When nothing happens: what semantic search lacks, else the store.
fn quiet(scene: Scene<'_>, results_show: bool, area: Rect, buffer: &mut Buffer) -> u16 {
    let Scene { model, styles, .. } = scene;
    // Where the results do not show, neither does their count of marks.
    if let Some(count) = marks::count(scene, 0, area.width).filter(|_| !results_show) {
        return spans::put_right(buffer, area, vec![count]);
    }
    if let Some(keys) = reembed_keys(scene).filter(|_| model.missing_vectors() > 0) {
        return put_missing(scene, &keys, area, buffer);
    }
    if !model.overlays.is_empty() && area.width < WITH_WORDS {
        // The keys of a view matter more.
        return 0;
    }
    let room = usize::from(area.width / 3);
    let path = tail(&model.store, room);
    spans::put_right(buffer, area, vec![Span::styled(path, styles.faint)])
}

/// Tells how many entries semantic search cannot see, and the keys that change that.
fn put_missing(scene: Scene<'_>, keys: &str, area: Rect, buffer: &mut Buffer) -> u16 {
    let Scene { model, styles, .. } = scene;
    let missing = model.missing_vectors();
    let hint = |what: String, purpose: &'static str| {
        vec![
            Span::styled(what, styles.warn),
            Span::styled(" · ", styles.faint),
            Span::styled(keys.to_owned(), styles.key),
            Span::styled(purpose, styles.muted),
        ]
    };
    let entries = counted(missing, "entry", "entries");
    let makes = if missing == 1 {
        " makes it searchable"
    } else {
        " makes them searchable"
    };
    let number = thousands(missing);
    let shortest = hint(format!("{number} no vector"), "");
    // The keys of the place need the other half; only the shortest form may take more.
    let spans = [
        hint(format!("{entries} not searchable by meaning"), makes),
        hint(format!("{number} not searchable by meaning"), makes),
        hint(format!("{number} not searchable by meaning"), ""),
        hint(format!("{number} without vector"), ""),
    ]
    .into_iter()
    .find(|spans| spans::columns(spans) <= area.width / 2)
    .unwrap_or(shortest);
    if spans::columns(&spans) > area.width {
        return 0;
    }
    spans::put_right(buffer, area, spans)
}

/// The keys that make vectors from here.
pub(super) fn reembed_keys(scene: Scene<'_>) -> Option<String> {
    scene.keys(Action::Reembed)
}

/// The keys with their labels, as many as fit; help always does, and over the panes so does the
/// way back.
fn put_hints(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let model = scene.model;
    let context = model.context();
    let mut hints = model.keymap.footer(context);
    let enter = model.keymap.first_key(Action::Open, context);
    if context == Context::Completion && model.search_box.completion.has_choice() {
        let enters = hints
            .iter_mut()
            .find(|(keys, _)| Some(keys) == enter.as_ref());
        if let Some((_, label)) = enters {
            *label = "take it";
        }
    }
    let mut take = |action| {
        let key = model.keymap.first_key(action, context)?;
        let at = hints.iter().position(|(keys, _)| *keys == key)?;
        Some(hints.remove(at))
    };
    let help = take(Action::Help);
    let back = if model.overlays.is_empty() {
        None
    } else {
        take(Action::Back)
    };
    let last: Vec<_> = back.into_iter().chain(help).collect();
    let mut room = area.width;
    let mut shown = Vec::new();
    let reserved: u16 = last.iter().map(|hint| hints::columns(hint) + GAP).sum();
    for hint in hints {
        let width = hints::columns(&hint) + GAP;
        if width + reserved > room + GAP {
            break;
        }
        room = room.saturating_sub(width);
        shown.push(hint);
    }
    for hint in last {
        let width = hints::columns(&hint);
        if width <= room {
            room = room.saturating_sub(width + GAP);
            shown.push(hint);
        }
    }
    hints::put(scene, &shown, GAP, area, buffer);
}

/// The end of a path, in at most `columns`.
fn tail(path: &str, columns: usize) -> String {
    let width = cells::width(path);
    if width <= columns {
        return cells::fit(path, columns);
    }
    let mut skipped = 0;
    for cell in Cells::new(path) {
        skipped += cell.width;
        if width - skipped < columns {
            return format!("{ELLIPSIS}{}", cells::fit(&path[cell.end..], columns));
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_keep_their_end() {
        assert_eq!(tail("~/.cco/knowledge", 20), "~/.cco/knowledge");
        assert_eq!(tail("~/.cco/knowledge", 10), "…knowledge");
        assert_eq!(tail("~/.cco/知識", 5), "…知識");
        assert_eq!(tail("abc", 0), "");
    }
}
