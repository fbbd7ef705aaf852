//! Erasing entries for good, and proving it.

use std::{
    collections::{BTreeMap, HashSet},
    ops::ControlFlow,
    path::PathBuf,
};

use super::{Cancel, Error, Lore, Progress, Result, changing::Report};
use crate::{
    domain::{change::ChangeId, entry::EntryKey, filter::Filter, kind},
    store::{self, Column, Needles, Repository},
};

/// What a purge is to erase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PurgeScope {
    /// These entries, wherever they stand: in the table, in the trash, in old versions.
    Entries(Vec<EntryKey>),
    /// Everything in the trash.
    Trash,
}

/// What a purge would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PurgePlan {
    /// Entries that stand in the table.
    pub entries: Vec<EntryKey>,
    /// Entries of which only the trash, the journal or old versions tell.
    pub past: Vec<EntryKey>,
    /// Keys of which nothing is known.
    pub unknown: Vec<EntryKey>,
    /// Old versions of tables that would go, with the history of all entries in them.
    pub versions: usize,
    /// Tags and branches that keep old versions alive, as `repository: tag name`. While there are
    /// any, nothing is erased.
    pub held_by: Vec<String>,
}

/// What a purge did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Purged {
    /// The journal's name for it.
    pub change: Option<ChangeId>,
    /// Entries erased.
    pub erased: Vec<EntryKey>,
    /// Files read to look for their texts.
    pub files_searched: usize,
    /// Files in which a text of them was still found, which should be none.
    pub found_in: Vec<PathBuf>,
    /// Other entries that say something of what was erased too, which therefore is still there.
    pub also_said_by: Vec<EntryKey>,
    /// Somebody stopped it before its end. Another run completes it.
    pub cancelled: bool,
}

/// The ids of one repository that a purge is about.
struct Part {
    repository: Repository,
    ids: HashSet<String>,
}

impl Lore {
    /// What a purge would erase. Touches nothing.
    pub async fn plan_purge(&self, scope: &PurgeScope) -> Result<PurgePlan> {
        let mut plan = PurgePlan::default();
        for (name, ids) in self.purged_ids(scope).await? {
            let keys = |ids: &mut dyn Iterator<Item = &String>| -> Vec<EntryKey> {
                let mut ids: Vec<EntryKey> = ids.map(|id| key(&name, id)).collect();
                ids.sort();
                ids
            };
            let repository = match self.store.repository(&name).await {
                Err(store::Error::NoRepository(_)) => {
                    plan.unknown.extend(keys(&mut ids.iter()));
                    continue;
                }
                found => found?,
            };
            let standing = standing(&repository, &ids).await?;
            let known = repository
                .remains(&ids, &mut |_, _| ControlFlow::Continue(()))
                .await?
                .unwrap_or_default()
                .ids;
            plan.entries.extend(keys(&mut standing.iter()));
            plan.past.extend(keys(&mut known.difference(&standing)));
            let unknown = ids.iter().filter(|id| !known.contains(*id) && !standing.contains(*id));
            plan.unknown.extend(keys(&mut { unknown }));
            plan.versions += repository.old_versions().await?;
            plan.held_by.extend(held_by(&repository).await?);
        }
        Ok(plan)
    }

    /// Erases entries: rows, trash, vectors, index and old versions; then looks for what they said
    /// in every file of their repositories. Keys of which nothing is known are passed over.
    ///
    /// # Errors
    /// [`Error::NotFound`] when nothing is known of any; [`Error::Conflict`] when a tag or a branch
    /// keeps old versions alive. Nothing is erased then.
    pub async fn purge(
        &self,
        scope: &PurgeScope,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Purged> {
        let mut watch = |done, total| {
            progress(Progress { done, total });
            if cancel.is_cancelled() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let mut parts = Vec::new();
        for (name, ids) in self.purged_ids(scope).await? {
            match self.store.repository(&name).await {
                Err(store::Error::NoRepository(_)) => {}
                found => parts.push(Part {
                    repository: found?,
                    ids,
                }),
            }
        }
        refuse_held(&parts).await?;
        let mut purged = Purged::default();
        for part in &parts {
            if part.carry_out(&mut watch, &mut purged).await?.is_break() {
                purged.cancelled = true;
                return Ok(purged);
            }
        }
        if purged.erased.is_empty() && *scope != PurgeScope::Trash {
            return Err(Error::NotFound(
                "nothing is known of these entries; `lore list` and `lore trash` show the ids"
                    .to_owned(),
            ));
        }
        Ok(purged)
    }

    /// What is to be erased, by repository.
    async fn purged_ids(&self, scope: &PurgeScope) -> Result<BTreeMap<String, HashSet<String>>> {
        let keys = match scope {
            PurgeScope::Entries(keys) => keys.clone(),
            PurgeScope::Trash => {
                let trash = self.trash(&Filter::default()).await?;
                trash.iter().map(|trashed| trashed.entry.key()).collect()
            }
        };
        let mut ids: BTreeMap<String, HashSet<String>> = BTreeMap::new();
        for key in keys {
            ids.entry(key.repository).or_default().insert(key.id);
        }
        Ok(ids)
    }
}

impl Part {
    async fn carry_out(
        &self,
        watch: store::Watch<'_>,
        purged: &mut Purged,
    ) -> Result<ControlFlow<()>> {
        let Some(remains) = self.repository.remains(&self.ids, watch).await? else {
            return Ok(ControlFlow::Break(()));
        };
        if remains.ids.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        let mut ids: Vec<String> = remains.ids.iter().cloned().collect();
        ids.sort();
        let needles = Needles::new(&remains);
        drop(remains);
        if self.repository.erase(&ids, watch).await?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
        let name = self.repository.name();
        purged.erased.extend(ids.iter().map(|id| key(name, id)));
        let Some(traces) = self.repository.search_files(&needles, watch).await? else {
            return Ok(ControlFlow::Break(()));
        };
        purged.files_searched += traces.files;
        purged.found_in.extend(traces.found_in);
        let others = traces.also_said_by.iter();
        purged.also_said_by.extend(others.map(|id| key(name, id)));
        Ok(ControlFlow::Continue(()))
    }
}

/// Those of the ids that the table has, hidden types included.
async fn standing(repository: &Repository, ids: &HashSet<String>) -> Result<HashSet<String>> {
    let snapshot = repository.snapshot().await?;
    let system = Filter {
        kinds: vec![kind::SYSTEM.to_owned()],
        ..Filter::default()
    };
    let mut standing = HashSet::new();
    for filter in [Filter::default(), system] {
        snapshot
            .visit(&filter, &[Column::Id], |_, values| {
                if let Some(id) = ids.get(values[0]) {
                    standing.insert(id.clone());
                }
            })
            .await?;
    }
    Ok(standing)
}

async fn refuse_held(parts: &[Part]) -> Result<()> {
    let mut held = Vec::new();
    for part in parts {
        held.extend(held_by(&part.repository).await?);
    }
    if held.is_empty() {
        return Ok(());
    }
    Err(Error::Conflict(format!(
        "nothing was erased, because old versions with all that was in them are kept by {}; delete these tags and branches with the program that made them, then try again",
        held.join(", ")
    )))
}

/// `repository: tag name`, of each that keeps old versions alive.
async fn held_by(repository: &Repository) -> Result<Vec<String>> {
    let held = repository.held_by().await?;
    Ok(held
        .into_iter()
        .map(|holder| format!("{}: {holder}", repository.name()))
        .collect())
}

fn key(repository: &str, id: &str) -> EntryKey {
    EntryKey {
        repository: repository.to_owned(),
        id: id.to_owned(),
    }
}
