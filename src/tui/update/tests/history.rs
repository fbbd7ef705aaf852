//! The history of an entry: read, looked at, brought back.

use chrono::{TimeDelta, TimeZone, Utc};
use crossterm::event::KeyCode;

use super::app::{App, entry};
use crate::{
    domain::{
        change::{ChangeId, Guard},
        entry::Entry,
        history::Past,
    },
    tui::{
        effect::Effect,
        model::{History, Overlay, history::Against},
        msg::Msg,
        read::{Answer, Read, ReadKind},
        write::{Write, Wrote},
    },
};

fn state(number: i64, text: &str) -> Past {
    let first = Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap();
    Past {
        entry: Entry {
            text: text.into(),
            ..entry(0)
        },
        since: first + TimeDelta::days(number),
        before: None,
        current: false,
    }
}

fn states() -> Vec<Past> {
    let mut states = vec![state(3, "third"), state(2, "second"), state(1, "first")];
    states[0].current = true;
    states
}

fn view(app: &App) -> &History {
    let found = app.model.overlays.iter().find_map(|overlay| match overlay {
        Overlay::History(view) => Some(view),
        _ => None,
    });
    found.expect("the history is open")
}

fn number(app: &App) -> u64 {
    let read = app.effects.iter().find_map(|effect| match effect {
        Effect::Read {
            number,
            read: Read::History(key),
        } if *key == entry(0).key() => Some(*number),
        _ => None,
    });
    read.expect("the history is read")
}

fn opened(states: Vec<Past>) -> App {
    let app = App::listing(2).keys("H");
    let number = number(&app);
    app.tell(Msg::Answer {
        number,
        answer: Answer::History(Ok(states)),
    })
}

#[test]
fn leaving_stops_the_read() {
    let app = App::listing(2).keys("H").special(KeyCode::Esc);
    assert!(app.model.overlays.is_empty());
    assert_eq!(app.effects, [Effect::StopRead(ReadKind::History)]);
}

#[test]
fn states_are_compared_with_the_one_before_or_with_now() {
    let app = opened(states()).keys("j");
    let change = |app: &App| {
        let (_, text) = &view(app).versions().unwrap().sections[0];
        format!("{} > {}", text.old(), text.new_text())
    };
    assert_eq!(change(&app), "first > second");
    let app = app.keys("c");
    assert_eq!(view(&app).against, Against::Now);
    assert_eq!(change(&app), "third > second");
    assert_eq!(change(&app.keys("j")), "third > first");
}

#[test]
fn an_earlier_state_comes_back_over_what_was_seen() {
    let app = opened(states()).keys("jj").special(KeyCode::Enter);
    assert!(matches!(
        app.model.overlays.last(),
        Some(Overlay::BringBack(_))
    ));
    let app = app.special(KeyCode::Enter);
    let Some(Effect::Write(Write::Edit { target, edit })) = app.effects.first().cloned() else {
        panic!("{:?}", app.effects);
    };
    assert_eq!(target.guard, Guard::Content(states()[0].entry.content()));
    assert_eq!(edit.text.as_deref(), Some("first"));
    let wrote = Wrote::Edited(ChangeId("c".into()), entry(0), Vec::new());
    let app = app.tell(Msg::Written {
        write: Write::Edit { target, edit },
        outcome: Ok(wrote),
    });
    assert_ne!(number(&app), 1, "it is read anew");
}

#[test]
fn the_present_state_needs_no_bringing_back() {
    let app = opened(states()).keys("r");
    assert!(matches!(
        app.model.overlays.last(),
        Some(Overlay::History(_))
    ));
    let mut gone = states();
    gone[0].current = false;
    let app = opened(gone).keys("jr");
    assert!(app.model.notices.current().unwrap().text.contains("trash"));
}

#[test]
fn failures_and_late_answers() {
    let app = App::listing(2).keys("H");
    let at = number(&app);
    let answer = |number, answer| Msg::Answer {
        number,
        answer: Answer::History(answer),
    };
    let app = app.tell(answer(at, Err("no".into())));
    assert_eq!(view(&app).error.as_deref(), Some("no"));
    let app = app.tell(answer(at + 5, Ok(states())));
    assert!(view(&app).is_empty());
}
