//! The default keys. Rows that share a label share one hint in the footer.

mod curating;
mod curation;
mod detail;

use crossterm::event::{KeyCode, KeyModifiers};

use super::{Action, Binding, Context, Key, Movement, editor};
use crate::tui::model::{Axis, Pane, line_box::Edit};

const ALL: &[Context] = Context::ALL;
pub(super) const PANES: &[Context] = &[
    Context::Projects,
    Context::Results,
    Context::Detail,
    Context::Stats,
];
const PLACES: &[Context] = &[
    Context::Projects,
    Context::Results,
    Context::Detail,
    Context::Stats,
    Context::ProjectFilter,
    Context::SearchBox,
];
/// The same, but where `Tab` takes an offer.
const PLACES_AND_MENU: &[Context] = &[
    Context::Projects,
    Context::Results,
    Context::Detail,
    Context::Stats,
    Context::ProjectFilter,
    Context::SearchBox,
    Context::Completion,
];
pub(super) const ENTRIES: &[Context] = &[Context::Results, Context::Detail];
/// Where one types a line.
pub(super) const TEXT: &[Context] = &[
    Context::ProjectFilter,
    Context::SearchBox,
    Context::Completion,
    Context::HelpFilter,
    Context::Palette,
    Context::Prompt,
    Context::ValuePrompt,
    Context::CleanupRules,
];
/// Where a line is asked for.
const PROMPTS: &[Context] = &[Context::Prompt, Context::ValuePrompt];
/// Where one moves in a list or a text, and letters are commands.
pub(super) const READING: &[Context] = &[
    Context::Projects,
    Context::Results,
    Context::Detail,
    Context::Stats,
    Context::Help,
    Context::CleanupReview,
    Context::Duplicates,
    Context::Secrets,
    Context::Conflict,
    Context::History,
    Context::Bulk,
    Context::Trash,
    Context::Log,
    Context::Themes,
];

/// The heading of the help under which a row stands.
pub(super) fn section(contexts: &[Context]) -> &'static str {
    match contexts {
        TEXT => "Typing",
        [Context::SearchBox] => "Search box",
        [Context::Completion] => "Menu of the search box",
        [Context::Projects] => "Projects",
        [Context::ProjectFilter] => "Filter of the projects",
        PROMPTS | [Context::Question | Context::ValuePrompt | Context::Leave] => "Questions",
        [Context::Help | Context::HelpFilter] => "This help",
        [Context::Palette] => "Command palette",
        [Context::Detail] => "Detail",
        [Context::Stats] => "Stats",
        [Context::Editor] => "Editor",
        [Context::Conflict] => "Two changes of one entry",
        [Context::History] => "History of an entry",
        [Context::CleanupRules | Context::CleanupReview] => "Cleanup by age",
        [Context::Duplicates] => "Duplicates",
        [Context::Secrets] => "Credentials",
        ENTRIES | [Context::Results] => "Entries",
        curating::CHANGES => "Changes",
        [Context::Bulk] => "Many entries",
        [Context::Trash] => "Trash",
        [Context::Log] => "Journal of changes",
        [Context::Themes] => "Themes",
        _ => "Everywhere",
    }
}

/// All rows, in the order of footer and help.
pub(super) fn bindings() -> Vec<Binding> {
    let mut all = Vec::new();
    all.extend(searching());
    all.extend(projects());
    all.extend(overlays());
    all.extend(entries());
    all.extend(stats());
    all.extend(editor::entries());
    all.extend(curation::views());
    all.extend(curation::opening());
    all.extend(curating::bindings());
    all.extend(reading());
    all.extend(detail::bindings());
    all.extend(editor::bindings());
    all.extend(moving());
    all.extend(editing());
    all.extend(panes());
    all.extend(screen());
    all.extend(everywhere());
    all
}

pub(super) fn row(
    contexts: &'static [Context],
    keys: &[Key],
    action: Action,
    label: &'static str,
    help: &'static str,
) -> Binding {
    Binding {
        home: contexts,
        contexts: contexts.to_vec(),
        keys: keys.to_vec(),
        action,
        label,
        help,
    }
}

const fn code(code: KeyCode) -> Key {
    Key::plain(code)
}

fn searching() -> [Binding; 12] {
    use Context::{Completion, ProjectFilter, Question, SearchBox, ValuePrompt};
    [
        row(
            PANES,
            &[Key::char('/')],
            Action::Search,
            "search",
            "type into the search box",
        ),
        row(
            &[SearchBox],
            &[Key::ENTER],
            Action::Open,
            "to the hits",
            "search now, go to the hits",
        ),
        row(
            &[SearchBox],
            &[Key::ctrl('p')],
            Action::Recall(true),
            "",
            "an earlier search",
        ),
        row(
            &[SearchBox],
            &[Key::ctrl('n')],
            Action::Recall(false),
            "",
            "a later search, at last what was being typed",
        ),
        row(
            &[Completion],
            &[Key::TAB],
            Action::Complete,
            "take it",
            "take what is highlighted",
        ),
        row(
            &[Completion],
            &[code(KeyCode::Down), Key::ctrl('n')],
            Action::Choose(true),
            "choose",
            "highlight the next one",
        ),
        row(
            &[Completion],
            &[code(KeyCode::Up), Key::ctrl('p')],
            Action::Choose(false),
            "choose",
            "highlight the one before",
        ),
        row(
            &[Completion],
            &[Key::ENTER],
            Action::Open,
            "to the hits",
            "take what you moved to; else search now, go to the hits",
        ),
        row(
            &[ProjectFilter],
            &[Key::ENTER],
            Action::Open,
            "to the tree",
            "go to the tree",
        ),
        row(
            &[Question],
            &[Key::ENTER, Key::char('y')],
            Action::Open,
            "",
            "yes",
        ),
        row(PROMPTS, &[Key::ENTER], Action::Open, "do it", "do it"),
        row(
            &[ValuePrompt],
            &[Key::TAB],
            Action::Complete,
            "complete",
            "take the first that fits",
        ),
    ]
}

fn overlays() -> [Binding; 3] {
    use Context::{Help, HelpFilter, Palette};
    [
        row(
            &[Palette],
            &[Key::ENTER],
            Action::Open,
            "do it",
            "do what is under the cursor",
        ),
        row(
            &[Help],
            &[Key::char('/')],
            Action::Find,
            "find",
            "show only the keys that are about something",
        ),
        row(
            &[HelpFilter],
            &[Key::ENTER],
            Action::Open,
            "to the keys",
            "go to the keys",
        ),
    ]
}

fn projects() -> [Binding; 4] {
    use Context::Projects;
    [
        row(
            &[Projects],
            &[Key::ENTER],
            Action::Open,
            "to its entries",
            "go to the entries",
        ),
        row(
            &[Projects],
            &[Key::char('f')],
            Action::FilterProjects,
            "filter",
            "filter the tree",
        ),
        row(
            &[Projects],
            &[Key::char('h'), code(KeyCode::Left)],
            Action::Collapse,
            "fold",
            "fold a repository, or go up to it",
        ),
        row(
            &[Projects],
            &[Key::char('l'), code(KeyCode::Right)],
            Action::Expand,
            "fold",
            "unfold a repository",
        ),
    ]
}

fn entries() -> [Binding; 3] {
    [
        row(
            &[Context::Results],
            &[Key::ENTER],
            Action::Open,
            "read",
            "read the entry",
        ),
        row(
            ENTRIES,
            &[Key::char('d'), code(KeyCode::Delete)],
            Action::Delete,
            "delete",
            "delete what is marked, else the entry (asks)",
        ),
        row(
            ENTRIES,
            &[Key::char('x')],
            Action::BulkMenu,
            "more",
            "change, move or export what is marked",
        ),
    ]
}

fn stats() -> [Binding; 4] {
    use Context::Stats;
    [
        row(
            &[Stats],
            &[Key::ENTER],
            Action::Open,
            "its entries",
            "filter by the bar and go to its entries; again takes the filter out",
        ),
        row(
            &[Stats],
            &[Key::char('b')],
            Action::CycleUnit,
            "unit",
            "bars of the timeline by day, week, month, or what fits",
        ),
        row(
            &[Stats],
            &[Key::char('h'), code(KeyCode::Left)],
            Action::Step(false),
            "",
            "to the bar or chart at the left",
        ),
        row(
            &[Stats],
            &[Key::char('l'), code(KeyCode::Right)],
            Action::Step(true),
            "",
            "to the bar or chart at the right",
        ),
    ]
}

fn reading() -> [Binding; 3] {
    [
        row(
            ENTRIES,
            &[Key::char('m')],
            Action::CycleMode,
            "mode",
            "hybrid, semantic, keyword, fuzzy search",
        ),
        row(
            ENTRIES,
            &[Key::char('s')],
            Action::CycleSort,
            "sort",
            "newest or oldest first",
        ),
        row(
            ENTRIES,
            &[Key::char('y')],
            Action::Copy,
            "copy",
            "copy the text",
        ),
    ]
}

fn moving() -> Vec<Binding> {
    let both = [
        (
            Key::char('j'),
            KeyCode::Down,
            Movement::Down,
            "move",
            "down",
        ),
        (Key::char('k'), KeyCode::Up, Movement::Up, "move", "up"),
        (
            Key::char('g'),
            KeyCode::Home,
            Movement::First,
            "ends",
            "to the start",
        ),
        (
            Key::char('G'),
            KeyCode::End,
            Movement::Last,
            "ends",
            "to the end",
        ),
    ];
    let mut rows: Vec<Binding> = both
        .into_iter()
        .map(|(letter, arrow, movement, label, help)| {
            row(
                READING,
                &[letter, code(arrow)],
                Action::Move(movement),
                label,
                help,
            )
        })
        .collect();
    for (key, movement, help) in [
        (KeyCode::PageDown, Movement::PageDown, "a screenful down"),
        (KeyCode::PageUp, Movement::PageUp, "a screenful up"),
    ] {
        rows.push(row(READING, &[code(key)], Action::Move(movement), "", help));
        rows.push(row(TEXT, &[code(key)], Action::Move(movement), "", help));
    }
    for (key, movement, help) in [
        (KeyCode::Down, Movement::Down, "down in the list below"),
        (KeyCode::Up, Movement::Up, "up in the list below"),
    ] {
        // In the menu of the search box these choose.
        let moving = row(TEXT, &[code(key)], Action::Move(movement), "move", help);
        rows.push(moving.except(Context::Completion));
    }
    rows
}

fn editing() -> Vec<Binding> {
    let ctrl = |key| Key::with(key, KeyModifiers::CONTROL);
    let edit = |keys: &[Key], edit, help| row(TEXT, keys, Action::Edit(edit), "", help);
    vec![
        edit(
            &[code(KeyCode::Backspace)],
            Edit::Backspace,
            "delete the character before",
        ),
        edit(
            &[code(KeyCode::Delete)],
            Edit::Delete,
            "delete the character under the cursor",
        ),
        row(
            TEXT,
            &[
                Key::ctrl('w'),
                Key::with(KeyCode::Backspace, KeyModifiers::ALT),
                ctrl(KeyCode::Backspace),
            ],
            Action::Edit(Edit::DeleteWord),
            "",
            "delete the word before",
        ),
        row(
            TEXT,
            &[Key::ctrl('u')],
            Action::Edit(Edit::DeleteToStart),
            "clear",
            "delete to the start",
        ),
        edit(&[Key::ctrl('k')], Edit::DeleteToEnd, "delete to the end"),
        edit(&[code(KeyCode::Left)], Edit::Left, "left"),
        edit(&[code(KeyCode::Right)], Edit::Right, "right"),
        edit(
            &[ctrl(KeyCode::Left), Key::alt('b')],
            Edit::WordLeft,
            "a word left",
        ),
        edit(
            &[ctrl(KeyCode::Right), Key::alt('f')],
            Edit::WordRight,
            "a word right",
        ),
        edit(
            &[code(KeyCode::Home), Key::ctrl('a')],
            Edit::Start,
            "to the start of the line",
        ),
        edit(
            &[code(KeyCode::End), Key::ctrl('e')],
            Edit::End,
            "to the end of the line",
        ),
    ]
}

/// Without keys of their own: `Tab` leads there, and so does the palette.
fn panes() -> [Binding; 4] {
    [
        (Pane::Projects, "go to the projects"),
        (Pane::Results, "go to the results"),
        (Pane::Detail, "go to the entry's text"),
        (Pane::Stats, "go to the stats"),
    ]
    .map(|(pane, help)| row(PANES, &[], Action::GoTo(pane), "", help))
}

fn screen() -> Vec<Binding> {
    vec![
        row(PLACES, &[Key::TAB], Action::NextPane, "pane", "next pane"),
        row(
            PLACES_AND_MENU,
            &[Key::BACK_TAB],
            Action::PreviousPane,
            "",
            "pane before",
        ),
        row(
            PANES,
            &[Key::char('z')],
            Action::Zoom,
            "",
            "this pane alone on the screen, or all",
        ),
        row(
            PANES,
            &[Key::char('>')],
            Action::Grow(Axis::Across, true),
            "",
            "this pane wider; with the mouse, drag its border",
        ),
        row(
            PANES,
            &[Key::char('<')],
            Action::Grow(Axis::Across, false),
            "",
            "this pane narrower",
        ),
        row(
            PANES,
            &[Key::char('+')],
            Action::Grow(Axis::Down, true),
            "",
            "this pane taller",
        ),
        row(
            PANES,
            &[Key::char('-')],
            Action::Grow(Axis::Down, false),
            "",
            "this pane lower",
        ),
        row(
            PANES,
            &[Key::char('=')],
            Action::ResetSizes,
            "",
            "all panes as large as at first",
        ),
        row(
            PANES,
            &[Key::char('t')],
            Action::Themes,
            "",
            "choose a theme",
        ),
        row(
            &[Context::Themes],
            &[Key::ENTER],
            Action::Open,
            "keep",
            "keep the theme that shows",
        ),
        row(
            PANES,
            &[Key::char('M')],
            Action::ToggleMouse,
            "",
            "use the mouse or leave it to the terminal; Shift selects text",
        ),
        row(
            PANES,
            &[Key::char('R')],
            Action::Reembed,
            "",
            "make the vectors that semantic search lacks, or stop",
        ),
    ]
}

fn everywhere() -> Vec<Binding> {
    vec![
        row(ALL, &[Key::ESC], Action::Back, "back", "back out one step"),
        row(
            &[Context::Question],
            &[Key::char('n')],
            Action::Back,
            "",
            "no",
        ),
        row(
            READING,
            &[Key::char('?')],
            Action::Help,
            "help",
            "show or hide this help",
        ),
        row(
            READING,
            &[Key::char(':')],
            Action::Palette,
            "",
            "find an action by name and do it",
        ),
        // In the editor this key takes back what was typed.
        row(
            ALL,
            &[Key::ctrl('z')],
            Action::Suspend,
            "",
            "back to the shell; fg goes on",
        )
        .except(Context::Editor),
        row(READING, &[Key::char('q')], Action::Quit, "quit", "quit")
            .except(Context::Bulk)
            .except(Context::Themes),
        // Small menus are left rather than the program.
        row(
            &[Context::Bulk],
            &[Key::char('q')],
            Action::Back,
            "",
            "close the menu",
        ),
        row(
            &[Context::Themes],
            &[Key::char('q')],
            Action::Back,
            "",
            "keep the theme of before",
        ),
        row(
            ALL,
            &[Key::ctrl('c')],
            Action::Quit,
            "",
            "quit, also while typing",
        ),
    ]
}
