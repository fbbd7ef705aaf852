//! Erasing for good: what would go, the word that confirms it, and the proof.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::Span,
};

use super::{Scene, prompt::Prompt, question::Question, spans};
use crate::{
    domain::count::{counted, thousands},
    service::{PurgePlan, PurgeScope, Purged},
    tui::{
        model::{
            Purge,
            purge::{Stage, WORD, erased, named},
        },
        text::cells,
    },
};

/// Areas lower than this have no room for the whole story.
const WITH_ALL: u16 = 14;

/// Names that are told before the rest is counted.
const NAMES: usize = 4;

/// Columns of a name.
const NAME: usize = 58;

/// Draws the stage at hand.
pub(super) fn draw(
    view: &Purge,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    match &view.stage {
        Stage::Planning => Question::new("Erase for good?", "…", "not now")
            .body("Working out what would go…")
            .draw(scene, area, buffer),
        Stage::Asking(plan) if view.is_asking() => draw_plan(view, plan, scene, area, buffer),
        Stage::Asking(plan) => draw_refusal(plan, scene, area, buffer),
        Stage::Erasing => {
            let progress = scene.model.changes.progress.map_or_else(
                || "Erasing…".to_owned(),
                |at| format!("Erasing: {} of {}", thousands(at.done), thousands(at.total)),
            );
            Question::new("Erasing", "…", "stop at the next safe point")
                .body(progress)
                .draw(scene, area, buffer)
        }
        Stage::Done(purged) => draw_proof(purged, scene, area, buffer),
        Stage::Failed(failure) => Question::new("Not erased", "close", "close")
            .body(failure.as_str())
            .draw(scene, area, buffer),
    }
}

fn draw_plan(
    view: &Purge,
    plan: &PurgePlan,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let styles = scene.styles;
    let count = erased(plan);
    let entries = counted(count, "entry", "entries");
    let of = match view.scope {
        PurgeScope::Trash => " of the trash",
        PurgeScope::Entries(_) => "",
    };
    let past = if plan.past.is_empty() {
        String::new()
    } else {
        format!(
            " ({} in the trash or the journal)",
            thousands(plan.past.len())
        )
    };
    let versions = counted(plan.versions, "old version", "old versions");
    let how = format!(
        "This cannot be undone: type {WORD} to go on, or the number of entries, {}.",
        thousands(count)
    );
    let about = if area.height < WITH_ALL {
        // The line that is typed into must have room, and so must what it is about.
        format!(
            "{entries}{of} and {versions}, with the history of all entries in them, would be \
             erased. No undo: type {WORD}, or their number, {}.",
            thousands(count)
        )
    } else {
        format!(
            "{entries}{of}{past} would be erased from the table, the trash, the journal and the \
             index. {versions} of the tables go too, with the history of all entries in them. {how}"
        )
    };
    let wrong = view
        .refused
        .then_some("that is neither the word nor the number, typed by hand");
    let mut below: Vec<Vec<Span<'_>>> = named(&view.scope)
        .iter()
        .take(NAMES)
        .map(|key| {
            let name = cells::fit(&format!("{} · {}", key.repository, key.id), NAME);
            vec![Span::styled(name, styles.faint)]
        })
        .collect();
    let more = named(&view.scope).len().saturating_sub(NAMES);
    if more > 0 {
        let more = format!("… and {} more", thousands(more));
        below.push(vec![Span::styled(more, styles.faint)]);
    }
    if !plan.unknown.is_empty() {
        let unknown = counted(plan.unknown.len(), "id", "ids");
        let text = format!("nothing is known of {unknown}");
        below.push(vec![Span::styled(text, styles.warn)]);
    }
    Prompt::new("Erase for good?", &view.line)
        .about(about)
        .wrong(wrong)
        .below(below)
        .draw(scene, area, buffer)
}

/// Nothing to erase, or something that keeps old versions alive.
fn draw_refusal(
    plan: &PurgePlan,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    if plan.held_by.is_empty() {
        return Question::new("Nothing to erase", "close", "close")
            .body("Nothing is known of what was to be erased.")
            .draw(scene, area, buffer);
    }
    let holders = plan.held_by.iter().map(|holder| {
        let holder = cells::fit(holder, NAME);
        vec![Span::styled(holder, scene.styles.warn)]
    });
    Question::new("Not erased", "close", "close")
        .body(
            "Tags or branches keep old versions alive, which would go on telling what is erased. \
             Remove them first; nothing was touched.",
        )
        .samples(holders)
        .draw(scene, area, buffer)
}

fn draw_proof(
    purged: &Purged,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let entries = counted(purged.erased.len(), "entry is", "entries are");
    let files = counted(purged.files_searched, "file", "files");
    if purged.found_in.is_empty() {
        return Question::new("Erased", "close", "close")
            .body(format!(
                "{entries} erased. {files} searched for the texts: nothing found."
            ))
            .draw(scene, area, buffer);
    }
    let found = purged.found_in.iter().map(|path| {
        let path = cells::fit(&path.display().to_string(), NAME);
        spans::layered(&path, scene.styles.bad, &[], 0)
    });
    let count = counted(purged.found_in.len(), "of them", "of them");
    Question::new("Erased, but not everywhere", "close", "close")
        .body(format!(
            "{entries} erased. {files} searched for the texts: {count} still hold one."
        ))
        .samples(found)
        .draw(scene, area, buffer)
}
