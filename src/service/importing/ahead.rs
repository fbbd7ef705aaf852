//! A batch got ready while the one before it is brought in.

use std::collections::BTreeMap;

use tokio::{sync::mpsc, task::JoinHandle};

use super::{
    Imported,
    batches::Batches,
    fitting::{Draft, Fitting},
    source::Source,
};
use crate::{embed, service::Result};

/// Entries by their repositories.
pub(super) type Groups = BTreeMap<String, Vec<Draft>>;

/// A batch that is ready.
pub(super) struct Fitted {
    pub groups: Groups,
    /// What there is to tell of it.
    pub told: Imported,
}

/// The batches of a source, got ready by a task of their own, which ends when nobody wants more.
pub(super) struct Ahead {
    ready: mpsc::Receiver<Result<Fitted>>,
    task: Option<JoinHandle<()>>,
}

impl Fitted {
    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.groups.values().map(Vec::len).sum()
    }
}

impl Ahead {
    /// Begins to read a source.
    pub fn of(source: &Source, mut fitting: Fitting) -> Self {
        let (sender, ready) = mpsc::channel(1);
        let mut batches = Batches::of(source);
        let task = tokio::spawn(async move {
            // One at a time: it is begun when the one before it was taken.
            while let Ok(place) = sender.reserve().await {
                match next(&mut batches, &mut fitting).await.transpose() {
                    Some(fitted) => place.send(fitted),
                    None => break,
                }
            }
        });
        Self {
            ready,
            task: Some(task),
        }
    }

    /// The next batch; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Fitted>> {
        if let Some(fitted) = self.ready.recv().await {
            return fitted.map(Some);
        }
        match self.task.take() {
            None => Ok(None),
            Some(task) => task.await.map(|()| None).map_err(|_| {
                embed::Error::Thread("who got entries ready ended before its time".into()).into()
            }),
        }
    }
}

async fn next(batches: &mut Batches, fitting: &mut Fitting) -> Result<Option<Fitted>> {
    let Some(batch) = batches.next().await? else {
        return Ok(None);
    };
    let mut told = Imported::default();
    let drafts = fitting.fit(batch, &mut told).await?;
    let groups = by_repository(drafts);
    Ok(Some(Fitted { groups, told }))
}

fn by_repository(drafts: Vec<Draft>) -> Groups {
    let mut groups = Groups::new();
    let name = |draft: &Draft| draft.entry.repository.clone();
    let Some(first) = drafts.first().map(name) else {
        return groups;
    };
    if drafts.iter().all(|draft| draft.entry.repository == first) {
        return [(first, drafts)].into();
    }
    for draft in drafts {
        match groups.get_mut(&draft.entry.repository) {
            Some(group) => group.push(draft),
            None => drop(groups.insert(name(&draft), vec![draft])),
        }
    }
    groups
}
