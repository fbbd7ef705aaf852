//! The loop stays quick and right whatever the backend does.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use lore::service::After;
use tokio::time::timeout;

use super::{fake::Fake, runner::Runner};

/// Waits for something that does not show on the screen.
async fn eventually(what: &str, holds: impl Fn() -> bool) {
    let waited = timeout(Duration::from_secs(20), async {
        while !holds() {
            tokio::task::yield_now().await;
        }
    });
    assert!(waited.await.is_ok(), "{what} never came");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_frame_and_keys_do_not_wait_for_the_store() {
    let fake = Arc::new(Fake::new(&["retry with backoff", "cache the tokens"]));
    fake.lists_open.send_replace(false);
    fake.searches_open.send_replace(false);
    let ui = Runner::start(&fake);
    ui.wait_for("Results").await;
    ui.keys("/retry").wait_for("retry").await;
    fake.searches_open.send_replace(true);
    fake.lists_open.send_replace(true);
    ui.wait_for("retry with backoff").await;
    ui.press(KeyCode::Esc).keys("q");
    assert!(ui.ended().await.is_over());
}

#[tokio::test(flavor = "multi_thread")]
async fn loaded_rows_are_narrowed_while_the_search_hangs() {
    let fake = Arc::new(Fake::new(&["retry with backoff", "cache the tokens"]));
    fake.searches_open.send_replace(false);
    let ui = Runner::start(&fake);
    ui.wait_for("cache the tokens").await;
    ui.keys("/retry").wait_while("cache the tokens").await;
    let screen = ui.wait_for("retry with backoff").await;
    assert!(!screen.contains("cache the tokens"));
    fake.searches_open.send_replace(true);
    ui.terminate().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_newest_question_is_worked_on() {
    let fake = Arc::new(Fake::new(&["abcdef", "abc"]));
    fake.searches_open.send_replace(false);
    let ui = Runner::start(&fake);
    ui.wait_for("abcdef").await;
    ui.keys("/a");
    eventually("the first search", || fake.searched() == ["a"]).await;
    ui.keys("bcdef").wait_for("abcdef").await;
    fake.searches_open.send_replace(true);
    eventually("the last search", || fake.searched().len() == 2).await;
    assert_eq!(fake.searched(), ["a", "abcdef"]);
    ui.terminate().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_and_panics_of_the_backend_are_told_and_survived() {
    let fake = Arc::new(Fake::new(&["alpha row", "beta row"]));
    let ui = Runner::start(&fake);
    ui.wait_for("beta row").await;
    ui.event(Event::Paste("/".into()));
    ui.press(KeyCode::Backspace)
        .keys("fail")
        .wait_for("out of order")
        .await;
    ui.event(Event::Key(KeyEvent::new(
        KeyCode::Char('u'),
        KeyModifiers::CONTROL,
    )));
    ui.keys("panic").wait_for("internal error").await;
    // Takes the notice away, which else stays for a while.
    ui.press(KeyCode::Esc).keys("/");
    ui.event(Event::Key(KeyEvent::new(
        KeyCode::Char('u'),
        KeyModifiers::CONTROL,
    )));
    let screen = ui.keys("alpha").wait_while("internal error").await;
    assert!(screen.contains("alpha row"));
    ui.wait_while("beta row").await;
    ui.terminate().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_write_shows_and_the_selection_stays() {
    let fake = Arc::new(Fake::new(&["alpha", "beta", "gamma"]));
    let ui = Runner::start(&fake);
    ui.wait_for("gamma").await;
    ui.keys("j");
    for number in 0..5 {
        fake.write(100 + number, &format!("news {number}"));
        ui.wait_for(&format!("news {number}")).await;
    }
    let model = ui.terminate().await;
    assert_eq!(model.selected_entry().unwrap().text, "beta");
    assert_eq!(model.results.cursor, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_million_rows_shows_at_once() {
    let mut fake = Fake::new(&["alpha row"]);
    fake.made_up = 999_999;
    let fake = Arc::new(fake);
    let ui = Runner::start(&fake);
    ui.wait_for("alpha row").await;
    ui.keys("G").wait_for("made up 999999").await;
    ui.keys("g").wait_for("alpha row").await;
    let model = ui.terminate().await;
    assert!(model.results.listing.loaded_rows() < 2_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn quitting_waits_for_the_batch_at_work() {
    let mut fake = Fake::new(&["alpha", "beta"]);
    fake.missing = 2;
    fake.batches_open.send_replace(false);
    let fake = Arc::new(fake);
    let ui = Runner::start(&fake);
    ui.wait_for("alpha").await;
    ui.keys("R").press(KeyCode::Enter).wait_for("1").await;
    ui.keys("j").wait_for("beta").await;
    ui.keys("q").wait_for("quitting").await;
    assert!(!fake.batch_written.load(Ordering::SeqCst));
    fake.batches_open.send_replace(true);
    let model = ui.ended().await;
    assert!(fake.batch_written.load(Ordering::SeqCst));
    assert!(!model.reembed.is_active());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_that_shrinks_is_drawn_again() {
    let fake = Arc::new(Fake::new(&["alpha"]));
    let ui = Runner::start(&fake);
    ui.wait_for("alpha").await;
    ui.event(Event::Resize(30, 5))
        .keys("/x")
        .wait_for("x")
        .await;
    ui.terminate().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn indexes_are_kept_up_after_the_first_search() {
    let fake = Arc::new(Fake::new(&["alpha", "beta"]));
    let ui = Runner::start(&fake);
    ui.wait_for("alpha").await;
    fake.write(7, "news");
    ui.wait_for("news").await;
    assert_eq!(*fake.kept_up.borrow(), None, "looking writes nothing");
    ui.keys("/alpha");
    eventually("upkeep", || *fake.kept_up.borrow() == Some(After::Search)).await;
    ui.terminate().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn quitting_waits_for_a_change() {
    let fake = Arc::new(Fake::new(&["retry with backoff", "cache the tokens"]));
    fake.batches_open.send_replace(false);
    let ui = Runner::start(&fake);
    ui.wait_for("cache the tokens").await;
    ui.keys("d").wait_for("Delete 1 entry?").await;
    ui.keys("y").wait_for("deleting").await;
    ui.keys("q").wait_for("quitting when").await;
    fake.batches_open.send_replace(true);
    assert!(ui.ended().await.is_over());
    assert!(fake.batch_written.load(Ordering::SeqCst));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_deleted_is_gone_before_the_store_is_looked_at_again() {
    let fake = Arc::new(Fake::new(&["retry with backoff", "cache the tokens"]));
    let ui = Runner::start(&fake);
    ui.wait_for("cache the tokens").await;
    ui.keys("jdy").wait_for("1 entry deleted").await;
    // The fake's fingerprint stays the same: nobody else tells of the change.
    ui.wait_while("cache the tokens").await;
    ui.terminate().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_was_stopped_marks_nothing() {
    let fake = Arc::new(Fake::new(&["retry with backoff", "cache the tokens"]));
    let ui = Runner::start(&fake);
    ui.wait_for("cache the tokens").await;
    fake.lists_open.send_replace(false);
    ui.keys("A").wait_for("marking…").await;
    ui.press(KeyCode::Esc).wait_while("marking…").await;
    fake.lists_open.send_replace(true);
    ui.keys(" ").wait_for("● 1 marked").await;
    ui.keys("A").wait_for("● 2 marked").await;
    ui.terminate().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_during_a_pause_is_looked_at_when_it_is_over() {
    let fake = Arc::new(Fake::new(&["alpha"]));
    let ui = Runner::start(&fake);
    ui.wait_for("alpha").await;
    let mut examined = fake.examined.subscribe();
    ui.press(KeyCode::Tab).press(KeyCode::Tab).keys("z");
    let mut looked = async |times: usize| {
        let waited = timeout(
            Duration::from_secs(20),
            examined.wait_for(|now| *now == times),
        );
        assert!(waited.await.is_ok(), "look {times} never came");
    };
    looked(1).await;
    fake.write(7, "news");
    // Nobody presses a key, and nobody writes any more.
    looked(2).await;
    ui.terminate().await;
}
