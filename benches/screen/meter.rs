//! The measurements: the start, a key, a line typed without a pause, doing nothing.

use std::time::{Duration, Instant};

use crate::{Result, process, shown::Shown, terminal::Terminal};

/// Nothing more is to come when nothing came for so long and no search is under way.
const QUIET: Duration = Duration::from_millis(250);

/// The longest that anything may take.
const DEADLINE: Duration = Duration::from_mins(2);

/// From one key to the next, by somebody who types well.
const BETWEEN_KEYS: Duration = Duration::from_millis(90);

/// How long somebody looks at the screen, and how long work is waited out before.
const IDLE: Duration = Duration::from_secs(10);
const CALM: Duration = Duration::from_secs(3);

/// What empties the search box.
const EMPTY: &str = "\u{15}";

/// From the start of the program.
#[derive(Debug, Clone, Copy)]
pub struct Start {
    /// Until the panes show.
    pub first_frame: Duration,
    /// Until entries show.
    pub usable: Duration,
}

/// From a key.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Until its letter shows.
    pub typed: Duration,
    /// Until the results change for the first time, or need not.
    pub first: Duration,
    /// Until they change for the last time.
    pub settled: Duration,
}

/// Waits until entries show and nothing more comes.
pub fn start(ui: &mut Terminal) -> Result<Start> {
    let (mut first_frame, mut usable) = (None, None);
    while ui.started.elapsed() < DEADLINE {
        let Some(stamp) = ui.next(QUIET)? else {
            if let (Some(first_frame), Some(usable)) = (first_frame, usable) {
                return Ok(Start {
                    first_frame,
                    usable,
                });
            }
            continue;
        };
        let shown = Shown::of(ui.screen());
        let since = stamp - ui.started;
        if !shown.title.is_empty() {
            first_frame.get_or_insert(since);
        }
        if shown.is_settled() {
            usable.get_or_insert(since);
        }
    }
    Err(late(ui, "a list of entries"))
}

/// Presses a key and waits until all that it causes has come. `query` is what the box shows then.
pub fn key(ui: &mut Terminal, keys: &str, query: &str) -> Result<Key> {
    let before = Shown::of(ui.screen());
    let pressed = ui.press(keys)?;
    let (mut typed, mut first, mut settled) = (None, None, None);
    let mut last = before;
    while pressed.elapsed() < DEADLINE {
        let Some(stamp) = ui.next(QUIET)? else {
            match typed {
                Some(typed) if last.is_settled() => {
                    return Ok(Key {
                        typed,
                        first: first.unwrap_or(typed),
                        settled: settled.unwrap_or(typed),
                    });
                }
                _ => continue,
            }
        };
        let shown = Shown::of(ui.screen());
        let since = stamp - pressed;
        if typed.is_none() && shown.query == query {
            typed = Some(since);
        }
        if typed.is_some() && !shown.has_results_of(&last) {
            first.get_or_insert(since);
            settled = Some(since);
        }
        last = shown;
    }
    Err(late(ui, query))
}

/// Opens the search box.
pub fn open_search(ui: &mut Terminal) -> Result<()> {
    let pressed = ui.press("/")?;
    while ui.next(QUIET)?.is_some() && pressed.elapsed() < DEADLINE {}
    Ok(())
}

/// Types words letter by letter, each when all has come that the one before caused; then empties the box.
pub fn type_patiently(ui: &mut Terminal, words: &str) -> Result<Vec<Key>> {
    let mut line = String::new();
    let mut keys = Vec::new();
    for letter in words.chars() {
        line.push(letter);
        keys.push(key(ui, letter.encode_utf8(&mut [0; 4]), line.trim_end())?);
    }
    empty(ui)?;
    Ok(keys)
}

/// Types words at a steady pace; gives how long each letter took to show.
pub fn type_steadily(ui: &mut Terminal, words: &str) -> Result<Vec<Duration>> {
    let mut line = String::new();
    let mut times = Vec::new();
    for letter in words.chars() {
        line.push(letter);
        let pressed = ui.press(letter.encode_utf8(&mut [0; 4]))?;
        let mut typed = None;
        loop {
            let rest = BETWEEN_KEYS.saturating_sub(pressed.elapsed());
            if rest.is_zero() && typed.is_some() {
                break;
            }
            if pressed.elapsed() > DEADLINE {
                return Err(late(ui, &line));
            }
            if let Some(stamp) = ui.next(rest.max(Duration::from_millis(1)))?
                && typed.is_none()
                && Shown::of(ui.screen()).query == line.trim_end()
            {
                typed = Some(stamp - pressed);
            }
        }
        times.extend(typed);
    }
    empty(ui)?;
    Ok(times)
}

/// The part of one core that the program needs while nobody does anything.
pub fn idle(ui: &mut Terminal) -> Result<f64> {
    watch(ui, CALM)?;
    let before = process::processor_time(ui.process()?)?;
    let since = Instant::now();
    watch(ui, IDLE)?;
    let worked = process::processor_time(ui.process()?)?.saturating_sub(before);
    Ok(worked.as_secs_f64() / since.elapsed().as_secs_f64())
}

/// Draws whatever comes in so long.
fn watch(ui: &mut Terminal, period: Duration) -> Result<()> {
    let since = Instant::now();
    while since.elapsed() < period {
        ui.next(period.saturating_sub(since.elapsed()))?;
    }
    Ok(())
}

/// Empties the search box and waits for the list.
fn empty(ui: &mut Terminal) -> Result<()> {
    let pressed = ui.press(EMPTY)?;
    while pressed.elapsed() < DEADLINE {
        if ui.next(QUIET)?.is_none() && Shown::of(ui.screen()).is_settled() {
            return Ok(());
        }
    }
    Err(late(ui, "the list"))
}

fn late(ui: &Terminal, what: &str) -> Box<dyn std::error::Error> {
    let screen = ui.screen().contents();
    format!("{what:?} did not show within {DEADLINE:?}; the screen:\n{screen}").into()
}
