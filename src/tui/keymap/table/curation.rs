//! The default keys of what keeps a store true: cleanup, duplicates, purge, credentials.

use crossterm::event::KeyCode;

use super::{ENTRIES, PANES, code, row};
use crate::tui::keymap::{Action, Binding, Context, Key, Movement};

/// The views, from the panes.
pub(super) fn opening() -> Vec<Binding> {
    vec![
        row(
            PANES,
            &[Key::char('c')],
            Action::Cleanup,
            "cleanup",
            "clean up by age",
        ),
        row(
            PANES,
            &[Key::char('D')],
            Action::Duplicates,
            "",
            "entries that say nearly the same",
        ),
        row(
            PANES,
            &[Key::char('S')],
            Action::Secrets,
            "",
            "entries that hold credentials",
        ),
        row(
            ENTRIES,
            &[Key::char('v')],
            Action::Reveal,
            "",
            "show the masked credentials of this entry, or mask them",
        ),
        row(
            ENTRIES,
            &[Key::char('P')],
            Action::Purge,
            "",
            "erase for good, old versions included (asks)",
        ),
        row(
            &[Context::Trash],
            &[Key::char('P')],
            Action::Purge,
            "",
            "erase what is marked, else the entry (asks)",
        ),
    ]
}

/// The views themselves.
pub(super) fn views() -> Vec<Binding> {
    let mut all = Vec::new();
    all.extend(rules());
    all.extend(review());
    all.extend(duplicates());
    all.extend(secrets());
    all
}

fn rules() -> [Binding; 4] {
    use Context::CleanupRules;
    [
        row(
            &[CleanupRules],
            &[Key::ENTER],
            Action::Open,
            "what would go",
            "list what would go",
        ),
        row(
            &[CleanupRules],
            &[Key::TAB],
            Action::Move(Movement::Down),
            "field",
            "next field",
        ),
        row(
            &[CleanupRules],
            &[Key::BACK_TAB],
            Action::Move(Movement::Up),
            "field",
            "field before",
        ),
        row(
            &[CleanupRules],
            &[Key::plain(KeyCode::F(1))],
            Action::Help,
            "help",
            "show or hide this help",
        ),
    ]
}

fn review() -> [Binding; 6] {
    use Context::CleanupReview;
    [
        row(
            &[CleanupReview],
            &[Key::ENTER],
            Action::Open,
            "do it",
            "move what is listed to the trash (asks)",
        ),
        row(
            &[CleanupReview],
            &[Key::char(' ')],
            Action::Toggle,
            "take out",
            "take the entry out, or back in",
        ),
        row(
            &[CleanupReview],
            &[Key::char('w')],
            Action::SavePlan,
            "save plan",
            "save the plan as a file, for lore apply",
        ),
        row(
            &[CleanupReview],
            &[Key::char('J')],
            Action::Preview(Movement::Down),
            "text",
            "the text down",
        ),
        row(
            &[CleanupReview],
            &[Key::char('K')],
            Action::Preview(Movement::Up),
            "text",
            "the text up",
        ),
        row(
            &[CleanupReview],
            &[Key::char('v')],
            Action::Reveal,
            "",
            "show its masked credentials, or mask them",
        ),
    ]
}

fn duplicates() -> [Binding; 11] {
    use Context::Duplicates;
    [
        row(
            &[Duplicates],
            &[Key::ENTER, Key::char(' ')],
            Action::Open,
            "keep this one",
            "keep the entry under the cursor, move the others to the trash (asks)",
        ),
        row(
            &[Duplicates],
            &[code(KeyCode::Left), Key::char('h')],
            Action::Step(false),
            "side, pair",
            "the other side, then the pair before",
        ),
        row(
            &[Duplicates],
            &[code(KeyCode::Right), Key::char('l')],
            Action::Step(true),
            "side, pair",
            "the other side, then the next pair",
        ),
        row(
            &[Duplicates],
            &[Key::char('n')],
            Action::NotDuplicates,
            "no duplicates",
            "they are no duplicates: hide the group until lore ends",
        ),
        row(
            &[Duplicates],
            &[Key::char('x')],
            Action::Toggle,
            "leave alone",
            "leave this entry alone, whichever is kept",
        ),
        row(
            &[Duplicates],
            &[Key::char('+'), Key::char('=')],
            Action::Threshold(true),
            "threshold",
            "only more alike ones",
        ),
        row(
            &[Duplicates],
            &[Key::char('-')],
            Action::Threshold(false),
            "threshold",
            "less alike ones too",
        ),
        row(
            &[Duplicates],
            &[Key::char('J')],
            Action::Preview(Movement::Down),
            "text",
            "the texts down",
        ),
        row(
            &[Duplicates],
            &[Key::char('K')],
            Action::Preview(Movement::Up),
            "text",
            "the text up",
        ),
        row(
            &[Duplicates],
            &[Key::char('v')],
            Action::Reveal,
            "",
            "show the masked credentials of this entry, or mask them",
        ),
        row(
            &[Duplicates],
            &[Key::char('P')],
            Action::Purge,
            "",
            "erase this entry for good (asks)",
        ),
    ]
}

fn secrets() -> [Binding; 7] {
    use Context::Secrets;
    [
        row(
            &[Secrets],
            &[Key::char('v')],
            Action::Reveal,
            "reveal",
            "show its credentials, or mask them",
        ),
        row(
            &[Secrets],
            &[Key::char('P')],
            Action::Purge,
            "purge",
            "erase it for good, old versions included (asks)",
        ),
        row(
            &[Secrets],
            &[Key::char('e')],
            Action::EditEntry,
            "edit",
            "edit the entry",
        ),
        row(
            &[Secrets],
            &[Key::char('d')],
            Action::Delete,
            "delete",
            "move it to the trash (asks)",
        ),
        row(
            &[Secrets],
            &[Key::char('y')],
            Action::Copy,
            "",
            "copy the text, unmasked",
        ),
        row(
            &[Secrets],
            &[Key::char('J')],
            Action::Preview(Movement::Down),
            "text",
            "the text down",
        ),
        row(
            &[Secrets],
            &[Key::char('K')],
            Action::Preview(Movement::Up),
            "text",
            "the text up",
        ),
    ]
}
