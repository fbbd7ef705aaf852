//! The keys of marks, changes, the trash and the journal.

use super::{PANES, row};
use crate::tui::{
    keymap::{Action, Binding, Context, Key, Movement},
    model::bulk::{Bulk, Field},
};

/// Where changes are taken back.
pub(super) const CHANGES: &[Context] = &[
    Context::Projects,
    Context::Results,
    Context::Detail,
    Context::Stats,
    Context::Trash,
    Context::Log,
];

/// All rows, in the order of footer and help.
pub(super) fn bindings() -> Vec<Binding> {
    let mut all = marks();
    all.extend(bulk());
    all.extend(trash());
    all.extend(journal());
    all.extend(changes());
    all
}

fn marks() -> Vec<Binding> {
    let mark = |key, action, label, help| row(&[Context::Results], &[key], action, label, help);
    vec![
        mark(
            Key::char(' '),
            Action::Mark,
            "mark",
            "mark the entry, or not any more",
        ),
        mark(
            Key::char('V'),
            Action::MarkRange,
            "",
            "mark a range: from here to the next V",
        ),
        mark(
            Key::char('A'),
            Action::MarkAll,
            "",
            "mark all that is found, also what is not on screen",
        ),
        mark(
            Key::char('I'),
            Action::InvertMarks,
            "",
            "mark what is not marked, and the reverse",
        ),
        mark(
            Key::ctrl('u'),
            Action::ClearMarks,
            "",
            "take all marks away",
        ),
    ]
}

fn changes() -> [Binding; 4] {
    [
        row(
            CHANGES,
            &[Key::char('u')],
            Action::Undo,
            "undo",
            "take the last change back",
        ),
        row(
            CHANGES,
            &[Key::ctrl('r')],
            Action::Redo,
            "",
            "make the change again that was taken back",
        ),
        row(
            PANES,
            &[Key::char('T')],
            Action::Trash,
            "trash",
            "the trash",
        ),
        row(
            PANES,
            &[Key::char('L')],
            Action::Log,
            "",
            "the journal of changes",
        ),
    ]
}

fn bulk() -> Vec<Binding> {
    let mut rows = vec![row(
        &[Context::Bulk],
        &[Key::ENTER],
        Action::Open,
        "choose",
        "do what is under the cursor",
    )];
    let items = [
        ('d', Bulk::Delete),
        ('t', Bulk::Change(Field::Kind)),
        ('a', Bulk::Change(Field::Agent)),
        ('p', Bulk::Change(Field::Project)),
        ('e', Bulk::Export),
        ('P', Bulk::Purge),
        ('c', Bulk::Clear),
    ];
    rows.extend(items.map(|(key, bulk)| {
        row(
            &[Context::Bulk],
            &[Key::char(key)],
            Action::Bulk(bulk),
            "",
            bulk.label(),
        )
    }));
    rows
}

fn trash() -> Vec<Binding> {
    let trash =
        |keys: &[Key], action, label, help| row(&[Context::Trash], keys, action, label, help);
    vec![
        trash(
            &[Key::char('r'), Key::ENTER],
            Action::Restore,
            "restore",
            "bring back what is marked, else the entry",
        ),
        trash(
            &[Key::char(' ')],
            Action::Mark,
            "mark",
            "mark the entry, or not any more",
        ),
        trash(&[Key::char('A')], Action::MarkAll, "", "mark all"),
        trash(
            &[Key::ctrl('u')],
            Action::ClearMarks,
            "",
            "take all marks away",
        ),
        trash(
            &[Key::char('X')],
            Action::EmptyTrash,
            "empty",
            "remove everything in it for good (asks)",
        ),
        trash(
            &[Key::char('J')],
            Action::Preview(Movement::Down),
            "text",
            "the text down",
        ),
        trash(
            &[Key::char('K')],
            Action::Preview(Movement::Up),
            "text",
            "the text up",
        ),
    ]
}

fn journal() -> [Binding; 1] {
    [row(
        &[Context::Log],
        &[Key::ENTER],
        Action::Open,
        "details",
        "tell all about the change",
    )]
}
