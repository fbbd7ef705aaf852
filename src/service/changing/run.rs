//! One change's part in one repository: batches, and what the journal tells of them.

use std::collections::HashMap;

use super::{
    resolve::{Group, Work, resolve},
    settle::settle,
};
use crate::{
    domain::{
        change::{Action, ChangeId, Changed, Refusal, Refused},
        count::counted,
        entry::{Entry, EntryKey},
    },
    service::Result,
    store::{
        ChangeLock, Kept, Place, Prepared, Replacing, Repository, RowChange, Snapshot,
        journal::{Line, LineState},
    },
};

/// How often a batch is begun anew when others changed the same rows meanwhile. LanceDB itself tries
/// each of these many times.
const ATTEMPTS: usize = 8;

/// What the journals of all its repositories say of a change.
#[derive(Debug, Clone)]
pub(in crate::service) struct Header {
    pub id: ChangeId,
    pub at: i64,
    pub who: String,
    pub action: Action,
    pub of: Option<ChangeId>,
    pub detail: String,
}

impl Header {
    /// The line of the journal, with nothing done yet.
    pub fn line(&self) -> Line {
        Line {
            change: self.id.0.clone(),
            at: self.at,
            who: self.who.clone(),
            action: self.action.name().to_owned(),
            of: self.of.as_ref().map(|of| of.0.clone()),
            entries: 0,
            detail: self.detail.clone(),
            state: LineState::Begun,
        }
    }
}

/// A change at work in one repository, which is locked.
pub(super) struct Run<'a> {
    repository: &'a Repository,
    lock: &'a ChangeLock,
    line: Line,
    begun: bool,
    batches: u32,
    /// Entries that changed and are not listed any more.
    let_go: usize,
    pub changed: Vec<Changed>,
    pub refused: Vec<Refused>,
    last: Option<Prepared>,
    /// Entries that got an earlier text back, and the vectors that came with it.
    pub returned: Vec<(Entry, Vec<f32>)>,
}

impl<'a> Run<'a> {
    pub fn new(repository: &'a Repository, lock: &'a ChangeLock, header: &Header) -> Self {
        Self {
            repository,
            lock,
            line: header.line(),
            begun: false,
            batches: 0,
            let_go: 0,
            changed: Vec::new(),
            refused: Vec::new(),
            last: None,
            returned: Vec::new(),
        }
    }

    /// Changes the rows of these groups in one commit, as many groups as fit into memory; returns
    /// how many that were. Rows that others changed meanwhile are looked at again.
    pub async fn batch(
        &mut self,
        groups: &[Group<'_>],
        work: &Work<'_>,
        kept: Option<&Kept>,
    ) -> Result<usize> {
        for _ in 0..ATTEMPTS {
            let snapshot = self.repository.snapshot().await?;
            let placed = place(&snapshot, groups).await?;
            let slices: Vec<&[Place]> = placed.iter().map(Vec::as_slice).collect();
            let (picked, used) = snapshot.pick(&slices).await?;
            let groups = &groups[..used];
            let resolved = resolve(groups, &placed, &picked.entries, work, kept);
            if resolved.changes.is_empty() {
                self.refuse(resolved.refused);
                return Ok(used);
            }
            self.begin().await?;
            let (change, batch) = (&self.line.change, self.batches);
            let prepared = picked.prepare(&resolved.changes, kept, change, batch)?;
            let replacing = self.repository.carry_out(&prepared, self.lock).await?;
            if replacing == Replacing::Done {
                self.batches += 1;
                self.refuse(resolved.refused);
                self.changed.extend(prepared.changed());
                self.note_returned(&resolved.changes, &prepared, kept);
                self.last = Some(prepared);
                return Ok(used);
            }
        }
        let names = groups
            .iter()
            .flat_map(|group| std::iter::repeat_n(group.id, group.wants.len()));
        self.refuse(names.map(|id| (id.to_owned(), Refusal::Busy)).collect());
        Ok(groups.len())
    }

    /// The entries of the last batch, as they stand now.
    pub fn last(&self) -> Vec<Entry> {
        self.last.as_ref().map_or_else(Vec::new, Prepared::entries)
    }

    fn note_returned(&mut self, changes: &[RowChange], prepared: &Prepared, kept: Option<&Kept>) {
        let returns = |change: &RowChange| matches!(change, RowChange::Revert { vector: true, .. });
        if !changes.iter().any(returns) {
            return;
        }
        for (change, entry) in changes.iter().zip(prepared.entries()) {
            if let RowChange::Revert {
                kept: row,
                vector: true,
                ..
            } = change
                && let Some(vector) = kept.and_then(|kept| kept.vector(*row))
            {
                self.returned.push((entry, vector.to_vec()));
            }
        }
    }

    /// How many entries changed.
    pub fn count(&self) -> usize {
        self.let_go + self.changed.len()
    }

    /// Hands over which entries changed since the last time, for changes too large to keep them.
    pub fn let_go(&mut self) -> Vec<Changed> {
        self.last = None;
        self.returned.clear();
        self.let_go += self.changed.len();
        std::mem::take(&mut self.changed)
    }

    /// Writes down that the change is over, at its end or before, if it did anything.
    pub async fn finish(&mut self, state: LineState) -> Result<()> {
        if !self.begun {
            return Ok(());
        }
        let (changed, refused) = (self.count(), self.refused.len());
        self.line.entries = changed as u64;
        self.line.state = state;
        if refused > 0 {
            let all = counted(changed + refused, "entry", "entries");
            add_detail(&mut self.line, &format!("{refused} of {all} left alone"));
        }
        if state == LineState::Stopped {
            add_detail(&mut self.line, "stopped before its end");
        }
        Ok(self.repository.journal().write(&self.line).await?)
    }

    /// Writes down that the change begins, before anything changes.
    pub async fn begin(&mut self) -> Result<()> {
        if !self.begun {
            self.repository.journal().write(&self.line).await?;
            self.begun = true;
        }
        Ok(())
    }

    /// After a failure: whether the last batch is in the table is not known, but the rows tell. When even
    /// that cannot be found out now, or another may have the lock, the next change does.
    pub async fn settle(&self) {
        if self.lock.is_held()
            && let Err(unsettled) = settle(self.repository).await
        {
            tracing::warn!(%unsettled, "a failed change was not settled");
        }
    }

    pub fn refuse(&mut self, refused: Vec<(String, Refusal)>) {
        let repository = self.repository.name();
        self.refused
            .extend(refused.into_iter().map(|(id, why)| Refused {
                key: EntryKey {
                    repository: repository.to_owned(),
                    id,
                },
                why,
            }));
    }
}

/// Tells more of a change.
pub(super) fn add_detail(line: &mut Line, detail: &str) {
    if !line.detail.is_empty() {
        line.detail.push_str(", ");
    }
    line.detail.push_str(detail);
}

/// Where the rows of each group stand.
pub(super) async fn place(snapshot: &Snapshot, groups: &[Group<'_>]) -> Result<Vec<Vec<Place>>> {
    let numbers = groups.iter().enumerate().map(|(at, group)| (group.id, at));
    let numbers: HashMap<&str, usize> = numbers.collect();
    let mut placed = vec![Vec::new(); groups.len()];
    for place in snapshot.places(&numbers.keys().copied().collect()).await? {
        if let Some(at) = numbers.get(place.id.as_str()) {
            placed[*at].push(place);
        }
    }
    Ok(placed)
}
