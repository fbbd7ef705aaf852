//! Keeps a late answer of the terminal from being taken for keys.
//!
//! Asked for its background, a terminal answers `ESC ] 11 ; rgb:1212/1414/1c1c` and `BEL` or
//! `ESC \`. Once nobody waits for that any more it would arrive as `Alt-]` and letters.

use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use futures::Stream;
use tokio::time::{Instant, Sleep, sleep_until};

/// What an answer starts with, after `ESC ]`.
const START: &str = "11;rgb";

/// An answer that did not come by then never will.
const PATIENCE: Duration = Duration::from_secs(10);

/// Events without an answer that may still come.
#[derive(Debug)]
pub(super) struct WithoutAnswer<S> {
    events: S,
    /// What may be the start of an answer.
    held: Vec<Event>,
    /// What was held and is none.
    released: VecDeque<Event>,
    state: State,
    /// Ends the wait for the rest of what is held.
    timer: Option<Pin<Box<Sleep>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// None will come, or it came.
    Over,
    /// It may come until then.
    Waiting(Instant),
    /// Within [`START`]; the rest may come until then.
    Started(Instant),
    /// Behind it, until then.
    Within(Instant),
}

impl<S> WithoutAnswer<S> {
    /// Passes everything on, but for an answer if one is `pending`.
    pub fn new(events: S, pending: bool) -> Self {
        let state = if pending {
            State::Waiting(Instant::now() + PATIENCE)
        } else {
            State::Over
        };
        Self::in_state(events, state)
    }

    fn in_state(events: S, state: State) -> Self {
        Self {
            events,
            held: Vec::new(),
            released: VecDeque::new(),
            state,
            timer: None,
        }
    }

    /// Takes an event in, and hands those out that are no answer.
    fn sift(&mut self, event: Event, now: Instant) {
        self.expire(now);
        match (self.state, key(&event)) {
            (State::Waiting(until), Some((']', KeyModifiers::ALT))) => {
                self.held.push(event);
                self.state = State::Started(until);
            }
            (State::Started(until), Some((c, KeyModifiers::NONE)))
                if START.chars().nth(self.held.len() - 1) == Some(c) =>
            {
                self.held.push(event);
                self.state = State::Started(until);
                if self.held.len() > START.len() {
                    self.held.clear();
                    self.state = State::Within(until);
                }
            }
            (State::Started(until), _) => {
                self.released.extend(self.held.drain(..));
                self.released.push_back(event);
                self.state = State::Waiting(until);
            }
            (State::Within(_), Some((c, KeyModifiers::NONE)))
                if c.is_ascii_hexdigit() || "/:".contains(c) => {}
            (State::Within(_), key) => {
                self.state = State::Over;
                let is_end = matches!(
                    key,
                    Some(('g', KeyModifiers::CONTROL) | ('\\', KeyModifiers::ALT))
                );
                if !is_end {
                    self.released.push_back(event);
                }
            }
            _ => self.released.push_back(event),
        }
    }

    /// Hands out what is held once the rest of an answer is too late.
    fn expire(&mut self, now: Instant) {
        if let State::Waiting(until) | State::Started(until) | State::Within(until) = self.state
            && until <= now
        {
            self.released.extend(self.held.drain(..));
            self.state = State::Over;
        }
    }

    /// Whether what is held is too late by now; if not, the task is woken when it is.
    fn is_overdue(&mut self, context: &mut Context<'_>) -> bool {
        let State::Started(until) = self.state else {
            self.timer = None;
            return false;
        };
        let timer = self
            .timer
            .get_or_insert_with(|| Box::pin(sleep_until(until)));
        timer.as_mut().poll(context).is_ready()
    }
}

fn key(event: &Event) -> Option<(char, KeyModifiers)> {
    match event {
        Event::Key(KeyEvent {
            code: KeyCode::Char(c),
            modifiers,
            ..
        }) => Some((*c, *modifiers)),
        _ => None,
    }
}

impl<S, E> Stream for WithoutAnswer<S>
where
    S: Stream<Item = Result<Event, E>> + Unpin,
{
    type Item = Result<Event, E>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(event) = this.released.pop_front() {
                return Poll::Ready(Some(Ok(event)));
            }
            match Pin::new(&mut this.events).poll_next(context) {
                Poll::Ready(Some(Ok(event))) => this.sift(event, Instant::now()),
                Poll::Pending if this.is_overdue(context) => this.expire(Instant::now()),
                Poll::Ready(None) if !this.held.is_empty() => {
                    this.released.extend(this.held.drain(..));
                }
                other => return other,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::{StreamExt, stream};

    use super::*;

    fn typed(text: &str) -> Vec<Event> {
        let mut events = Vec::new();
        let mut modifiers = KeyModifiers::NONE;
        for c in text.chars() {
            let code = match c {
                '\u{1b}' => {
                    modifiers = KeyModifiers::ALT;
                    continue;
                }
                '\u{7}' => {
                    modifiers = KeyModifiers::CONTROL;
                    KeyCode::Char('g')
                }
                c => KeyCode::Char(c),
            };
            events.push(Event::Key(KeyEvent::new(code, modifiers)));
            modifiers = KeyModifiers::NONE;
        }
        events
    }

    fn passed(text: &str, pending: bool) -> Vec<Event> {
        let events = stream::iter(typed(text).into_iter().map(Ok::<_, ()>));
        let passed = WithoutAnswer::new(events, pending).map(Result::unwrap);
        futures::executor::block_on(passed.collect())
    }

    #[test]
    fn an_answer_is_left_out_once() {
        for end in ["\u{7}", "\u{1b}\\"] {
            let answer = format!("\u{1b}]11;rgb:1212/d4d4/1c1c{end}");
            assert_eq!(passed(&format!("a{answer}dj"), true), typed("adj"));
            assert_eq!(passed(&format!("{answer}{answer}"), true), typed(&answer));
            assert_eq!(passed(&answer, false), typed(&answer));
        }
    }

    #[test]
    fn keys_that_only_start_like_one_arrive() {
        for keys in [
            "\u{1b}]",
            "\u{1b}]x",
            "\u{1b}]11;q",
            "]11;rgb:12",
            "\u{1b}]1\u{1b}]2",
        ] {
            let mut all = typed(keys);
            all.extend(typed("z!"));
            assert_eq!(passed(&format!("{keys}z!"), true), all, "{keys}");
        }
    }

    #[test]
    fn an_answer_without_end_swallows_no_command() {
        assert_eq!(passed("\u{1b}]11;rgb:12/34qd", true), typed("qd"));
    }

    #[test]
    fn an_answer_that_is_too_late_is_not_waited_for() {
        let mut events = WithoutAnswer::new((), true);
        let late = Instant::now() + PATIENCE;
        for event in typed("\u{1b}]11") {
            events.sift(event, late);
        }
        assert_eq!(events.released, typed("\u{1b}]11"));
    }

    #[tokio::test]
    async fn a_key_that_an_answer_could_start_with_arrives_by_itself() {
        let keys = stream::iter(typed("\u{1b}]").into_iter().map(Ok::<_, ()>));
        let until = Instant::now() + Duration::from_millis(50);
        let state = State::Waiting(until);
        let mut events = WithoutAnswer::in_state(keys.chain(stream::pending()), state);
        let arrived = tokio::time::timeout(PATIENCE, events.next()).await;
        assert_eq!(arrived.unwrap().unwrap().unwrap(), typed("\u{1b}]")[0]);
    }

    #[test]
    fn what_follows_a_pause_is_no_answer() {
        for (start, released) in [("\u{1b}]", "\u{1b}]"), ("\u{1b}]11;rgb:1212/", "")] {
            let mut events = WithoutAnswer::new((), true);
            for event in typed(start) {
                events.sift(event, Instant::now());
            }
            for event in typed("11;rgb:deadbeef") {
                events.sift(event, Instant::now() + PATIENCE);
            }
            let all = [typed(released), typed("11;rgb:deadbeef")].concat();
            assert_eq!(events.released, all);
        }
    }

    #[test]
    fn the_end_of_the_input_holds_nothing_back() {
        assert_eq!(passed("\u{1b}]1", true), typed("\u{1b}]1"));
    }
}
