//! The same change for many entries, repository by repository, in few batches.

use std::collections::BTreeSet;

use super::{
    Report,
    resolve::{Act, Group, Want, Work, group},
    run::{Header, Run, place},
};
use crate::{
    domain::{
        change::{Action, ChangeId, Outcome, Target},
        entry::Entry,
    },
    service::{Cancel, Lore, Progress, Result},
    store::{Repository, journal::LineState},
};

/// Fewest entries of one batch, unless there are fewer in all.
const BATCH_ENTRIES: usize = 4096;

/// Most batches of a repository, however many entries: each is a version of the table.
const BATCHES: usize = 8;

/// How far a change is, and who is told.
pub(super) struct Course<'a> {
    cancel: &'a Cancel,
    report: Report<'a>,
    done: usize,
    total: usize,
}

impl<'a> Course<'a> {
    pub fn new(cancel: &'a Cancel, report: Report<'a>, total: usize) -> Self {
        let mut course = Self {
            cancel,
            report,
            done: 0,
            total,
        };
        course.advance(0);
        course
    }

    pub fn advance(&mut self, by: usize) {
        self.done += by;
        let (done, total) = (self.done, self.total);
        (self.report)(Progress { done, total });
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }
}

/// A change of many entries.
#[derive(Debug, Clone, Copy)]
pub(super) struct Job<'a> {
    pub targets: &'a [Target],
    pub act: Act,
    pub work: Work<'a>,
    pub action: Action,
    pub detail: &'a str,
}

impl Lore {
    /// Does it. With the outcome come the entries of the last batch as they stand now.
    pub(super) async fn change(
        &self,
        job: Job<'_>,
        cancel: &Cancel,
        report: Report<'_>,
    ) -> Result<(Outcome, Vec<Entry>)> {
        let mut course = Course::new(cancel, report, job.targets.len());
        let names: BTreeSet<&str> = (job.targets.iter())
            .map(|target| target.key.repository.as_str())
            .collect();
        let locked = self.lock(&names).await?;
        let header = self.header(&locked, job.action, None, job.detail);
        let mut outcome = Outcome::default();
        let mut last = Vec::new();
        for (repository, lock) in locked.each() {
            let mut run = Run::new(repository, lock, &header);
            let done = Box::pin(carry_out(&mut run, repository, &job, &mut course)).await;
            last = run.last();
            conclude(run, done, &header, &mut outcome).await?;
        }
        Ok((outcome, last))
    }
}

async fn carry_out(
    run: &mut Run<'_>,
    repository: &Repository,
    job: &Job<'_>,
    course: &mut Course<'_>,
) -> Result<bool> {
    let wants = job
        .targets
        .iter()
        .filter(|target| target.key.repository == repository.name())
        .map(|target| {
            let (guard, act) = (&target.guard, job.act);
            (target.key.id.as_str(), Want { guard, act })
        });
    let groups = in_order(repository, group(wants)).await?;
    let all: usize = groups.iter().map(|group| group.wants.len()).sum();
    let limit = limit(all);
    let mut rest = groups.as_slice();
    while !rest.is_empty() {
        if course.is_cancelled() {
            return Ok(false);
        }
        let used = run
            .batch(&rest[..batch(rest, limit)], &job.work, None)
            .await?;
        course.advance(rest[..used].iter().map(|group| group.wants.len()).sum());
        rest = &rest[used..];
    }
    Ok(true)
}

/// Ends a repository's part of a change. `done` tells whether it came to its end or was stopped.
pub(super) async fn conclude(
    mut run: Run<'_>,
    done: Result<bool>,
    header: &Header,
    outcome: &mut Outcome,
) -> Result<()> {
    match done {
        Ok(completed) => {
            let state = if completed {
                LineState::Done
            } else {
                LineState::Stopped
            };
            run.finish(state).await?;
            outcome.cancelled |= !completed;
        }
        Err(error) => {
            run.settle().await;
            return Err(error);
        }
    }
    if !run.changed.is_empty() {
        outcome.change = Some(ChangeId::clone(&header.id));
    }
    outcome.changed.append(&mut run.changed);
    outcome.refused.append(&mut run.refused);
    Ok(())
}

/// The groups in the order in which their rows stand in the files, so that neighbours are read and
/// changed together.
async fn in_order<'a>(repository: &Repository, groups: Vec<Group<'a>>) -> Result<Vec<Group<'a>>> {
    let placed = place(&repository.snapshot().await?, &groups).await?;
    let mut groups: Vec<(Option<u64>, Group<'a>)> = placed
        .iter()
        .map(|places| places.first().map(|place| place.address))
        .zip(groups)
        .collect();
    groups.sort_by_key(|(address, _)| *address);
    Ok(groups.into_iter().map(|(_, group)| group).collect())
}

/// Most entries of one batch, when there are so many in all.
pub(super) fn limit(all: usize) -> usize {
    all.div_ceil(BATCHES).max(BATCH_ENTRIES)
}

/// How many groups make a batch.
fn batch(groups: &[Group<'_>], limit: usize) -> usize {
    let mut wants = 0;
    let fitting = groups.iter().take_while(|group| {
        wants += group.wants.len();
        wants <= limit
    });
    fitting.count().max(1)
}
