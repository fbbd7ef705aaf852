//! No text, whatever it holds, breaks a dialog or a view, and none breaks the frame of what lies
//! over it.

use std::sync::Arc;

use chrono::TimeDelta;
use proptest::prelude::*;
use ratatui::buffer::{Buffer, CellWidth};

use super::{
    frames::{entry_of, frames, model_of, text},
    models, screen,
};
use crate::{
    domain::{
        change::{Action, Change, ChangeId, ChangeState, Trashed},
        cleanup::{Plan, Planned, Spared},
        duplicates,
        fields::Fields,
        filter::Filter,
        history::Past,
        stats::Count,
    },
    service::{ExportScope, Exposed, PurgePlan, PurgeScope, Survey},
    tui::{
        keymap::Context,
        model::{
            BringBack, BulkMenu, ChangePrompt, Cleanup, ConfirmCleanup, ConfirmDuplicates,
            Conflict, DeleteQuestion, Duplicates, Editor, ExportPrompt, FilePrompt, Focus, Help,
            History, Level, LineBox, LogView, Overlay, Purge, SavePlan, Secrets, TrashView,
            UndoQuestion, bulk::Field, cleanup::Review, conflict::Tab, duplicates::Distinct,
            list::Scroll, purge::Stage, undo::Again,
        },
    },
};

fn count(name: &str) -> Count {
    Count {
        name: name.to_owned(),
        entries: 3,
    }
}

fn file(text: &str) -> FilePrompt {
    let mut file = FilePrompt::proposing(text);
    file.failed(text);
    file
}

fn line(text: &str) -> LineBox {
    let mut line = LineBox::default();
    line.set_text(text);
    line
}

fn change(text: &str) -> Change {
    Change {
        id: ChangeId(text.to_owned()),
        at: models::now(),
        who: text.to_owned(),
        action: Action::Edit,
        repositories: vec![text.to_owned()],
        entries: 3,
        detail: text.to_owned(),
        of: None,
        state: ChangeState::Done,
    }
}

fn plan(text: &str) -> Plan {
    Plan {
        made: models::now(),
        rule: text.to_owned(),
        spared: Spared::default(),
        entries: vec![Planned::new(&entry_of(text)); 3],
    }
}

fn review(text: &str) -> Overlay {
    let mut review = Review::new(plan(text));
    review.insert(0, vec![Some(entry_of(text)); 3]);
    let mut view = Cleanup::new(Filter::default(), models::now());
    view.review = Some(review);
    Overlay::Cleanup(Box::new(view))
}

fn twins(text: &str) -> Overlay {
    let mut other = entry_of(text);
    other.text += " or not";
    let group = duplicates::Group {
        entries: vec![entry_of(text), other],
        similarity: 0.96,
        exact: false,
    };
    let mut view = Duplicates::new(Filter::default());
    view.set(vec![group], &Distinct::default());
    Overlay::Duplicates(Box::new(view))
}

fn states(text: &str) -> [Past; 2] {
    let state = |text: String, current| {
        let mut entry = entry_of(&text);
        "before".clone_into(&mut entry.id);
        Past {
            entry,
            since: models::now() - TimeDelta::days(1),
            before: None,
            current,
        }
    };
    [
        state(text.to_owned(), true),
        state(format!("{text}\nwas {text}"), false),
    ]
}

fn history(text: &str) -> Overlay {
    let mut view = History::new(entry_of(text).key(), 1);
    view.fill(states(text).to_vec());
    Overlay::History(Box::new(view))
}

fn conflict(text: &str, tab: Tab) -> Overlay {
    let base = Fields::from(&entry_of(text));
    let mut theirs = entry_of(text);
    theirs.text += "\ntheirs";
    let mut mine = base.clone();
    mine.set(
        crate::domain::fields::Field::Text,
        format!("mine {text}\n{text}"),
    );
    let mut view = Conflict::new(&base, Arc::new(theirs), &mine);
    view.tab = tab;
    Overlay::Conflict(Box::new(view))
}

fn lists(text: &str) -> Vec<Overlay> {
    let trashed = Trashed {
        entry: entry_of(text),
        at: models::now(),
        change: ChangeId("c1".to_owned()),
        action: Action::Cleanup,
        who: text.to_owned(),
    };
    let mut trash = TrashView::default();
    trash.fill(vec![trashed; 3]);
    let mut log = LogView::default();
    log.fill(vec![change(text); 3]);
    log.details = true;
    let mut secrets = Secrets::new(Filter::default());
    let exposed = Exposed {
        entry: entry_of(text),
        kinds: vec!["GitHub token"],
    };
    secrets.set(vec![exposed]);
    vec![
        Overlay::Trash(trash),
        Overlay::Log(log),
        Overlay::Secrets(Box::new(secrets)),
        review(text),
        twins(text),
        history(text),
        conflict(text, Tab::Merged),
        conflict(text, Tab::Theirs),
        Overlay::Editor(Box::new(Editor::new(&Arc::new(entry_of(text)), None))),
    ]
}

fn questions(text: &str) -> Vec<Overlay> {
    let targets = vec![entry_of(text).target(); 2];
    let survey = Survey {
        by_kind: vec![count(text)],
        by_place: vec![count(text)],
        samples: vec![entry_of(text); 3],
        gone: 0,
        changed: 0,
    };
    let keep = ConfirmDuplicates {
        keeper: Arc::new(entry_of(text)),
        rest: targets.clone(),
        samples: vec![Arc::new(entry_of(text))],
    };
    let mut purge = Purge::new(PurgeScope::Entries(vec![entry_of(text).key()]));
    purge.stage = Stage::Asking(PurgePlan {
        entries: vec![entry_of(text).key()],
        ..PurgePlan::default()
    });
    let mut all = vec![
        Overlay::Delete(DeleteQuestion {
            targets: targets.clone(),
            survey: Some(survey),
            error: Some(text.to_owned()),
            number: 1,
        }),
        Overlay::Undo(UndoQuestion {
            again: Again::Undo,
            change: change(text),
        }),
        Overlay::ConfirmCleanup(ConfirmCleanup { plan: plan(text) }),
        Overlay::ConfirmDuplicates(keep),
        Overlay::SavePlan(SavePlan {
            plan: plan(text),
            file: file(text),
        }),
        Overlay::Change(ChangePrompt {
            field: Field::Agent,
            targets: targets.clone(),
            line: line(text),
            values: Some(vec![count(text); 3]),
            chosen: Some(1),
            is_entered: false,
            wrong: None,
            number: 1,
        }),
        Overlay::Export(ExportPrompt {
            entries: Some(3),
            scope: ExportScope::Targets(Vec::new()),
            file: file(text),
        }),
        Overlay::Bulk(BulkMenu {
            targets,
            marked: true,
            listed: (ExportScope::Targets(Vec::new()), Some(3)),
            scroll: Scroll::default(),
        }),
        Overlay::Told(text.to_owned()),
        Overlay::Purge(Box::new(purge)),
        Overlay::Help(Help::new(Context::Results)),
        Overlay::OfferReembed,
        Overlay::StopChange,
        Overlay::LeaveEditor,
        Overlay::EntryGone,
    ];
    let [now, before] = states(text);
    let question = BringBack::new(&now, &before, false);
    all.extend(question.map(|question| Overlay::BringBack(Box::new(question))));
    all
}

/// Every character has its cells for itself, and none reaches out of the screen.
fn check_whole(buffer: &Buffer, what: &str) {
    for position in buffer.area.positions() {
        let symbol = buffer[position].symbol();
        assert!(
            !symbol.chars().any(char::is_control),
            "{what}: {symbol:?} at {position}"
        );
        let width = symbol.cell_width();
        assert!(
            position.x + width <= buffer.area.right(),
            "{what}: {symbol:?} reaches out of the screen at {position}"
        );
        for x in position.x + 1..position.x + width {
            let covered = buffer[(x, position.y)].symbol();
            assert_eq!(
                covered, " ",
                "{what}: {symbol:?} at {position} lies over it"
            );
        }
    }
}

fn check_all(text: &str, size: (u16, u16)) {
    let over = |behind: &str, overlay: Overlay| {
        let mut model = model_of(behind, Focus::Results);
        model.notices.dismiss();
        model.overlays.push(overlay);
        screen(&model, size)
    };
    check_whole(&screen(&model_of(text, Focus::Results), size), "the panes");
    let both = |views: fn(&str) -> Vec<Overlay>| views(text).into_iter().zip(views(text));
    for (overlay, same) in both(lists).chain(both(questions)) {
        let what = format!(
            "{:.20} at {size:?} over {text:.40?}",
            format!("{overlay:?}")
        );
        let drawn = over(text, overlay);
        check_whole(&drawn, &what);
        let calm = over("calm", same);
        assert!(
            frames(&drawn) == frames(&calm),
            "{what}: its frame depends on what lies behind it"
        );
    }
}

/// Texts that have broken screens of other programs.
fn trouble() -> Vec<String> {
    vec![
        "日本語のとても長い文章が枠の下に続いていきます。".repeat(40),
        "半分の字 a ".repeat(60),
        "x日".repeat(200),
        "👩‍👩‍👧‍👦👍🏽🏳️‍🌈🇯🇵🇩🇪☺️❤️‍🔥".repeat(40),
        "مرحبا بالعالم שלום עולם abc ".repeat(40),
        "क्षि नमस्ते ไทย e\u{301}a\u{308}\u{323}".repeat(40),
        "w".repeat(10_000),
        "漢".repeat(10_000),
        "\t\ta\tb\u{200b}c\u{200d}d\u{feff}".repeat(40),
        format!("a{}b ", "\u{301}".repeat(500)).repeat(5),
    ]
}

#[test]
fn trouble_of_every_kind_keeps_the_frames() {
    for text in trouble() {
        for size in [(40, 10), (41, 11), (63, 17), (80, 24), (119, 30), (160, 48)] {
            check_all(&text, size);
        }
    }
}

#[test]
fn long_messages_are_whole_and_keep_the_frames() {
    for text in trouble() {
        for size in [(40, 10), (80, 24), (160, 48)] {
            let mut model = model_of(&text, Focus::Results);
            model.notices.say(Level::Error, &text, models::now());
            check_whole(&screen(&model, size), "a message");
        }
    }
    let mut model = models::full();
    let reason = "3 of 12 entries were left alone: decision-1795426210000-abc001 was changed since \
                  by somebody else; look at it and try again";
    model.notices.say(Level::Warning, reason, models::now());
    for size in [(80, 24), (160, 48)] {
        let drawn = screen(&model, size);
        let letters: String = drawn
            .content
            .iter()
            .map(ratatui::buffer::Cell::symbol)
            .collect();
        let words: Vec<&str> = letters.split([' ', '│', '┃', '╷']).collect();
        for word in reason.split(' ') {
            assert!(words.contains(&word), "{word} is missing at {size:?}");
        }
    }
    super::check("long_message", &model);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_text_in_any_view_keeps_the_frames(
        text in text(),
        size in (40u16..170, 10u16..50),
    ) {
        check_all(&text, size);
    }
}
