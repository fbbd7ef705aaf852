//! Finds words in what is loaded, within a frame.
//!
//! nucleo's matcher works on threads of its own, but changing its pattern waits for the pass at
//! work to be given up, which takes its time with many rows. So that waits on a thread, too.

mod pool;

use std::{
    sync::{
        Arc,
        mpsc::{Receiver, Sender, TryRecvError, channel},
    },
    thread,
    time::{Duration, Instant},
};

use crate::domain::entry::Entry;

use super::{effect::Narrow, msg::Msg};
use pool::Pool;

/// Longest time between two looks at new commands while matching, in milliseconds.
const TICK: u64 = 5;

/// What was found for a question, with the question's number.
type Answer = (u64, Vec<Arc<Entry>>);

enum Command {
    Remember(Vec<Arc<Entry>>),
    Narrow(Narrow),
}

/// Everything that was loaded, ready to be narrowed. Dropping it ends its thread.
#[derive(Debug)]
pub struct Narrower {
    commands: Sender<Command>,
    answers: Receiver<Answer>,
    /// The question whose answer counts.
    wanted: Option<u64>,
    /// No frame was drawn since the words changed.
    fresh: bool,
}

impl Narrower {
    /// `wake` is called from another thread when [`Narrower::answer`] would find news.
    #[must_use]
    pub fn new(wake: impl Fn() + Send + 'static) -> Self {
        let (commands, received) = channel();
        let (answer, answers) = channel();
        thread::spawn(move || work(&received, &answer, wake));
        Self {
            commands,
            answers,
            wanted: None,
            fresh: false,
        }
    }

    /// Takes loaded entries in.
    pub fn remember(&self, entries: Vec<Arc<Entry>>) {
        self.send(Command::Remember(entries));
    }

    /// Starts to look for words; gives up looking for others.
    pub fn narrow(&mut self, narrow: Narrow) {
        self.wanted = Some(narrow.generation);
        self.fresh = true;
        self.send(Command::Narrow(narrow));
    }

    /// Loses interest in the answer.
    pub fn stop(&mut self) {
        self.wanted = None;
    }

    /// What was found, if that is new. The first time after the words changed, waits so long for
    /// it.
    pub fn answer(&mut self, patience: Duration) -> Option<Msg> {
        let wanted = self.wanted?;
        let patience = if std::mem::take(&mut self.fresh) {
            patience
        } else {
            Duration::ZERO
        };
        let deadline = Instant::now() + patience;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let (generation, rows) = self.answers.recv_timeout(left).ok()?;
            if generation == wanted {
                return Some(Msg::Narrowed { generation, rows });
            }
        }
    }

    fn send(&self, command: Command) {
        if self.commands.send(command).is_err() {
            tracing::error!("narrowing has ended");
        }
    }
}

/// Obeys until the other end is gone.
fn work(commands: &Receiver<Command>, answers: &Sender<Answer>, wake: impl Fn()) {
    let mut pool = Pool::default();
    let mut wanted: Option<Narrow> = None;
    loop {
        // While something is wanted, commands are only looked at in passing.
        let command = match &wanted {
            None => commands.recv().map_err(|_| TryRecvError::Disconnected),
            Some(_) => commands.try_recv(),
        };
        match command {
            Ok(Command::Remember(entries)) => pool.remember(entries),
            Ok(Command::Narrow(narrow)) => wanted = Some(narrow),
            Err(TryRecvError::Disconnected) => return,
            Err(TryRecvError::Empty) => {
                let Some(narrow) = &wanted else { continue };
                pool.look_for(narrow);
                if pool.tick(TICK).is_running {
                    continue;
                }
                let answer = (narrow.generation, pool.found(narrow));
                wanted = None;
                if answers.send(answer).is_err() {
                    return;
                }
                wake();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::filter::Filter;

    fn entry(number: usize, text: &str) -> Arc<Entry> {
        Arc::new(Entry {
            repository: "shop".into(),
            id: number.to_string(),
            text: text.into(),
            kind: if number.is_multiple_of(2) {
                "decision"
            } else {
                "issue"
            }
            .into(),
            project_id: String::new(),
            session_id: String::new(),
            agent: "qa-team".into(),
            timestamp: String::new(),
            metadata: String::new(),
            revision: String::new(),
            null_columns: Vec::new(),
        })
    }

    fn narrow(generation: u64, words: &str) -> Narrow {
        Narrow {
            generation,
            words: words.into(),
            fuzzy: false,
            filter: Filter::default(),
        }
    }

    /// The ids found for a question, sorted.
    fn found(narrower: &mut Narrower, question: Narrow) -> Vec<String> {
        let generation = question.generation;
        narrower.narrow(question);
        match narrower.answer(Duration::from_secs(20)) {
            Some(Msg::Narrowed {
                generation: answered,
                rows,
            }) => {
                assert_eq!(answered, generation);
                let mut ids: Vec<String> = rows.iter().map(|entry| entry.id.clone()).collect();
                ids.sort();
                ids
            }
            other => panic!("an answer, not {other:?}"),
        }
    }

    fn loaded(texts: &[&str]) -> Narrower {
        let narrower = Narrower::new(|| {});
        let entries = texts
            .iter()
            .enumerate()
            .map(|(at, text)| entry(at, text))
            .collect();
        narrower.remember(entries);
        narrower
    }

    #[test]
    fn words_stand_as_they_are_whatever_their_case() {
        let mut pool = loaded(&["Retry with backoff", "try again", "r e t r y"]);
        assert_eq!(found(&mut pool, narrow(1, "retry")), ["0"]);
        assert_eq!(found(&mut pool, narrow(2, "retry back")), ["0"]);
        assert_eq!(found(&mut pool, narrow(3, "try")), ["0", "1"]);
        let fuzzy = Narrow {
            fuzzy: true,
            ..narrow(4, "retry")
        };
        assert_eq!(found(&mut pool, fuzzy), ["0", "2"]);
    }

    #[test]
    fn signs_mean_nothing_special() {
        let mut pool = loaded(&[
            "costs 5$",
            "!important",
            "'quoted",
            "^top",
            r"C:\dir",
            "plain",
        ]);
        for (generation, (words, id)) in [
            ("5$", "0"),
            ("!imp", "1"),
            ("'quo", "2"),
            ("^top", "3"),
            (r"C:\", "4"),
        ]
        .into_iter()
        .enumerate()
        {
            let generation = u64::try_from(generation).unwrap() + 1;
            assert_eq!(found(&mut pool, narrow(generation, words)), [id], "{words}");
        }
    }

    #[test]
    fn letters_are_looked_for_as_fuzzy_search_does() {
        let far = format!("{} the needle", "hay ".repeat(500));
        let mut pool = loaded(&["Retry", "retry", &far]);
        let mut generation = 0;
        let mut fuzzy = |words: &str| {
            generation += 1;
            let question = Narrow {
                fuzzy: true,
                ..narrow(generation, words)
            };
            found(&mut pool, question)
        };
        assert_eq!(fuzzy("rty"), ["0", "1"]);
        assert_eq!(fuzzy("Rty"), ["0"], "upper case matters where there is any");
        assert_eq!(fuzzy("ndle"), ["2"], "also far behind");
        assert_eq!(fuzzy("qate"), ["0", "1", "2"], "in the agent's name");
        assert_eq!(fuzzy("!rty"), [""; 0]);
        assert_eq!(found(&mut pool, narrow(9, "qa-team")), [""; 0]);
    }

    #[test]
    fn the_filter_holds() {
        let mut pool = loaded(&["retry a", "retry b"]);
        let mut question = narrow(1, "retry");
        question.filter.kinds.push("issue".into());
        assert_eq!(found(&mut pool, question), ["1"]);
    }

    #[test]
    fn what_was_loaded_twice_is_found_once_and_later_loads_are_found() {
        let mut pool = loaded(&["retry"]);
        pool.remember(vec![entry(0, "retry"), entry(5, "retry later")]);
        assert_eq!(found(&mut pool, narrow(1, "retry")), ["0", "5"]);
        pool.remember(vec![entry(7, "retry last")]);
        assert_eq!(found(&mut pool, narrow(2, "retry l")), ["5", "7"]);
    }

    #[test]
    fn an_answer_that_came_before_the_frame_counts_and_older_ones_do_not() {
        let (told, woken) = channel();
        let mut pool = Narrower::new(move || told.send(()).unwrap());
        pool.remember(vec![entry(0, "retry"), entry(1, "reset")]);
        pool.narrow(narrow(1, "re"));
        woken.recv_timeout(Duration::from_secs(20)).unwrap();
        pool.narrow(narrow(2, "ret"));
        woken.recv_timeout(Duration::from_secs(20)).unwrap();
        match pool.answer(Duration::ZERO) {
            Some(Msg::Narrowed {
                generation: 2,
                rows,
            }) => assert_eq!(rows.len(), 1),
            other => panic!("the newest answer, not {other:?}"),
        }
        assert!(pool.answer(Duration::ZERO).is_none());
    }

    #[test]
    fn nothing_is_answered_when_nobody_cares() {
        let mut pool = loaded(&["retry"]);
        pool.narrow(narrow(1, "retry"));
        pool.stop();
        assert!(pool.answer(Duration::from_secs(20)).is_none());
    }
}
