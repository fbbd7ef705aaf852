//! Runs the loop on a screen in memory, types into it, and waits for what should show.

use std::{io, sync::Arc, time::Duration};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use futures::channel::mpsc::{UnboundedSender, unbounded};
use lore::domain::{entry::Entry, fields::Fields};
use lore::tui::{
    model::Model,
    runtime::{self, Outside, Surroundings, Suspension},
    worker::{self, backend::Backend},
};
use ratatui::Terminal;
use tokio::{
    runtime::Handle,
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
    time::timeout,
};

use super::screen::WatchedScreen;

/// What does not show by then never will.
const DEADLINE: Duration = Duration::from_secs(20);

pub struct Runner {
    screen: watch::Receiver<String>,
    events: UnboundedSender<io::Result<Event>>,
    end: oneshot::Sender<()>,
    ui: JoinHandle<io::Result<Model>>,
    writes: JoinHandle<()>,
}

impl Runner {
    pub fn start<B: Backend>(backend: &Arc<B>) -> Self {
        let (screen, watched) = WatchedScreen::new(140, 40);
        let (events, typed) = unbounded();
        let (end, ended) = oneshot::channel::<()>();
        let (requests, desk) = worker::channel();
        let (news_in, news) = mpsc::channel(64);
        let writes = worker::start(backend, desk, &news_in, &Handle::current()).writes;
        let ui = tokio::spawn(async move {
            let mut terminal = Terminal::new(screen)?;
            let surroundings = Surroundings {
                events: typed,
                end: Box::pin(async { ended.await.unwrap_or(()) }),
                copy: |_: &str| Ok(()),
                edit_outside: |_, typed| -> Outside<_> { Box::pin(async { (typed, Ok(None)) }) },
                suspend: |typed| -> Suspension<_> { Box::pin(async { Ok(typed) }) },
                keep: |_: &Entry, _: &Fields| {},
                remember: Box::new(|_| {}),
                requests,
                news,
            };
            let run = runtime::run(&mut terminal, Model::new("store".into()), surroundings);
            Box::pin(run).await
        });
        Self {
            screen: watched,
            events,
            end,
            ui,
            writes,
        }
    }

    pub fn event(&self, event: Event) -> &Self {
        self.events.unbounded_send(Ok(event)).unwrap();
        self
    }

    pub fn press(&self, code: KeyCode) -> &Self {
        self.event(Event::Key(KeyEvent::new(code, KeyModifiers::NONE)))
    }

    pub fn keys(&self, keys: &str) -> &Self {
        for c in keys.chars() {
            self.press(KeyCode::Char(c));
        }
        self
    }

    /// Waits until the screen is as told, and gives it.
    pub async fn wait_until(&self, what: &str, holds: impl Fn(&str) -> bool) -> String {
        let mut screen = self.screen.clone();
        let shown = timeout(DEADLINE, screen.wait_for(|text| holds(text))).await;
        match shown {
            Ok(Ok(text)) => text.clone(),
            _ => panic!("{what} never came; the screen:\n{}", *self.screen.borrow()),
        }
    }

    pub async fn wait_for(&self, text: &str) -> String {
        self.wait_until(text, |screen| screen.contains(text)).await
    }

    pub async fn wait_while(&self, text: &str) -> String {
        self.wait_until(&format!("not {text}"), |screen| !screen.contains(text))
            .await
    }

    /// Waits for the loop to end, and for what it left to be written.
    pub async fn ended(self) -> Model {
        let model = timeout(DEADLINE, self.ui)
            .await
            .expect("the loop ends")
            .unwrap()
            .unwrap();
        timeout(DEADLINE, self.writes)
            .await
            .expect("writes end")
            .unwrap();
        model
    }

    /// Asks for the end as a signal does.
    pub async fn terminate(self) -> Model {
        let Self {
            screen,
            events,
            end,
            ui,
            writes,
        } = self;
        end.send(()).unwrap();
        let (end, _) = oneshot::channel();
        Self {
            screen,
            events,
            end,
            ui,
            writes,
        }
        .ended()
        .await
    }
}
