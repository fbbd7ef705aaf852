//! What the repositories hold, as of the last look.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    clock,
    domain::{
        entry::Entry,
        event::{Event, EventKind},
        kind,
    },
    service::{Fingerprint, Lore, Result},
    store::{Content, Contents, Difference, Repository, RowId, Snapshot, images::What},
};

/// Entries read at once: texts are up to 10 MB long.
const PAGE: usize = 256;

/// What is older when it appears may have been there before.
const NEW: TimeDelta = TimeDelta::minutes(1);

/// Deleted entries that are remembered, should they come back at once.
const REMEMBERED: usize = 10_000;

/// The state of a store, as far as it was looked at.
#[derive(Debug)]
pub(super) struct Picture {
    seen: Fingerprint,
    repositories: BTreeMap<String, Contents>,
    /// Ids of entries that went in one's sight, by repository.
    gone: HashMap<String, HashSet<Box<str>>>,
}

impl Picture {
    /// The state as it is now.
    pub(super) async fn of(lore: &Lore) -> Result<Self> {
        let mut picture = Self {
            seen: Fingerprint::default(),
            repositories: BTreeMap::new(),
            gone: HashMap::new(),
        };
        let seen = lore.fingerprint();
        for repository in lore.readable(lore.store.repositories().await?).await? {
            let contents = repository.snapshot().await?.contents().await?;
            picture
                .repositories
                .insert(repository.name().to_owned(), contents);
        }
        picture.seen = seen;
        Ok(picture)
    }

    /// Looks again, and tells what happened since. Costs a few file-system calls, or requests, when nothing did.
    pub(super) async fn renew(&mut self, lore: &Lore) -> Result<Vec<Event>> {
        // Before the tables, so that a change in between is seen the next time.
        let now = lore.fingerprint();
        if now == self.seen {
            return Ok(Vec::new());
        }
        let mut events = Vec::new();
        let repositories = lore.store.repositories().await?;
        let broken = lore.store.broken().await?;
        for repository in &lore.readable(repositories.clone()).await? {
            self.renew_repository(repository, &mut events).await?;
        }
        let is_there = |name: &String| {
            repositories.iter().any(|one| one.name() == name)
                || broken.iter().any(|one| one.repository == *name)
        };
        let at = clock::now();
        for (name, contents) in self.repositories.extract_if(.., |name, _| !is_there(name)) {
            for difference in Contents::default().since(&contents) {
                events.extend(removal(&name, difference, at));
            }
        }
        self.seen = now;
        Ok(events)
    }

    async fn renew_repository(
        &mut self,
        repository: &Repository,
        events: &mut Vec<Event>,
    ) -> Result<()> {
        let snapshot = repository.snapshot().await?;
        let contents = snapshot.contents().await?;
        let name = repository.name();
        let before = self.repositories.get(name).cloned().unwrap_or_default();
        let differences = contents.since(&before);
        let at = clock::now();
        let news: Vec<(EventKind, &Content)> = differences
            .iter()
            .filter_map(|difference| match *difference {
                Difference::Added(row) => Some((EventKind::Stored, row)),
                Difference::Changed(row) => Some((EventKind::Edited, row)),
                Difference::Removed(_) => None,
            })
            .filter(|(_, row)| &*row.kind != kind::SYSTEM)
            .collect();
        let gone = self.gone.entry(name.to_owned()).or_default();
        let mut deleted = Deleted {
            repository,
            seen: gone,
            known: None,
        };
        let mut told = Vec::with_capacity(differences.len());
        for page in news.chunks(PAGE) {
            for (&(mut kind, _), entry) in page.iter().zip(entries(&snapshot, page).await?) {
                if kind == EventKind::Stored && deleted.had(&entry, at).await? {
                    kind = EventKind::Restored;
                }
                told.push(Event {
                    kind,
                    id: entry.id,
                    repository: entry.repository,
                    project_id: entry.project_id,
                    entry_kind: entry.kind,
                    revision: Some(entry.revision),
                    at,
                });
            }
        }
        for difference in differences {
            if let Some(event) = removal(name, difference, at) {
                if gone.len() < REMEMBERED {
                    gone.insert(event.id.as_str().into());
                }
                told.push(event);
            }
        }
        events.extend(told);
        self.repositories.insert(name.to_owned(), contents);
        Ok(())
    }
}

async fn entries(snapshot: &Snapshot, page: &[(EventKind, &Content)]) -> Result<Vec<Entry>> {
    let rows: Vec<RowId> = page.iter().map(|(_, row)| row.row).collect();
    Ok(snapshot.entries(&rows).await?)
}

fn removal(repository: &str, difference: Difference<'_>, at: DateTime<Utc>) -> Option<Event> {
    match difference {
        Difference::Removed(row) if &*row.kind != kind::SYSTEM => Some(Event {
            kind: EventKind::Deleted,
            id: row.id.to_string(),
            repository: repository.to_owned(),
            project_id: row.project.to_string(),
            entry_kind: row.kind.to_string(),
            revision: None,
            at,
        }),
        _ => None,
    }
}

/// Which entries were deleted before.
struct Deleted<'a> {
    repository: &'a Repository,
    /// Those that went in one's sight.
    seen: &'a mut HashSet<Box<str>>,
    /// Those that lore deleted at any time, once they were asked for.
    known: Option<HashSet<String>>,
}

impl Deleted<'_> {
    /// Whether an entry that appeared was there before.
    async fn had(&mut self, entry: &Entry, now: DateTime<Utc>) -> Result<bool> {
        if self.seen.remove(entry.id.as_str()) {
            return Ok(true);
        }
        // What was just written is new: nobody has to look for it in the trash.
        if entry.instant().is_some_and(|at| now - at < NEW) {
            return Ok(false);
        }
        let known = match self.known.take() {
            Some(known) => known,
            None => self.imaged().await?,
        };
        let had = known.contains(&entry.id);
        self.known = Some(known);
        Ok(had)
    }

    async fn imaged(&self) -> Result<HashSet<String>> {
        let Some(table) = self.repository.images().open().await? else {
            return Ok(HashSet::new());
        };
        let images = table.all().await?.into_iter();
        Ok(images
            .filter(|(_, image)| matches!(image.what, What::Delete | What::Insert))
            .map(|(_, image)| image.id)
            .collect())
    }
}
