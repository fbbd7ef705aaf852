//! Marks, questions, prompts, the trash and the journal, in every state and size.

use std::{collections::HashSet, time::Instant};

use chrono::{DateTime, TimeDelta, Utc};

use super::{check, models, render, screen, screen_in};
use crate::{
    domain::{
        change::{Action, Change, ChangeId, ChangeState, Target, Trashed},
        secret,
        stats::Count,
    },
    service::{ExportScope, Progress, Survey},
    tui::{
        model::{
            BulkMenu, ChangePrompt, DeleteQuestion, EmptyTrashQuestion, ExportPrompt, FilePrompt,
            Focus, LineBox, LogView, Model, Overlay, TrashView, UndoQuestion,
            bulk::Field,
            list::Scroll,
            marks::{MarkRange, Marking},
            undo::Again,
        },
        styles::Styles,
    },
};

fn with(overlays: impl IntoIterator<Item = Overlay>) -> Model {
    let mut model = models::full();
    model.overlays = overlays.into_iter().collect();
    model
}

fn targets(numbers: impl IntoIterator<Item = usize>) -> Vec<Target> {
    numbers
        .into_iter()
        .map(|number| models::entry(number).target())
        .collect()
}

fn ago(hours: i64) -> DateTime<Utc> {
    models::now() - TimeDelta::hours(hours)
}

fn change(number: usize, action: Action, state: ChangeState) -> Change {
    let hours = i64::try_from(number * number * 7).unwrap();
    Change {
        id: ChangeId(format!("20261123T0930{number:02}-k3x9")),
        at: ago(hours),
        who: "ann via tui".to_owned(),
        action,
        repositories: vec!["slack-broker".to_owned(), "statushub".to_owned()],
        entries: number * 731 + 1,
        detail: if number.is_multiple_of(2) {
            String::new()
        } else {
            "older than 90d, type issue".to_owned()
        },
        of: None,
        state,
    }
}

fn count(name: &str, entries: usize) -> Count {
    Count {
        name: name.to_owned(),
        entries,
    }
}

fn survey() -> Survey {
    let mut secret = models::entry(6);
    "deploy key AKIAQ7ZK2MPLX4WTRB7D of the\nstaging account".clone_into(&mut secret.text);
    let mut hostile = models::entry(1);
    "\x1b[2J\u{202e}evil".clone_into(&mut hostile.text);
    Survey {
        by_kind: vec![
            count("decision", 1_204),
            count("issue", 812),
            count("pattern", 40),
            count("general", 11),
            count("retrospective", 2),
            count("", 1),
        ],
        by_place: vec![
            count("slack-broker/api", 2_000),
            count("statushub/docs", 70),
        ],
        samples: [0, 2, 3, 7]
            .map(models::entry)
            .into_iter()
            .chain([secret, hostile])
            .collect(),
        gone: 1,
        changed: 3,
    }
}

fn delete_question(survey: Option<Survey>, error: Option<&str>) -> Overlay {
    Overlay::Delete(DeleteQuestion {
        targets: targets(0..2_071),
        survey,
        error: error.map(str::to_owned),
        number: 1,
    })
}

fn menu(marked: bool) -> Overlay {
    Overlay::Bulk(BulkMenu {
        targets: targets(0..if marked { 12 } else { 1 }),
        marked,
        listed: (
            ExportScope::Listed(
                crate::domain::filter::Filter::default(),
                models::full().sort,
            ),
            Some(12_345),
        ),
        scroll: Scroll {
            cursor: 1,
            offset: 0,
        },
    })
}

fn change_prompt(field: Field, typed: &str, values: Option<Vec<Count>>) -> ChangePrompt {
    let mut line = LineBox::default();
    line.set_text(typed);
    ChangePrompt {
        field,
        targets: targets(0..12),
        line,
        values,
        chosen: None,
        is_entered: false,
        wrong: None,
        number: 1,
    }
}

fn trash(rows: usize) -> TrashView {
    let mut view = TrashView::default();
    let trashed = (0..rows)
        .map(|number| Trashed {
            entry: models::entry(number),
            at: ago(i64::try_from(number).unwrap()),
            change: ChangeId("c1".to_owned()),
            action: Action::Cleanup,
            who: "ann via cli".to_owned(),
        })
        .collect();
    view.fill(trashed);
    view
}

fn log() -> LogView {
    let states = [
        ChangeState::Unfinished,
        ChangeState::Done,
        ChangeState::Undone,
    ];
    let rows = (0..30)
        .map(|number| {
            let state = if number == 0 {
                states[0]
            } else {
                states[1 + usize::from(number % 5 == 0)]
            };
            change(number, Action::ALL[number % Action::ALL.len()], state)
        })
        .collect();
    let mut view = LogView::default();
    view.fill(rows);
    view.scroll.cursor = 3;
    view
}

fn marked() -> Model {
    let mut model = models::full();
    for target in targets([0, 2, 3, 150, 151]) {
        model.marks.insert(target);
    }
    model
}

#[test]
fn marks() {
    check("marks", &marked());
    let mut model = marked();
    model.results.cursor = 6;
    model.marks.range = Some(MarkRange {
        from: models::entry(4).key(),
        row: 4,
    });
    check("marks_range", &model);
}

#[test]
fn marks_without_colours() {
    let mut model = marked();
    model.marks.marking = Some((1, Marking::All));
    let rendered = render::render(&screen_in(&model, &Styles::plain(), (80, 24)).0);
    insta::assert_snapshot!("marks_plain", rendered);
}

#[test]
fn marks_are_counted_where_no_results_show() {
    let mut model = marked();
    for (focus, size) in [(Focus::Stats, (80, 24)), (Focus::Detail, (40, 10))] {
        model.focus = focus;
        let screen = render::render(&screen(&model, size));
        assert!(screen.contains("● 5 marked"), "{screen}");
    }
}

#[test]
fn the_question_before_a_delete() {
    check("delete", &with([delete_question(Some(survey()), None)]));
    check("delete_looking", &with([delete_question(None, None)]));
    let failed = delete_question(None, Some("the repository statushub cannot be read"));
    check("delete_failed", &with([failed]));
}

#[test]
fn samples_show_no_secrets() {
    let model = with([delete_question(Some(survey()), None)]);
    let screen = render::render(&screen(&model, (160, 48)));
    let masked = secret::mask("deploy key AKIAQ7ZK2MPLX4WTRB7D of the staging account");
    assert!(screen.contains(&masked), "{screen}");
    assert!(!screen.contains("AKIAQ7ZK2MPLX4WTRB7D"), "{screen}");
}

#[test]
fn a_running_change() {
    let mut model = models::full();
    model.changes.doing.push_back("deleting");
    check("deleting", &model);
    model.changes.progress = Some(Progress {
        done: 12_000,
        total: 50_000,
    });
    model.overlays.push(Overlay::StopChange);
    check("stop_change", &model);
}

#[test]
fn the_menu_of_many_entries() {
    check("bulk", &with([menu(true)]));
    check("bulk_unmarked", &with([menu(false)]));
}

#[test]
fn prompts_of_many_entries() {
    let values = vec![
        count("decision", 4_310),
        count("implementation", 2_977),
        count("日本語の型", 12),
        count("a-type-with-a-name-that-is-longer-than-its-column", 1),
    ];
    let kind = change_prompt(Field::Kind, "", None);
    check("change_loading", &with([Overlay::Change(kind)]));
    let mut kind = change_prompt(Field::Kind, "i", Some(values.clone()));
    kind.chosen = Some(1);
    check("change_type", &with([Overlay::Change(kind)]));
    let mut project = change_prompt(Field::Project, "", Some(Vec::new()));
    project.wrong = Some("a type has a name".to_owned());
    check("change_project", &with([Overlay::Change(project)]));
    let mut kind = change_prompt(Field::Kind, "idea", Some(values.clone()));
    kind.chosen = None;
    check("change_new_type", &with([Overlay::Change(kind)]));
    let export = || ExportPrompt {
        scope: ExportScope::Targets(targets([0])),
        entries: Some(12_345),
        file: FilePrompt::proposing("lore-2026-11-23.jsonl"),
    };
    check("export", &with([Overlay::Export(export())]));
    let mut failed = export();
    failed
        .file
        .failed("lore-2026-11-23.jsonl exists; choose another name");
    check("export_failed", &with([Overlay::Export(failed)]));
    let mut begun = export();
    begun.file.begin("lore-2026-11-23.jsonl".into());
    let rendered = render::render(&screen(&with([Overlay::Export(begun)]), (80, 24)));
    assert!(rendered.contains("writing…"), "{rendered}");
}

#[test]
fn questions_about_earlier_changes() {
    for (name, again) in [("undo", Again::Undo), ("redo", Again::Redo)] {
        let change = change(1, Action::Cleanup, ChangeState::Done);
        check(name, &with([Overlay::Undo(UndoQuestion { again, change })]));
    }
}

#[test]
fn the_trash() {
    check(
        "trash_loading",
        &with([Overlay::Trash(TrashView::default())]),
    );
    check("trash_empty", &with([Overlay::Trash(trash(0))]));
    let failed = TrashView {
        error: Some("the repository statushub cannot be read: its manifest is truncated".into()),
        ..TrashView::default()
    };
    check("trash_failed", &with([Overlay::Trash(failed)]));
    let mut full = trash(60);
    full.scroll.cursor = 7;
    full.marked = HashSet::from([models::entry(2).key(), models::entry(40).key()]);
    check("trash", &with([Overlay::Trash(full)]));
    let question = EmptyTrashQuestion {
        entries: 60,
        before: models::now(),
    };
    check(
        "trash_emptying",
        &with([Overlay::Trash(trash(60)), Overlay::EmptyTrash(question)]),
    );
}

#[test]
fn small_screens_tell_the_way_back() {
    for overlay in [Overlay::Trash(trash(60)), Overlay::Log(log())] {
        let screen = render::render(&screen(&with([overlay]), (40, 10)));
        assert!(screen.contains("Esc back"), "{screen}");
        assert!(screen.contains("? help"), "{screen}");
    }
}

#[test]
fn the_columns_of_the_journal_have_names() {
    let drawn = |size| render::render(&screen(&with([Overlay::Log(log())]), size));
    let small = drawn((40, 10));
    assert!(small.contains(" age  change"), "{small}");
    assert!(small.contains("unfinished"), "{small}");
    let large = drawn((80, 24));
    assert!(large.contains("entries  who · where · more"), "{large}");
}

#[test]
fn the_journal() {
    check("log_loading", &with([Overlay::Log(LogView::default())]));
    let mut empty = LogView::default();
    empty.fill(Vec::new());
    check("log_empty", &with([Overlay::Log(empty)]));
    let failed = LogView {
        error: Some("the journal cannot be read".to_owned()),
        ..LogView::default()
    };
    check("log_failed", &with([Overlay::Log(failed)]));
    check("log", &with([Overlay::Log(log())]));
    let mut details = log();
    details.details = true;
    check("log_details", &with([Overlay::Log(details)]));
}

#[test]
fn a_long_text_costs_no_more_than_what_shows_of_it() {
    let text = "The broker persists every message before it acknowledges. ".repeat(50_000);
    let mut trash = trash(3);
    trash.rows.as_mut().unwrap()[trash.scroll.cursor].entry.text = text.clone();
    let mut survey = survey();
    survey.samples[0].text.clone_from(&text);
    let begun = Instant::now();
    let masked = secret::mask(&text);
    let once = begun.elapsed();
    assert_eq!(masked, text);
    for overlay in [Overlay::Trash(trash), delete_question(Some(survey), None)] {
        let model = with([overlay]);
        // What is to mask is looked for once.
        screen(&model, (120, 40));
        let begun = Instant::now();
        for _ in 0..20 {
            screen(&model, (120, 40));
        }
        let took = begun.elapsed();
        assert!(
            took < once * 10,
            "{took:?} for 20 frames, {once:?} for one mask"
        );
    }
}

#[test]
fn hostile_texts_do_not_reach_the_terminal() {
    let hostile = "\x1b[2J\x1b]0;x\x07\u{202e}\u{9b}31m";
    let mut change = change(1, Action::Edit, ChangeState::Done);
    hostile.clone_into(&mut change.who);
    hostile.clone_into(&mut change.detail);
    change.repositories = vec![hostile.to_owned()];
    let mut trash = trash(2);
    for row in trash.rows.iter_mut().flatten() {
        let entry = &mut row.entry;
        for field in [
            &mut entry.text,
            &mut entry.kind,
            &mut entry.id,
            &mut row.who,
        ] {
            hostile.clone_into(field);
        }
    }
    let mut log = LogView::default();
    log.fill(vec![change.clone()]);
    log.details = true;
    let mut survey = survey();
    survey.by_kind = vec![count(hostile, 3)];
    survey.by_place = vec![count(hostile, 3)];
    let undo = UndoQuestion {
        again: Again::Undo,
        change,
    };
    let values = Some(vec![count(hostile, 3)]);
    for overlay in [
        Overlay::Trash(trash),
        Overlay::Log(log),
        delete_question(Some(survey), Some(hostile)),
        Overlay::Undo(undo),
        Overlay::Change(change_prompt(Field::Agent, "", values)),
    ] {
        let model = with([overlay]);
        for size in super::SIZES {
            let drawn = screen(&model, size);
            for position in drawn.area.positions() {
                let symbol = drawn[position].symbol();
                assert!(
                    !symbol.chars().any(|c| c.is_control() || c == '\u{202e}'),
                    "{symbol:?} at {position}"
                );
            }
        }
    }
}
