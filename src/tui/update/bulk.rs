//! What is done to many entries at a time, beside deleting them.

use chrono::{DateTime, Utc};

use super::{
    asking, changes, delete,
    file_prompt::{self, Step},
    marks,
    overlays::{self, Input, Next},
    purge,
};
use crate::{
    domain::{filter::Filter, stats::Count},
    service::ExportScope,
    tui::{
        effect::Effect,
        keymap::{Action, Movement},
        model::{
            FilePrompt, Level, LineBox, Model, Overlay,
            bulk::{Bulk, BulkMenu, ChangePrompt, ExportPrompt},
            list::Scroll,
        },
        msg::Failure,
        read::{Read, ReadKind},
        write::Write,
    },
};

/// Shows what can be done to the marked entries, else to the one under the cursor.
pub(super) fn pressed(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    if model.results.is_empty() && model.marks.is_empty() {
        let text = "nothing is here to do anything to";
        model.notices.say(Level::Info, text, now);
        return Vec::new();
    }
    let menu = offered(model);
    model.overlays.push(Overlay::Bulk(menu));
    Vec::new()
}

/// Does what the menu would, without it.
pub(super) fn at_once(model: &mut Model, bulk: Bulk, now: DateTime<Utc>) -> Vec<Effect> {
    let mut menu = offered(model);
    if menu.items().contains(&bulk) {
        return choose(&mut menu, bulk, model, now);
    }
    let text = "nothing is marked or under the cursor";
    model.notices.say(Level::Info, text, now);
    Vec::new()
}

fn offered(model: &Model) -> BulkMenu {
    let listed = if model.search_box.query().words.is_empty() {
        ExportScope::Listed(model.filter(), model.sort)
    } else {
        ExportScope::Found(asking::request(model))
    };
    BulkMenu {
        targets: delete::chosen(model),
        marked: !model.marks.is_empty(),
        listed: (listed, model.results.total()),
        scroll: Scroll::default(),
    }
}

/// Takes keys of the menu.
pub(super) fn menu(
    view: &mut BulkMenu,
    model: &mut Model,
    input: Input<'_>,
    now: DateTime<Utc>,
) -> Next {
    let items = view.items();
    let chosen = match input {
        Input::Act(Action::Move(movement)) => {
            view.scroll.step(movement, items.len(), items.len());
            return Next::stay();
        }
        Input::Act(Action::Back) => return Next::close(),
        Input::Act(Action::Open) => items.get(view.scroll.cursor).copied(),
        Input::Act(Action::Bulk(bulk)) => items.contains(&bulk).then_some(bulk),
        _ => None,
    };
    match chosen {
        Some(bulk) => Next::close().with(choose(view, bulk, model, now)),
        None => Next::stay(),
    }
}

fn choose(view: &mut BulkMenu, bulk: Bulk, model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    let targets = std::mem::take(&mut view.targets);
    match bulk {
        Bulk::Delete => delete::ask(model, targets),
        Bulk::Clear => marks::clear(model, now),
        Bulk::Purge => purge::ask(model, &targets),
        Bulk::Change(field) => {
            let read = Read::FieldValues(field.of_query(), Filter::default());
            let (number, effect) = model.read(read);
            model.search_box.completion.forget_asked();
            model.overlays.push(Overlay::Change(ChangePrompt {
                field,
                targets,
                line: LineBox::default(),
                values: None,
                chosen: None,
                is_entered: false,
                wrong: None,
                number,
            }));
            vec![effect]
        }
        Bulk::Export => {
            let (scope, entries) = if view.marked {
                let marked = targets.len();
                (ExportScope::Targets(targets), Some(marked))
            } else {
                view.listed.clone()
            };
            let name = format!("lore-{}.jsonl", now.format("%Y-%m-%d"));
            model.overlays.push(Overlay::Export(ExportPrompt {
                scope,
                entries,
                file: FilePrompt::proposing(&name),
            }));
            Vec::new()
        }
    }
}

/// Takes keys of the prompt for a new value.
pub(super) fn change(
    view: &mut ChangePrompt,
    model: &mut Model,
    input: Input<'_>,
    now: DateTime<Utc>,
) -> Next {
    let stop = Effect::StopRead(ReadKind::FieldValues);
    match input {
        Input::Act(Action::Back) => return Next::close().with([stop]),
        Input::Act(Action::Move(movement)) => choose_value(view, movement),
        Input::Act(Action::Complete) => {
            if let Some(value) = view.completion() {
                view.line.set_text(&value);
                view.chosen = None;
            }
        }
        // What is typed may be the beginning of a value that nobody has looked up yet.
        Input::Act(Action::Open) if view.values.is_none() && !view.typed().is_empty() => {
            view.is_entered = true;
        }
        Input::Act(Action::Open) => {
            return match take(view, model, now) {
                Some(effects) => Next::close().with([stop]).with(effects),
                None => Next::stay(),
            };
        }
        other => {
            overlays::typed(&mut view.line, other);
            view.chosen = None;
            view.is_entered = false;
            view.wrong = None;
        }
    }
    Next::stay()
}

/// Gives the entries the value; `None` when it will not do.
fn take(view: &mut ChangePrompt, model: &mut Model, now: DateTime<Utc>) -> Option<Vec<Effect>> {
    let edit = view.field.edit(view.value());
    if let Err(why) = edit.check() {
        view.wrong = Some(why.to_string());
        return None;
    }
    let write = Write::EditAll {
        targets: std::mem::take(&mut view.targets),
        edit,
    };
    Some(changes::begin(model, write, now))
}

/// Up and down in what can be taken; where nothing is typed, nothing is chosen above the first.
fn choose_value(view: &mut ChangePrompt, movement: Movement) {
    let last = view.rows().len().checked_sub(1);
    view.chosen = match (movement, view.highlighted()) {
        (Movement::Up, Some(0)) if !view.typed().is_empty() => Some(0),
        (Movement::Up, Some(0) | None) => None,
        (Movement::Up, Some(row)) => Some(row - 1),
        (Movement::Down, None) => last.map(|_| 0),
        (Movement::Down, Some(row)) => last.map(|last| (row + 1).min(last)),
        _ => view.chosen,
    };
}

/// Takes keys of the prompt for a file's name.
pub(super) fn export(
    view: &mut ExportPrompt,
    model: &mut Model,
    input: Input<'_>,
    now: DateTime<Utc>,
) -> Next {
    match file_prompt::input(&mut view.file, input) {
        Step::Stay => Next::stay(),
        Step::Close => Next::close(),
        Step::Write(path) => {
            let write = Write::Export {
                scope: view.scope.clone(),
                path: path.clone(),
            };
            let effects = changes::begin(model, write, now);
            if !effects.is_empty() {
                view.file.begin(path);
            }
            Next::stay().with(effects)
        }
    }
}

/// Whether a prompt for a new value asked for this.
pub(super) fn asked(model: &Model, number: u64) -> bool {
    prompt(model, number).is_some()
}

/// Where the prompt is that asked for this.
fn prompt(model: &Model, number: u64) -> Option<usize> {
    let is_it =
        |overlay: &Overlay| matches!(overlay, Overlay::Change(view) if view.number == number);
    model.overlays.iter().position(is_it)
}

/// Takes in which values there are.
pub(super) fn values(
    model: &mut Model,
    number: u64,
    answer: Result<Vec<Count>, Failure>,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    let Some(at) = prompt(model, number) else {
        return Vec::new();
    };
    let Overlay::Change(mut view) = model.overlays.remove(at) else {
        return Vec::new();
    };
    view.values = Some(match answer {
        Ok(values) => values,
        Err(failure) => {
            model.notices.say(Level::Warning, failure, now);
            Vec::new()
        }
    });
    // Another value than the typed one is taken only when it was on the screen.
    if std::mem::take(&mut view.is_entered)
        && view.value() == view.typed()
        && let Some(effects) = take(&mut view, model, now)
    {
        return effects;
    }
    model.overlays.insert(at, Overlay::Change(view));
    Vec::new()
}
