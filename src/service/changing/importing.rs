//! Rows that come from a file: put in, or in the place of others, batch by batch; one change, however
//! many batches.

use super::{
    locked::Locked,
    resolve::{Act, Want, Work, group},
    run::{Header, Run},
};
use crate::{
    domain::change::{Action, ChangeId, Changed, Guard, Refused},
    service::{Lore, Result},
    store::{Kept, journal::LineState},
};

/// One row to be put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::service) struct Put {
    /// The entry's id.
    pub id: String,
    /// The content of the row whose place it takes, if it takes one.
    pub instead_of: Option<String>,
    /// How many rows with its id may stay beside it.
    pub beside: u32,
}

/// An import at work in repositories that are locked.
pub(in crate::service) struct Import<'a> {
    header: Header,
    runs: Vec<Run<'a>>,
}

impl<'a> Import<'a> {
    /// Begins one; nothing is written before the first rows are.
    pub fn new(lore: &Lore, locked: &'a Locked, detail: &str) -> Self {
        let header = lore.header(locked, Action::Import, None, detail);
        let runs = locked
            .each()
            .map(|(repository, lock)| Run::new(repository, lock, &header))
            .collect();
        Self { header, runs }
    }

    /// Its parts, in the order of the repositories.
    pub fn parts(&mut self) -> impl Iterator<Item = Part<'_, 'a>> {
        self.runs.iter_mut().map(Part)
    }

    /// Ends it, at its end or before. Gives the change's name, if it changed anything.
    pub async fn finish(mut self, completed: bool) -> Result<Option<ChangeId>> {
        let state = if completed {
            LineState::Done
        } else {
            LineState::Stopped
        };
        let mut changed = false;
        for run in &mut self.runs {
            run.finish(state).await?;
            changed |= run.count() > 0;
        }
        Ok(changed.then_some(self.header.id))
    }
}

/// An import's part in one repository.
pub(in crate::service) struct Part<'r, 'a>(&'r mut Run<'a>);

impl Part<'_, '_> {
    /// Puts the rows of `kept` in, as many of them in one commit as fit into memory; `puts` tells of each
    /// how. Tells which were put in and which refused.
    pub async fn put(self, kept: &Kept, puts: &[Put]) -> Result<(Vec<Changed>, Vec<Refused>)> {
        let Self(run) = self;
        let guards: Vec<Guard> = puts
            .iter()
            .map(|put| put.instead_of.clone().map_or(Guard::Any, Guard::Content))
            .collect();
        let wants = puts
            .iter()
            .zip(&guards)
            .enumerate()
            .map(|(kept, (put, guard))| {
                let act = match put.instead_of {
                    Some(_) => Act::Replace { kept },
                    None => Act::Insert {
                        kept,
                        left: put.beside,
                    },
                };
                (put.id.as_str(), Want { guard, act })
            });
        let groups = group(wants);
        let mut rest = groups.as_slice();
        while !rest.is_empty() {
            let used = run.batch(rest, &Work::default(), Some(kept)).await;
            let used = match used {
                Ok(used) => used,
                Err(error) => {
                    run.settle().await;
                    return Err(error);
                }
            };
            rest = &rest[used..];
        }
        Ok((run.let_go(), std::mem::take(&mut run.refused)))
    }
}
