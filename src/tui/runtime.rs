//! The loop: events and answers in, frames out. It never waits for the store.

use std::{io, pin::Pin, sync::Arc, task::Poll, time::Duration};

use chrono::{DateTime, Utc};
use crossterm::event::{Event, KeyEventKind};
use futures::{FutureExt, Stream, StreamExt, poll};
use ratatui::{Terminal, backend::Backend};
use tokio::{
    sync::{Notify, mpsc},
    time::{Instant, sleep_until},
};

use crate::{
    clock,
    config::State,
    domain::{entry::Entry, fields::Fields},
};

use super::{
    effect::Effect,
    memory::Remember,
    model::{Gesture, Model, Viewport},
    msg::{Failure, Msg},
    narrower::Narrower,
    terminal,
    update::{start, update},
    view,
    worker::Requests,
};

/// Shortest time between two frames.
const FRAME: Duration = Duration::from_millis(16);

/// Shortest time between two frames when a key was pressed, or what it asked for is answered: neither need
/// wait because something else was drawn just before.
const KEY_FRAME: Duration = Duration::from_millis(4);

/// The first frame after a key waits so long for what narrowing finds.
const NARROWING: Duration = Duration::from_millis(4);

/// Ages on the screen are drawn anew after this time.
const AGES: Duration = Duration::from_mins(1);

/// Events or messages taken in one after the other before a frame is due.
const BATCH: usize = 256;

/// How long quitting waits for a write to come to a safe point.
const GRACE: Duration = Duration::from_secs(5);

/// What surrounds the loop.
pub struct Surroundings<E, Q, C, X, S, K> {
    /// What people type.
    pub events: E,
    /// Resolves when the program should end (a signal).
    pub end: Q,
    /// Writes what has the terminal take a text into its clipboard.
    pub copy: C,
    /// Has an entry edited by another program. It is given what people type, since nothing else may
    /// read that meanwhile, and gives it back.
    pub edit_outside: X,
    /// Leaves the terminal to the shell until that brings the program back; what people type meanwhile
    /// is the shell's.
    pub suspend: S,
    /// Keeps what was typed and not saved when the loop ends.
    pub keep: K,
    /// Remembers something for the next run.
    pub remember: Box<dyn FnMut(Remember) + Send>,
    /// Where requests go.
    pub requests: Requests,
    /// Where answers come from.
    pub news: mpsc::Receiver<Msg>,
}

/// Runs the UI until it is over, and hands the model back.
///
/// # Errors
/// When the terminal fails.
pub async fn run<B, E, Q, C, X, S, K>(
    terminal: &mut Terminal<B>,
    model: Model,
    surroundings: Surroundings<E, Q, C, X, S, K>,
) -> Result<Model, io::Error>
where
    B: Backend,
    B::Error: Send + Sync + 'static,
    E: Stream<Item = io::Result<Event>> + Unpin,
    Q: Future<Output = ()> + Unpin,
    C: FnMut(&str) -> io::Result<()>,
    X: FnMut(Arc<Entry>, E) -> Outside<E>,
    S: FnMut(E) -> Suspension<E>,
    K: FnMut(&Entry, &Fields),
{
    let woken = Arc::new(Notify::new());
    let wake = Arc::clone(&woken);
    let Surroundings {
        mut events,
        end,
        copy,
        mut edit_outside,
        mut suspend,
        keep,
        remember,
        requests,
        mut news,
    } = surroundings;
    let mut end = end.fuse();
    let mut ui = Ui {
        terminal,
        remembered: model.state(),
        remember,
        model,
        requests,
        narrower: Narrower::new(move || wake.notify_one()),
        copy,
        keep,
        to_edit: None,
        to_suspend: false,
        dirty: true,
        drawn: Instant::now(),
        frame_due: Instant::now(),
        work_due: None,
        ages_due: Instant::now() + AGES,
        grace_over: None,
    };
    ui.draw()?;
    let effects = start(&mut ui.model);
    ui.perform(effects)?;
    ui.draw()?;
    while !ui.model.is_over() {
        let deadline = ui.deadline();
        tokio::select! {
            biased;
            event = events.next() => match event {
                Some(event) => ui.event(event?)?,
                // The terminal is gone, and the person with it.
                None => break,
            },
            () = &mut end => ui.take(Msg::Quit)?,
            Some(msg) = news.recv() => ui.take(msg)?,
            () = woken.notified() => ui.dirty = true,
            () = sleep_until(deadline) => ui.time_passed()?,
        }
        for _ in 0..BATCH {
            // Polled with this task's waker: the stream may keep the first waker it sees.
            match poll!(events.next()) {
                Poll::Ready(Some(event)) => ui.event(event?)?,
                _ => break,
            }
        }
        for _ in 0..BATCH {
            match news.try_recv() {
                Ok(msg) => ui.take(msg)?,
                Err(_) => break,
            }
        }
        if let Some(entry) = ui.to_edit.take() {
            let mut editing = edit_outside(Arc::clone(&entry), events);
            let outcome = loop {
                tokio::select! {
                    ended = &mut editing => {
                        events = ended.0;
                        break ended.1;
                    }
                    () = &mut end => ui.take(Msg::Quit)?,
                    Some(msg) = news.recv() => ui.take(msg)?,
                }
            };
            ui.forget_screen()?;
            ui.take(Msg::EditedOutside { entry, outcome })?;
        }
        if std::mem::take(&mut ui.to_suspend) {
            events = suspend(events).await?;
            ui.forget_screen()?;
            ui.dirty = true;
        }
        if ui.dirty && Instant::now() >= ui.frame_due {
            ui.draw()?;
        }
    }
    Ok(ui.into_model())
}

/// An entry being edited by another program: what people type, and what came of it.
pub type Outside<E> = Pin<Box<dyn Future<Output = (E, Result<Option<Fields>, Failure>)> + Send>>;

/// The time that the shell has the terminal; gives what people type from then on.
pub type Suspension<E> = Pin<Box<dyn Future<Output = io::Result<E>> + Send>>;

struct Ui<'a, B: Backend, C, K: FnMut(&Entry, &Fields)> {
    terminal: &'a mut Terminal<B>,
    model: Model,
    requests: Requests,
    narrower: Narrower,
    copy: C,
    keep: K,
    remember: Box<dyn FnMut(Remember) + Send>,
    /// What was remembered last.
    remembered: State,
    /// To be edited by another program.
    to_edit: Option<Arc<Entry>>,
    /// To be left for the shell.
    to_suspend: bool,
    /// Something changed since the last frame.
    dirty: bool,
    /// When the last frame was drawn.
    drawn: Instant,
    /// The next frame may be drawn from here on.
    frame_due: Instant,
    /// Work in hand looks different from here on.
    work_due: Option<Instant>,
    /// Ages are out of date from here on.
    ages_due: Instant,
    /// Quitting does not wait any longer from here on.
    grace_over: Option<Instant>,
}

/// However the loop ends, be it by a panic: what was typed is kept.
impl<B: Backend, C, K: FnMut(&Entry, &Fields)> Drop for Ui<'_, B, C, K> {
    fn drop(&mut self) {
        if let Some((entry, fields)) = self.model.unsaved() {
            (self.keep)(&entry, &fields);
        }
        self.remember_state();
    }
}

impl<B: Backend, C, K: FnMut(&Entry, &Fields)> Ui<'_, B, C, K> {
    /// Has the state remembered, when it is another one than it was.
    fn remember_state(&mut self) {
        let state = self.model.state();
        if state != self.remembered {
            self.remembered = state.clone();
            (self.remember)(Remember::State(state));
        }
    }
}

impl<B, C, K> Ui<'_, B, C, K>
where
    B: Backend,
    B::Error: Send + Sync + 'static,
    C: FnMut(&str) -> io::Result<()>,
    K: FnMut(&Entry, &Fields),
{
    /// The model as it is at the end; what was typed is kept before.
    fn into_model(mut self) -> Model {
        if let Some((entry, fields)) = self.model.unsaved() {
            (self.keep)(&entry, &fields);
        }
        self.remember_state();
        let model = std::mem::replace(&mut self.model, Model::new(String::new()));
        // What is left behind is not to be remembered.
        self.remembered = self.model.state();
        model
    }

    /// Somebody else wrote on the screen: nothing of what was drawn is there any more. To ask the
    /// terminal for its cursor, as `Terminal::clear` does, would race with what people type.
    fn forget_screen(&mut self) -> io::Result<()> {
        self.terminal
            .backend_mut()
            .clear()
            .map_err(io::Error::other)?;
        self.terminal.swap_buffers();
        Ok(())
    }

    fn event(&mut self, event: Event) -> io::Result<()> {
        self.draw_soon();
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => self.take(Msg::Key(key.into())),
            Event::Paste(text) => self.take(Msg::Paste(text)),
            Event::Mouse(event) => match Gesture::of(event) {
                Some((gesture, at)) => self.take(Msg::Mouse(gesture, at)),
                None => Ok(()),
            },
            Event::Resize(..) => {
                self.dirty = true;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn draw_soon(&mut self) {
        self.frame_due = self.frame_due.min(self.drawn + KEY_FRAME);
    }

    fn take(&mut self, msg: Msg) -> io::Result<()> {
        if matches!(msg, Msg::Found { .. } | Msg::Listed { .. }) {
            self.draw_soon();
        }
        self.dirty = true;
        let effects = update(&mut self.model, msg, clock::now());
        self.perform(effects)
    }

    fn perform(&mut self, effects: Vec<Effect>) -> io::Result<()> {
        for effect in effects {
            match self.requests.send(effect) {
                Some(Effect::Narrow(narrow)) => self.narrower.narrow(narrow),
                Some(Effect::Remember(entries)) => self.narrower.remember(entries),
                Some(Effect::Copy(text)) if self.model.copying.local => self.requests.copy(text),
                Some(Effect::Copy(text)) => {
                    (self.copy)(&self.model.copying.passage.sequence(&text))?;
                }
                Some(Effect::Mouse(on)) => terminal::use_mouse(on)?,
                Some(Effect::RememberSearch(line)) => (self.remember)(Remember::Search(line)),
                Some(Effect::EditOutside(entry)) => self.to_edit = Some(entry),
                Some(Effect::Suspend) => self.to_suspend = true,
                _ => {}
            }
        }
        if !self.model.results.searching {
            self.narrower.stop();
        }
        if self.model.quitting && self.grace_over.is_none() {
            self.grace_over = Some(Instant::now() + GRACE);
        }
        Ok(())
    }

    /// When something is to be done although nothing happens.
    fn deadline(&self) -> Instant {
        let notice = self
            .model
            .notices
            .current()
            .map(|notice| instant_of(notice.until));
        let health = self.model.health_due().map(instant_of);
        let frame = self.dirty.then_some(self.frame_due);
        [notice, health, frame, self.grace_over, self.work_due]
            .into_iter()
            .flatten()
            .fold(self.ages_due, Instant::min)
    }

    fn time_passed(&mut self) -> io::Result<()> {
        let now = Instant::now();
        if self.grace_over.is_some_and(|over| over <= now) {
            self.grace_over = Some(now + GRACE);
            self.take(Msg::GraceOver)?;
        }
        if self.ages_due <= now {
            self.dirty = true;
        }
        let notice_until = self.model.notices.current().map(|notice| notice.until);
        let ticks = [notice_until, self.model.health_due()];
        if ticks.into_iter().flatten().any(|due| due <= clock::now()) {
            self.take(Msg::Tick)?;
        }
        if self.work_due.is_some_and(|due| due <= now) {
            self.dirty = true;
        }
        Ok(())
    }

    fn draw(&mut self) -> io::Result<()> {
        self.dirty = false;
        if let Some(narrowed) = self.narrower.answer(NARROWING) {
            self.take(narrowed)?;
            self.dirty = false;
        }
        let mut viewport = Viewport::default();
        let model = &self.model;
        self.terminal
            .draw(|frame| viewport = view::draw(model, model.look.styles(), clock::now(), frame))
            .map_err(io::Error::other)?;
        let now = Instant::now();
        self.drawn = now;
        self.frame_due = now + FRAME;
        self.ages_due = now + AGES;
        self.work_due = self.model.work.due(clock::now()).map(instant_of);
        self.remember_state();
        if viewport != self.model.viewport {
            // What lies elsewhere now was just drawn there.
            let is_shown = viewport.has_room_of(&self.model.viewport);
            self.take(Msg::Drawn(viewport))?;
            self.dirty = !is_shown;
        }
        Ok(())
    }
}

fn instant_of(moment: DateTime<Utc>) -> Instant {
    let left = (moment - clock::now()).to_std().unwrap_or_default();
    Instant::now() + left
}
