//! Offering, watching and stopping the making of vectors.

use crossterm::event::KeyCode;

use super::app::App;
use crate::{
    service::{Progress, ReembedReport},
    tui::{
        effect::Effect,
        keymap::Key,
        model::{Overlay, Reembed},
        msg::Msg,
    },
};

fn running() -> App {
    App::listing(3)
        .coverage(10, 4)
        .keys("R")
        .special(KeyCode::Enter)
}

#[test]
fn it_is_offered_and_waits_for_yes() {
    let app = App::listing(3).coverage(10, 4);
    assert_eq!(app.model.missing_vectors(), 6);
    let app = app.keys("R");
    assert!(matches!(app.model.overlays[..], [Overlay::OfferReembed]));
    assert!(app.effects.is_empty());
    let declined = app.key(Key::ESC);
    assert!(declined.effects.is_empty() && !declined.model.reembed.is_active());
    assert_eq!(
        declined.keys("R").special(KeyCode::Enter).effects,
        [Effect::Reembed]
    );
}

#[test]
fn nothing_missing_is_nothing_to_do() {
    let app = App::listing(3).coverage(10, 10).keys("R");
    assert!(app.model.overlays.is_empty() && app.model.notices.current().is_some());
}

#[test]
fn it_is_told_why_nothing_could_be_counted() {
    let app = App::listing(3).keys("R");
    assert_eq!(app.effects, [Effect::CountCoverage]);
    let app = app.tell(Msg::Coverage(Err("no runtime".to_owned())));
    let told = app.model.notices.current().unwrap();
    assert_eq!(told.text, "no runtime");
}

#[test]
fn one_browses_while_it_works() {
    let at = Progress { done: 3, total: 6 };
    let app = running().tell(Msg::ReembedProgress(at)).keys("jj/ab");
    assert_eq!(app.model.reembed, Reembed::Running { progress: Some(at) });
    assert_eq!(app.line(), "ab");
    let app = app.key(Key::ESC).key(Key::ESC).key(Key::ESC);
    assert!(matches!(app.model.overlays[..], [Overlay::StopReembed]));
    assert!(
        matches!(app.model.reembed, Reembed::Running { .. }),
        "Esc alone does not stop it"
    );
    let goes_on = app.key(Key::ESC);
    assert!(goes_on.model.overlays.is_empty() && goes_on.effects.is_empty());
}

#[test]
fn what_was_made_is_told() {
    let told = |report| {
        running()
            .tell(Msg::ReembedEnded(Ok(report)))
            .notice()
            .to_owned()
    };
    let report = |embedded, cancelled| ReembedReport {
        embedded,
        cancelled,
        ..ReembedReport::default()
    };
    assert_eq!(
        told(report(3_000, false)),
        "semantic search sees 3,000 more entries"
    );
    assert_eq!(
        told(report(1_200, true)),
        "stopped: 1,200 entries got a vector; R goes on"
    );
}

#[test]
fn it_stops_when_asked_to() {
    let app = running().keys("R");
    assert!(matches!(app.model.overlays[..], [Overlay::StopReembed]));
    let app = app.special(KeyCode::Enter);
    assert_eq!(app.effects, [Effect::StopReembed]);
    assert!(matches!(app.model.reembed, Reembed::Stopping { .. }));
    let app = app.tell(Msg::ReembedEnded(Ok(ReembedReport {
        cancelled: true,
        embedded: 2,
        ..ReembedReport::default()
    })));
    assert!(!app.model.reembed.is_active());
    assert!(app.effects.contains(&Effect::CountCoverage));
    assert!(app.model.notices.current().unwrap().text.contains('2'));
}

#[test]
fn quitting_waits_for_the_batch_but_not_for_ever() {
    let app = running().keys("q");
    assert!(!app.model.is_over());
    assert_eq!(app.effects, [Effect::StopReembed]);
    let ended = Msg::ReembedEnded(Ok(ReembedReport::default()));
    assert!(app.tell(ended).model.is_over());
    assert!(running().keys("q").key(Key::ctrl('c')).model.is_over());
    assert!(running().keys("q").tell(Msg::GraceOver).model.is_over());
}

#[test]
fn a_demo_makes_its_vectors_by_itself_once() {
    let mut app = App::listing(3);
    app.model.embed_missing = true;
    let app = app.coverage(5, 0);
    assert_eq!(app.effects, [Effect::Reembed]);
    let app = app
        .coverage(5, 2)
        .tell(Msg::ReembedEnded(Err("full disk".into())));
    assert_eq!(app.model.notices.current().unwrap().text, "full disk");
    assert!(app.coverage(5, 2).effects.is_empty());
}
