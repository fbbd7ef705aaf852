//! Erasing entries for good, and proving it.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    ops::ControlFlow,
    path::PathBuf,
};

use super::{
    Cancel, Error, Lore, Progress, Result,
    changing::{Header, Report},
};
use crate::{
    domain::{
        change::{Action, ChangeId},
        entry::EntryKey,
        filter::Filter,
        kind,
    },
    store::{self, Needles, Repository, journal::LineState},
};

/// Why nothing is erased in an object store.
const NO_PURGE: &str = "nobody can vouch for the copies that one keeps, so nothing is erased there for good; \
    move entries to the trash with `lore rm`, and let the bucket's own rules expire what is old";

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
struct Part<'a> {
    repository: &'a Repository,
    ids: HashSet<String>,
}

impl Lore {
    /// The entries of which something is known under each of these ids, in some repositories or in
    /// all: those that stand in a table, or else those that the trash and old versions know.
    pub async fn known_keys(
        &self,
        ids: &[String],
        repositories: &[String],
    ) -> Result<Vec<Vec<EntryKey>>> {
        let mut there = self.store.repositories().await?;
        let asked_for = |name: &str| repositories.iter().any(|asked| asked == name);
        there.retain(|one| repositories.is_empty() || asked_for(one.name()));
        let mut asked: HashSet<String> = ids.iter().cloned().collect();
        let mut keys: HashMap<String, Vec<EntryKey>> = HashMap::new();
        let mut found = |repository: &Repository, ids: HashSet<String>| {
            for id in ids {
                let key = key(repository.name(), &id);
                keys.entry(id).or_default().push(key);
            }
        };
        let mut stand = HashSet::new();
        for repository in &there {
            let standing = standing(repository, &asked).await?;
            stand.extend(standing.iter().cloned());
            found(repository, standing);
        }
        asked.retain(|id| !stand.contains(id));
        if !asked.is_empty() {
            for repository in &there {
                let go_on = &mut |_, _| ControlFlow::Continue(());
                let remains = repository.remains(&asked, go_on).await?;
                found(repository, remains.unwrap_or_default().ids);
            }
        }
        Ok(ids
            .iter()
            .map(|id| keys.get(id).cloned().unwrap_or_default())
            .collect())
    }

    /// What a purge would erase. Touches nothing.
    ///
    /// # Errors
    /// When the store is in an object store, of which nobody can say what copies it keeps.
    pub async fn plan_purge(&self, scope: &PurgeScope) -> Result<PurgePlan> {
        self.store.check_on_disk(NO_PURGE)?;
        let mut plan = PurgePlan::default();
        for (name, ids) in self.purged_ids(scope).await? {
            let repository = match self.store.repository(&name).await {
                Err(store::Error::NoRepository(_)) => {
                    plan.unknown.extend(keys(&name, ids.iter()));
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
            plan.entries.extend(keys(&name, standing.iter()));
            plan.past.extend(keys(&name, known.difference(&standing)));
            let unknown = ids.difference(&known).filter(|id| !standing.contains(*id));
            plan.unknown.extend(keys(&name, unknown));
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
    /// keeps old versions alive, or the store is in an object store. Nothing is erased then.
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
        self.store.check_on_disk(NO_PURGE)?;
        let names = self.repositories_of(scope).await?;
        let locked = self
            .lock(&names.iter().map(String::as_str).collect())
            .await?;
        // Only now: what is in the trash stays there from here on.
        let mut ids = self.purged_ids(scope).await?;
        let parts: Vec<Part<'_>> = locked
            .repositories
            .iter()
            .filter_map(|repository| {
                let ids = ids.remove(repository.name())?;
                Some(Part { repository, ids })
            })
            .collect();
        refuse_held(&parts).await?;
        let header = self.header(&locked, Action::Purge, None, detail(scope));
        let mut purged = Purged::default();
        for part in &parts {
            if part
                .carry_out(&header, &mut watch, &mut purged)
                .await?
                .is_break()
            {
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

    /// The repositories that a purge may touch.
    async fn repositories_of(&self, scope: &PurgeScope) -> Result<BTreeSet<String>> {
        let there = self.store.repositories().await?;
        let there = there.iter().filter(|repository| match scope {
            PurgeScope::Entries(keys) => keys.iter().any(|key| key.repository == repository.name()),
            PurgeScope::Trash => repository.images().is_there(),
        });
        Ok(there
            .map(|repository| repository.name().to_owned())
            .collect())
    }

    /// What is to be erased, by repository.
    async fn purged_ids(&self, scope: &PurgeScope) -> Result<BTreeMap<String, HashSet<String>>> {
        let keys = match scope {
            PurgeScope::Entries(keys) => keys.clone(),
            PurgeScope::Trash => self.trashed().await?,
        };
        let mut ids: BTreeMap<String, HashSet<String>> = BTreeMap::new();
        for key in keys {
            ids.entry(key.repository).or_default().insert(key.id);
        }
        Ok(ids)
    }

    /// What is in the trash, hidden types included. What stands in the table again is left out:
    /// erasing it would take that away.
    async fn trashed(&self) -> Result<Vec<EntryKey>> {
        let mut keys: BTreeMap<String, HashSet<String>> = BTreeMap::new();
        for filter in every_type() {
            for trashed in self.trash(&filter).await? {
                let EntryKey { repository, id } = trashed.entry.key();
                keys.entry(repository).or_default().insert(id);
            }
        }
        let mut gone = Vec::new();
        for (name, ids) in keys {
            let standing = standing(&self.store.repository(&name).await?, &ids).await?;
            gone.extend(ids.difference(&standing).map(|id| key(&name, id)));
        }
        Ok(gone)
    }
}

impl Part<'_> {
    async fn carry_out(
        &self,
        header: &Header,
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
        let journal = self.repository.journal();
        let mut line = header.line();
        line.entries = ids.len() as u64;
        journal.write(&line).await?;
        purged.change = Some(header.id.clone());
        // One that is stopped here stays unfinished in the journal: it was neither done nor not.
        if self.repository.erase(&ids, watch).await?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
        line.state = LineState::Done;
        journal.write(&line).await?;
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

/// What the journal tells of a purge.
fn detail(scope: &PurgeScope) -> &'static str {
    match scope {
        PurgeScope::Entries(_) => "",
        PurgeScope::Trash => "everything in the trash",
    }
}

/// Filters that together admit every row.
fn every_type() -> [Filter; 2] {
    let system = Filter {
        kinds: vec![kind::SYSTEM.to_owned()],
        ..Filter::default()
    };
    [Filter::default(), system]
}

/// Those of the ids that the table has.
async fn standing(repository: &Repository, ids: &HashSet<String>) -> Result<HashSet<String>> {
    let asked = ids.iter().map(String::as_str).collect();
    let places = repository.snapshot().await?.places(&asked).await?;
    Ok(places.into_iter().map(|place| place.id).collect())
}

async fn refuse_held(parts: &[Part<'_>]) -> Result<()> {
    let mut held = Vec::new();
    for part in parts {
        held.extend(held_by(part.repository).await?);
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

fn keys<'a>(repository: &str, ids: impl Iterator<Item = &'a String>) -> Vec<EntryKey> {
    let mut keys: Vec<EntryKey> = ids.map(|id| key(repository, id)).collect();
    keys.sort();
    keys
}

fn key(repository: &str, id: &str) -> EntryKey {
    EntryKey {
        repository: repository.to_owned(),
        id: id.to_owned(),
    }
}
