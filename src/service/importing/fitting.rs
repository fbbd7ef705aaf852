//! Records as entries: checked, placed in repositories, and with defaults where they say nothing.

use std::collections::{BTreeMap, BTreeSet};

use blake3::Hash;

use super::{ImportRequest, Imported, feed::Found, source::Source};
use crate::{
    domain::{
        credentials::kinds_in,
        entry::{Entry, MAX_TEXT_BYTES},
        exchange::{Cell, Dated, Record, Vector, made_id},
        kind,
        secret::CredentialPolicy,
        shares::mapped,
    },
    service::{Lore, Result, credentials::looked_through},
    store::{Standing, check_name, embeddings::digest},
};

/// The agent of an entry that names none.
const UNKNOWN_AGENT: &str = "unknown";

/// An entry that is to be brought in.
#[derive(Debug)]
pub(super) struct Draft {
    pub entry: Entry,
    pub vector: Vector,
    /// Its moment is a guess, since it tells none.
    pub undated: bool,
    /// Of what stands here as it will in a table; `None` where that may become something else.
    pub hashes: Option<Hashes>,
}

/// What is written down of a row with a vector.
#[derive(Debug)]
pub(super) struct Hashes {
    pub standing: Standing,
    /// Of its text and its vector.
    pub digest: Hash,
}

impl Draft {
    /// The hash of what it says.
    pub fn content(&self) -> String {
        let known = self.hashes.as_ref();
        known.map_or_else(
            || self.entry.content(),
            |known| known.standing.content.clone(),
        )
    }

    fn hashes(&self) -> Option<Hashes> {
        let is_final = !self.undated && self.entry.null_columns.is_empty();
        match &self.vector {
            Vector::Carried(carried) if is_final => Some(Hashes {
                standing: Standing::with(&self.entry, &carried.numbers),
                digest: digest(&self.entry.text, &carried.numbers),
            }),
            _ => None,
        }
    }

    /// What kinds of credentials it holds, or the name of its repository.
    fn credentials(&self) -> Kinds {
        let mut kinds = self.entry.credentials();
        kinds.extend(kinds_in([&*self.entry.repository].into_iter(), ""));
        kinds
    }
}

/// A record with the entry that it makes, or what is wrong with it.
type Placed = (Found, std::result::Result<Draft, String>);

/// Kinds of credentials.
type Kinds = Vec<&'static str>;

/// What a look at all of an entry tells.
type Looked = (Kinds, Option<Hashes>);

/// Makes entries of records.
pub(super) struct Fitting {
    lore: Lore,
    request: ImportRequest,
    changed: Dated,
    /// Entries are looked through for credentials, which takes as long as reading them.
    looks: bool,
    /// Repositories of projects, as far as they were looked for.
    known: BTreeMap<String, String>,
    /// Names that repositories may have, as far as they were looked at.
    good: BTreeSet<String>,
}

impl Fitting {
    /// `last` tells that this is the reading whose counts are told.
    pub fn new(lore: &Lore, request: &ImportRequest, source: &Source, last: bool) -> Self {
        Self {
            lore: lore.clone(),
            request: request.clone(),
            changed: source.changed,
            looks: last || lore.credentials == CredentialPolicy::Refuse,
            known: BTreeMap::new(),
            good: BTreeSet::new(),
        }
    }

    /// The entries in a batch of records. What cannot become one is told.
    pub async fn fit(&mut self, batch: Vec<Found>, told: &mut Imported) -> Result<Vec<Draft>> {
        let mut placed = Vec::with_capacity(batch.len());
        for mut found in batch {
            let record = std::mem::replace(&mut found.record, Ok(Record::default()));
            let fitted = match record.and_then(checked) {
                Ok(record) => self.place(record).await?,
                Err(wrong) => Err(wrong),
            };
            placed.push((found, fitted));
        }
        let (placed, looked) = self.looked_at(placed).await?;
        let mut drafts = Vec::with_capacity(placed.len());
        for ((found, fitted), (kinds, hashes)) in placed.into_iter().zip(looked) {
            let kept_out = self.lore.credentials.check(&kinds).err();
            match (fitted, kept_out) {
                (Ok(draft), None) => {
                    told.credentials += usize::from(!kinds.is_empty());
                    drafts.push(Draft { hashes, ..draft });
                }
                (Ok(_), Some(kept_out)) => told.add_bad(found, kept_out.to_string()),
                (Err(wrong), _) => told.add_bad(found, wrong),
            }
        }
        Ok(drafts)
    }

    /// What kinds of credentials each of them holds, as far as that is asked for, and its hashes.
    async fn looked_at(&self, placed: Vec<Placed>) -> Result<(Vec<Placed>, Vec<Looked>)> {
        if !self.looks {
            let looked = placed.iter().map(|_| Looked::default()).collect();
            return Ok((placed, looked));
        }
        let all = |placed: &Vec<Placed>| mapped(placed, 1, looked_at);
        looked_through(placed, usize::MAX, all).await
    }

    async fn place(&mut self, mut record: Record) -> Result<std::result::Result<Draft, String>> {
        let named = self.request.repository.clone().or(record.repository.take());
        let project = match (&record.project_id, &named) {
            (Cell::Absent, Some(repository)) => repository.clone(),
            (Cell::Absent, None) => self.request.project.clone(),
            (given, _) => given.text().unwrap_or_default().to_owned(),
        };
        let repository = if let Some(named) = named {
            named
        } else {
            let project = match project.as_str() {
                "" => self.request.project.clone(),
                named => named.to_owned(),
            };
            self.repository_of(&project).await?
        };
        if !self.good.contains(&repository) {
            if let Err(error) = check_name(&repository) {
                return Ok(Err(format!("{error}; --repo names another")));
            }
            self.good.insert(repository.clone());
        }
        if record.project_id == Cell::Absent {
            record.project_id = Cell::Text(project);
        }
        Ok(Ok(self.draft(record, repository)))
    }

    async fn repository_of(&mut self, project: &str) -> Result<String> {
        if let Some(known) = self.known.get(project) {
            return Ok(known.clone());
        }
        let repository = self.lore.repository_of(project).await?;
        self.known.insert(project.to_owned(), repository.clone());
        Ok(repository)
    }

    fn draft(&self, mut record: Record, repository: String) -> Draft {
        for (cell, default) in [
            (&mut record.kind, kind::GENERAL),
            (&mut record.agent, UNKNOWN_AGENT),
            (&mut record.session_id, ""),
            (&mut record.metadata, "{}"),
        ] {
            if *cell == Cell::Absent {
                *cell = Cell::from(default);
            }
        }
        // Before it gets a moment: that of a file may be another in the next run.
        if record.id == Cell::Absent {
            record.id = Cell::Text(made_id(&record));
        }
        let undated = record.timestamp == Cell::Absent;
        if undated {
            let changed = record.changed.unwrap_or(self.changed);
            record.timestamp = Cell::Text(changed.column());
        }
        let vector = std::mem::take(&mut record.vector);
        let null_columns = record.cells().into_iter();
        let null_columns = null_columns
            .filter_map(|(name, cell)| (*cell == Cell::Null).then_some(name))
            .collect();
        let text = |cell: Cell| match cell {
            Cell::Text(text) => text,
            Cell::Null | Cell::Absent => String::new(),
        };
        Draft {
            entry: Entry {
                repository,
                id: text(record.id),
                text: text(record.text),
                kind: text(record.kind),
                project_id: text(record.project_id),
                session_id: text(record.session_id),
                agent: text(record.agent),
                timestamp: text(record.timestamp),
                metadata: text(record.metadata),
                revision: String::new(),
                null_columns,
            },
            vector,
            undated,
            hashes: None,
        }
    }
}

fn looked_at((_, fitted): &Placed) -> Looked {
    let draft = fitted.as_ref().ok();
    draft.map_or_else(Looked::default, |draft| {
        (draft.credentials(), draft.hashes())
    })
}

/// Refuses what cannot be an entry. What came out of a store may be as odd as it was there.
fn checked(record: Record) -> std::result::Result<Record, String> {
    let text = record.text.text().unwrap_or_default();
    if record.text == Cell::Absent {
        Err("it has no text".to_owned())
    } else if text.trim().is_empty() && record.id == Cell::Absent {
        Err("its text is empty".to_owned())
    } else if text.len() > MAX_TEXT_BYTES {
        Err(format!(
            "its text is longer than {} MB",
            MAX_TEXT_BYTES >> 20
        ))
    } else {
        Ok(record)
    }
}
