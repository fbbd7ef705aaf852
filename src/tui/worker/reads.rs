//! What views ask for. The newest read of a kind stops the one before it.

use std::{collections::HashMap, sync::Arc, time::Duration};

use tokio::{
    sync::mpsc,
    task::{AbortHandle, JoinSet},
};

use crate::{
    domain::{
        change::{Guard, Target},
        entry::EntryKey,
        filter::Filter,
        neighbours::{SameSession, Similar},
    },
    service::{Cancel, Progress},
    tui::{
        msg::Msg,
        read::{Answer, Read, ReadKind, Surroundings},
        text::{
            markdown::block::{Code, Coloured},
            syntax,
        },
    },
};

use super::{backend::Backend, guarded::guarded};

/// Neighbours are looked for once an entry was looked at for so long.
const REST: Duration = Duration::from_millis(120);

/// A wish of a view.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "few of them wait at a time")]
pub(super) enum Wish {
    /// Read this.
    Read {
        /// To be handed back.
        number: u64,
        /// What.
        read: Read,
    },
    /// Nobody waits for this kind any more.
    Stop(ReadKind),
}

/// A read at work.
struct AtWork {
    cancel: Cancel,
    task: AbortHandle,
}

impl AtWork {
    fn stop(&self) {
        // What runs on a thread of its own hears only the first, what waits only the second.
        self.cancel.cancel();
        self.task.abort();
    }
}

/// Reads until there are no more wishes.
pub(super) async fn run<B: Backend>(
    backend: Arc<B>,
    mut wishes: mpsc::UnboundedReceiver<Wish>,
    news: mpsc::Sender<Msg>,
) {
    let mut at_work: HashMap<ReadKind, AtWork> = HashMap::new();
    let mut tasks = JoinSet::new();
    while let Some(wish) = wishes.recv().await {
        while tasks.try_join_next().is_some() {}
        match wish {
            Wish::Stop(kind) => {
                if let Some(before) = at_work.remove(&kind) {
                    before.stop();
                }
            }
            Wish::Read { number, read } => {
                let kind = read.kind();
                let cancel = Cancel::default();
                let (backend, news, stop) = (Arc::clone(&backend), news.clone(), cancel.clone());
                let task = tasks.spawn(async move {
                    let mut progress =
                        |progress| drop(news.try_send(Msg::ReadProgress { number, progress }));
                    let answer = answer(backend.as_ref(), read, &stop, &mut progress).await;
                    drop(news.send(Msg::Answer { number, answer }).await);
                });
                if let Some(before) = at_work.insert(kind, AtWork { cancel, task }) {
                    before.stop();
                }
            }
        }
    }
    for read in at_work.values() {
        read.stop();
    }
}

async fn answer<B: Backend>(
    backend: &B,
    read: Read,
    cancel: &Cancel,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Answer {
    match read {
        Read::Targets(filter, sort) => {
            Answer::Targets(guarded(backend.targets(&filter, sort)).await)
        }
        Read::Matches(request) => Answer::Targets(guarded(backend.matches(&request)).await),
        Read::Trash(filter) => Answer::Trash(guarded(backend.trash(&filter)).await),
        Read::Entry(target) => {
            let found = guarded(backend.look_up(std::slice::from_ref(&target))).await;
            Answer::Entry(found.map(|found| found.into_iter().next().flatten()))
        }
        Read::History(key) => {
            Answer::History(guarded(backend.history(&key, cancel, progress)).await)
        }
        Read::Neighbours {
            key,
            similar,
            session,
        } => {
            // Who walks through a list does not look at the neighbours of each entry.
            tokio::time::sleep(REST).await;
            Answer::Neighbours(guarded(surroundings(backend, &key, similar, session)).await)
        }
        Read::Syntax(codes) => Answer::Syntax(coloured(codes, cancel.clone()).await),
        Read::Log => Answer::Log(guarded(backend.log(None)).await.map(|(log, _)| log)),
        Read::Survey(targets) => {
            Answer::Survey(guarded(backend.survey(&targets, cancel, progress)).await)
        }
        Read::FieldValues(field, filter) => {
            Answer::FieldValues(guarded(backend.values(field, &filter)).await)
        }
        Read::LastChange => Answer::LastChange(guarded(backend.last_change()).await),
        Read::LastUndone => Answer::LastUndone(guarded(backend.last_undone()).await),
        Read::Ages(filter) => Answer::Ages(guarded(backend.ages(&filter)).await),
        Read::Plan(policy, rule) => {
            Answer::Plan(guarded(backend.plan_cleanup(&policy, &rule, progress)).await)
        }
        Read::Retention(retention, name) => {
            Answer::Plan(guarded(backend.plan_retention(&retention, &name, progress)).await)
        }
        Read::LookUp(targets) => Answer::LookUp(guarded(backend.look_up(&targets)).await),
        Read::Duplicates(filter, threshold) => Answer::Duplicates(
            guarded(backend.duplicates(&filter, threshold, cancel, progress)).await,
        ),
        Read::Secrets(filter) => {
            Answer::Secrets(guarded(backend.secrets(&filter, cancel, progress)).await)
        }
        Read::Health => Answer::Health(guarded(backend.health(&Filter::default(), cancel)).await),
        Read::PurgePlan(scope) => Answer::PurgePlan(guarded(backend.plan_purge(&scope)).await),
    }
}

async fn surroundings<B: Backend>(
    backend: &B,
    key: &EntryKey,
    similar: usize,
    session: usize,
) -> crate::service::Result<Surroundings> {
    let target = Target {
        key: key.clone(),
        guard: Guard::Any,
    };
    let found = backend.look_up(std::slice::from_ref(&target)).await?;
    let entry = found.into_iter().next().flatten();
    if entry.is_none() {
        return Ok(Surroundings {
            entry,
            similar: Similar::Unknown,
            session: SameSession::default(),
        });
    }
    Ok(Surroundings {
        entry,
        similar: backend.similar(key, similar).await?,
        session: backend.same_session(key, session).await?,
    })
}

/// The parts of programs, told apart on a thread of its own. Where that fails they stay plain.
async fn coloured(codes: Vec<Arc<Code>>, cancel: Cancel) -> Vec<Coloured> {
    let plain: Vec<_> = codes
        .iter()
        .map(|code| (Arc::clone(code), Vec::new()))
        .collect();
    let work = move || {
        let parts = |code: &Code| syntax::parts(&code.info, &code.text, &|| cancel.is_cancelled());
        codes
            .into_iter()
            .map(|code| (Arc::clone(&code), parts(&code)))
            .collect()
    };
    tokio::task::spawn_blocking(work).await.unwrap_or(plain)
}
