//! The entries that a command changes: those with some ids, or those that filters admit.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::{
    args::{ConsentArgs, SelectionArgs},
    failure::{Code, Failure, Stop},
    preview::Preview,
};
use crate::{
    domain::{
        change::{Guard, Target},
        count::thousands,
        entry::Entry,
        filter::Filter,
        search::Sort,
    },
    service::{Error, Lore},
};

/// What the arguments ask for, checked before anything is opened.
#[derive(Debug)]
pub enum Wanted {
    /// The entries with these ids, each once, in one of these repositories if any is named.
    Ids(Vec<String>, Vec<String>),
    /// The entries that a filter admits, and the filter in words.
    Set(Filter, String),
}

/// What was found.
#[derive(Debug)]
pub enum Selection {
    /// The entries with the ids.
    Entries(Vec<Entry>),
    /// All that a filter admits.
    Set {
        /// The filter.
        filter: Filter,
        /// The filter in words.
        words: String,
        /// The entries, the newest first.
        targets: Vec<Target>,
    },
}

impl Wanted {
    /// Reads the arguments. Ids and filters do not go together, but for `--repo`, and everything
    /// is only meant when it is asked for.
    pub fn new(args: &SelectionArgs, now: DateTime<Utc>) -> Result<Self, Failure> {
        let SelectionArgs { ids, all, filter } = args;
        if !ids.is_empty() {
            if *all || !filter.is_empty_but_for_repo() {
                return Err(Failure::invalid(
                    "ids and filters at once: name the entries by ids, or select them by filters",
                ));
            }
            let mut seen = HashSet::new();
            let once = ids.iter().filter(|id| seen.insert(*id)).cloned().collect();
            return Ok(Self::Ids(once, filter.repo.clone()));
        }
        match (all, filter.is_empty()) {
            (true, false) => Err(Failure::invalid(
                "--all means every entry of the store: leave it away, or the filters",
            )),
            (false, true) => Err(Failure::invalid(
                "no entries are named: give ids, filters such as --project, or --all for every entry",
            )),
            (true, true) => Ok(Self::Set(Filter::default(), "everything".to_owned())),
            (false, false) => Ok(Self::Set(filter.to_filter(now)?, filter.in_words())),
        }
    }

    /// Looks the entries up.
    pub async fn find(self, lore: &Lore) -> Result<Selection, Stop> {
        match self {
            Self::Ids(ids, repositories) => {
                let found = with_ids(lore, &ids, &repositories).await?;
                Ok(Selection::Entries(found))
            }
            Self::Set(filter, words) => {
                lore.check_scope(&filter).await?;
                let targets = lore.targets(&filter, Sort::Newest).await?;
                Ok(Selection::Set {
                    filter,
                    words,
                    targets,
                })
            }
        }
    }
}

impl Selection {
    /// The entries as they stand.
    pub fn targets(&self) -> Vec<Target> {
        match self {
            Self::Entries(entries) => entries.iter().map(Entry::target).collect(),
            Self::Set { targets, .. } => targets.clone(),
        }
    }

    /// Whether a command may only show them: entries that were not named one by one are touched
    /// when this is asked for.
    pub fn needs_consent(&self, consent: ConsentArgs) -> bool {
        let named = matches!(self, Self::Entries(_));
        consent.dry_run || !(named || consent.yes)
    }

    /// How they were selected, for the journal.
    pub fn words(&self) -> &str {
        match self {
            Self::Entries(_) => "",
            Self::Set { words, .. } => words,
        }
    }

    /// What they are, for who is to agree.
    pub async fn preview(&self, lore: &Lore) -> Result<Preview, Stop> {
        match self {
            Self::Entries(entries) => Ok(Preview::of(entries)),
            Self::Set {
                filter, targets, ..
            } => Ok(Preview::of_set(lore, filter, targets).await?),
        }
    }
}

/// The one entry with an id.
pub async fn one(lore: &Lore, id: &str, repository: Option<&String>) -> Result<Entry, Stop> {
    let repositories: Vec<String> = repository.into_iter().cloned().collect();
    let found = with_ids(lore, &[id.to_owned()], &repositories).await?;
    found
        .into_iter()
        .next()
        .ok_or_else(|| missing(lore, &[id]).into())
}

/// An entry as it stands now.
pub async fn now(lore: &Lore, entry: &Entry) -> Result<Option<Entry>, Error> {
    let target = Target {
        key: entry.key(),
        guard: Guard::Any,
    };
    Ok(lore.look_up(&[target]).await?.into_iter().flatten().next())
}

/// One entry for each id, or a failure that names the ids which have none, or several.
async fn with_ids(
    lore: &Lore,
    ids: &[String],
    repositories: &[String],
) -> Result<Vec<Entry>, Stop> {
    lore.check_scope(&Filter {
        repositories: repositories.to_vec(),
        ..Filter::default()
    })
    .await?;
    let mut found = lore.find_all(ids).await?;
    if !repositories.is_empty() {
        for entries in &mut found {
            entries.retain(|entry| repositories.contains(&entry.repository));
        }
    }
    let without: Vec<&str> = ids
        .iter()
        .zip(&found)
        .filter(|(_, entries)| entries.is_empty())
        .map(|(id, _)| id.as_str())
        .collect();
    if !without.is_empty() {
        return Err(missing(lore, &without).into());
    }
    if let Some(several) = found.iter().find(|entries| entries.len() > 1) {
        let places: Vec<&str> = several
            .iter()
            .map(|entry| entry.repository.as_str())
            .collect();
        return Err(Failure::invalid(format!(
            "`{}` is in {} repositories ({}): name one with --repo",
            several[0].id,
            places.len(),
            places.join(", ")
        ))
        .into());
    }
    Ok(found.into_iter().flatten().collect())
}

/// Ids as a failure names them: not all, when there are many.
pub fn quoted<'a>(ids: impl ExactSizeIterator<Item = &'a str>) -> String {
    const NAMED: usize = 5;
    let more = ids.len().saturating_sub(NAMED);
    let names: Vec<String> = ids.take(NAMED).map(|id| format!("`{id}`")).collect();
    let names = names.join(", ");
    if more == 0 {
        names
    } else {
        format!("{names} and {} more", thousands(more))
    }
}

fn missing(lore: &Lore, ids: &[&str]) -> Failure {
    let names = quoted(ids.iter().copied());
    let entry = if ids.len() == 1 { "entry" } else { "entries" };
    let message = format!(
        "no {entry} {names} in {}; `lore list` shows the ids",
        lore.path().display()
    );
    Failure::new(Code::NotFound, message)
}
