//! Credentials: masked until revealed, one entry at a time; their list.

use super::super::app::{App, entry};
use crate::{
    domain::entry::Entry,
    service::{Exposed, Progress, PurgeScope},
    tui::{
        effect::Effect,
        keymap::{Context, Key},
        model::{Overlay, Secrets},
        msg::Msg,
        read::{Answer, Read, ReadKind},
    },
};

/// Opens nothing: made up for this test.
const TOKEN: &str = "ghp_Zk3vQ9xT2mLw8RbY5nHc7JdF4sGa1PeU6oVi";

fn holding(number: usize) -> Entry {
    Entry {
        text: format!("push with {TOKEN} for now"),
        ..entry(number)
    }
}

impl App {
    fn secrets(&self) -> &Secrets {
        let view = self
            .model
            .overlays
            .iter()
            .find_map(|overlay| match overlay {
                Overlay::Secrets(view) => Some(view),
                _ => None,
            });
        view.expect("the list is open")
    }

    /// What the panes show of the selected entry.
    fn shown(&self) -> String {
        let entry = self.model.selected_entry().unwrap();
        self.model.veil.shown(entry).text.clone()
    }
}

fn exposed(number: usize) -> Exposed {
    Exposed {
        entry: holding(number),
        kinds: vec!["GitHub token"],
    }
}

fn listed() -> App {
    App::listing(3)
        .keys("S")
        .answer(Answer::Secrets(Ok(vec![exposed(0), exposed(2)])))
}

#[test]
fn an_entry_is_revealed_until_the_selection_moves() {
    let app = App::new()
        .list(vec![entry(0), holding(1), holding(2)])
        .keys("j");
    assert!(!app.shown().contains(TOKEN), "{}", app.shown());
    let app = app.keys("v");
    assert!(app.shown().contains(TOKEN));
    let app = app.keys("v");
    assert!(!app.shown().contains(TOKEN));
    let app = app.keys("vj");
    assert!(!app.shown().contains(TOKEN), "the next one is masked");
    let app = app.keys("k");
    assert!(!app.shown().contains(TOKEN), "and so is the first again");
}

#[test]
fn a_refresh_keeps_what_is_revealed_and_a_change_of_it_too() {
    let app = App::new().list(vec![holding(1), entry(0)]).keys("v");
    let app = app
        .tell(Msg::StoreChanged)
        .list(vec![entry(5), holding(1), entry(0)]);
    assert!(app.shown().contains(TOKEN));
    let other = app.tell(Msg::StoreChanged).list(vec![entry(5), entry(0)]);
    assert!(!other.shown().contains(TOKEN));
}

#[test]
fn what_holds_none_says_so() {
    let app = App::listing(3).keys("v");
    assert_eq!(app.notice(), "no credential in this entry");
}

#[test]
fn copying_takes_the_real_text_and_says_so() {
    let app = App::new().list(vec![holding(1)]).keys("y");
    assert_eq!(app.effects, [Effect::Copy(holding(1).text)]);
    assert!(app.notice().contains("unmasked"));
    let app = App::listing(1).keys("y");
    assert_eq!(app.notice(), "text copied through the terminal");
}

#[test]
fn the_list_comes_with_progress_and_can_be_stopped() {
    let app = App::listing(3).keys("/type:issue").key(Key::ESC).keys("S");
    assert_eq!(app.model.context(), Context::Secrets);
    let (number, Read::Secrets(filter)) = app.asked() else {
        panic!("{:?}", app.effects);
    };
    assert_eq!(filter.kinds, ["issue"]);
    let progress = Progress { done: 2, total: 9 };
    let app = app.tell(Msg::ReadProgress { number, progress });
    assert_eq!(app.secrets().progress, Some(progress));
    let app = app.key(Key::ESC);
    assert_eq!(app.effects, [Effect::StopRead(ReadKind::Secrets)]);
    assert!(app.model.overlays.is_empty());
}

#[test]
fn in_the_list_too_one_is_revealed_at_a_time() {
    let app = listed().keys("v");
    let is_revealed = |app: &App, number: usize| app.model.veil.is_revealed(&entry(number).key());
    assert!(is_revealed(&app, 0));
    let app = app.keys("j");
    assert!(!is_revealed(&app, 0) && !is_revealed(&app, 2));
    let app = app.keys("v").key(Key::ESC);
    assert!(!is_revealed(&app, 2), "closing masks it");
}

#[test]
fn the_list_leads_to_purge_and_follows_the_store() {
    let app = listed().keys("jP");
    let scope = PurgeScope::Entries(vec![entry(2).key()]);
    assert_eq!(*app.asked().1, Read::PurgePlan(scope));
    let app = app.key(Key::ESC).keys("e");
    assert!(matches!(app.top(), Overlay::Editor(_)));
    let app = app.key(Key::ESC).keys("d");
    assert!(matches!(app.top(), Overlay::Delete(_)));
    let app = app.key(Key::ESC).keys("y");
    assert_eq!(app.effects, [Effect::Copy(holding(2).text)]);
    let app = app.tell(Msg::StoreChanged);
    let number = app
        .effects
        .iter()
        .find_map(|effect| match effect {
            Effect::Read {
                number,
                read: Read::Secrets(_),
            } => Some(*number),
            _ => None,
        })
        .expect("it is looked through again");
    let app = app.answer_to(number, Answer::Secrets(Ok(vec![exposed(2)])));
    assert_eq!(app.secrets().row().unwrap().entry.id, "e2");
}

#[test]
fn a_failure_is_shown() {
    let app = App::listing(3)
        .keys("S")
        .answer(Answer::Secrets(Err("unreadable".into())));
    assert_eq!(app.secrets().error.as_deref(), Some("unreadable"));
    assert!(app.keys("jvP").effects.is_empty());
}
