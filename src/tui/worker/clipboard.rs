//! The clipboard of this machine. It may be slow, silent or broken, so it has a thread of its own, which
//! also keeps what was copied alive: on X11 a text is there as long as the program that offers it.

use std::{thread, time::Duration};

use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

use crate::tui::msg::{Failure, Msg};

/// A clipboard that does not answer by then counts as broken.
const PATIENCE: Duration = Duration::from_secs(2);

/// Something that keeps the text last given to it.
pub trait Clipboard: 'static {
    /// Takes a text in place of the one before.
    fn set(&mut self, text: String) -> Result<(), Failure>;
}

impl Clipboard for arboard::Clipboard {
    fn set(&mut self, text: String) -> Result<(), Failure> {
        self.set_text(text).map_err(|error| error.to_string())
    }
}

/// Opens the clipboard of this machine.
pub fn open() -> Result<arboard::Clipboard, Failure> {
    arboard::Clipboard::new().map_err(|error| error.to_string())
}

/// A text on its way, and who wants to know what became of it.
type Wish = (String, oneshot::Sender<Result<(), Failure>>);

/// Puts texts into the clipboard, which is opened for the first of them. What fails is told, with its
/// text, so that it can go another way.
pub(super) async fn run<C: Clipboard>(
    open: impl Fn() -> Result<C, Failure> + Send + 'static,
    mut texts: mpsc::UnboundedReceiver<String>,
    news: mpsc::Sender<Msg>,
) {
    let mut thread: Option<std::sync::mpsc::Sender<Wish>> = None;
    let mut open = Some(open);
    while let Some(text) = texts.recv().await {
        if let Some(open) = open.take() {
            let (wishes, inbox) = std::sync::mpsc::channel();
            thread::spawn(move || keep(&open, &inbox));
            thread = Some(wishes);
        }
        let (answer, answered) = oneshot::channel();
        if let Some(thread) = &thread {
            // A thread that is gone drops the wish, and with it the answer.
            drop(thread.send((text.clone(), answer)));
        }
        let failed = match timeout(PATIENCE, answered).await {
            Ok(Ok(Ok(()))) => continue,
            Ok(Ok(Err(failure))) => failure,
            Ok(Err(_)) => "it broke down".to_owned(),
            Err(_) => "it does not answer".to_owned(),
        };
        tracing::warn!("the clipboard failed: {failed}");
        if news.send(Msg::CopyFailed { text, failed }).await.is_err() {
            return;
        }
    }
}

fn keep<C: Clipboard>(
    open: &impl Fn() -> Result<C, Failure>,
    wished: &std::sync::mpsc::Receiver<Wish>,
) {
    let mut clipboard = None;
    for (text, answer) in wished {
        let set = match &mut clipboard {
            Some(clipboard) => C::set(clipboard, text),
            None => open().and_then(|opened| clipboard.insert(opened).set(text)),
        };
        // Nobody waits any more for an answer that came late.
        drop(answer.send(set));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    struct Fake(Arc<Mutex<Vec<String>>>);

    impl Clipboard for Fake {
        fn set(&mut self, text: String) -> Result<(), Failure> {
            assert_ne!(text, "panic", "asked to");
            if text == "fail" {
                return Err("no room".to_owned());
            }
            self.0.lock().unwrap().push(text);
            Ok(())
        }
    }

    /// What is in the clipboard after these texts, and what was told.
    async fn copied(texts: &[&str]) -> (Vec<String>, Vec<(String, Failure)>) {
        let kept = Arc::<Mutex<Vec<String>>>::default();
        let (wishes, inbox) = mpsc::unbounded_channel();
        let (news_in, mut news) = mpsc::channel(16);
        for text in texts {
            wishes.send((*text).to_owned()).unwrap();
        }
        drop(wishes);
        let into = Arc::clone(&kept);
        run(move || Ok(Fake(Arc::clone(&into))), inbox, news_in).await;
        let mut told = Vec::new();
        while let Some(Msg::CopyFailed { text, failed }) = news.recv().await {
            told.push((text, failed));
        }
        let kept = kept.lock().unwrap().clone();
        (kept, told)
    }

    #[tokio::test]
    async fn texts_arrive_and_failures_are_told() {
        let (kept, told) = copied(&["one", "fail", "two"]).await;
        assert_eq!(kept, ["one", "two"]);
        assert_eq!(told, [("fail".to_owned(), "no room".to_owned())]);
    }

    #[tokio::test]
    async fn a_clipboard_that_breaks_down_breaks_nothing_else() {
        let (_, told) = copied(&["panic", "after"]).await;
        let texts: Vec<&str> = told.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(texts, ["panic", "after"]);
    }

    #[tokio::test]
    async fn without_a_clipboard_every_text_is_told() {
        let (wishes, inbox) = mpsc::unbounded_channel();
        let (news_in, mut news) = mpsc::channel(1);
        wishes.send("text".to_owned()).unwrap();
        drop(wishes);
        run(|| Err::<Fake, _>("no display".to_owned()), inbox, news_in).await;
        let told = news.recv().await;
        assert!(matches!(told, Some(Msg::CopyFailed { failed, .. }) if failed == "no display"));
    }
}
