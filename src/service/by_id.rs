//! One entry by its id: how agents name what they read, edit, delete and bring back.

use super::{Cancel, Error, Lore, Result};
use crate::domain::{
    change::{Action, ChangeId, Changed, Edit, Guard, Outcome, Target},
    entry::Entry,
    filter::Filter,
    kind,
    printable::printable_line,
};

/// An entry as somebody names it who knows its id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ById {
    /// Its id.
    pub id: String,
    /// Its repository; not needed while only one has the id.
    pub repository: Option<String>,
    /// The revision it must be at: what was read. Without one, it is meant as it stands.
    pub revision: Option<String>,
}

/// What [`Lore::edit_by_id`] made of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The journal's name for it; `None` when the entry was like that already.
    pub change: Option<ChangeId>,
    /// The entry as it stands now.
    pub entry: Entry,
    /// What kinds of credentials it holds, each once; never their values.
    pub credentials: Vec<&'static str>,
}

/// An entry that went to the trash or came back, by [`Lore::delete_by_id`] or
/// [`Lore::restore_by_id`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The journal's name for it.
    pub change: Option<ChangeId>,
    /// The entry, with the revision that it has now, or had last.
    pub entry: Changed,
}

impl Lore {
    /// The entry.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none; [`Error::Invalid`] when several repositories have
    /// the id and none is named; [`Error::Conflict`] when it is at another revision.
    pub async fn entry(&self, name: &ById) -> Result<Entry> {
        let scope = name.scope();
        self.check_scope(&scope).await?;
        let mut found = self.find(&name.id).await?;
        found.retain(|entry| scope.admits_repository(&entry.repository));
        name.only_one(found.iter().map(|entry| entry.repository.as_str()))?;
        let Some(first) = found.first() else {
            return Err(Error::NotFound(format!(
                "no entry `{}` in {}; look for its id in a list or a search",
                printable_line(&name.id),
                self.path().display()
            )));
        };
        let Some(wanted) = &name.revision else {
            return Ok(found.swap_remove(0));
        };
        let now = first.revision.clone();
        let read = found.into_iter().find(|entry| entry.revision == *wanted);
        read.ok_or_else(|| {
            Error::Conflict(format!(
                "`{}` was changed since revision {}: it is at {now} now; read it again and decide anew",
                printable_line(&name.id),
                printable_line(wanted)
            ))
        })
    }

    /// Gives the entry new values. One that is like that already stays as it is.
    ///
    /// # Errors
    /// As for [`Lore::entry`] and [`Lore::edit`].
    pub async fn edit_by_id(&self, name: &ById, edit: &Edit) -> Result<Edited> {
        if edit.is_empty() {
            return Err(Error::Invalid(
                "nothing to change is named; give text, type, project_id, session_id, agent or metadata"
                    .to_owned(),
            ));
        }
        let entry = self.entry(name).await?;
        let (change, entry) = if edit.changes(&entry) {
            let (change, entry) = self.edit(&name.target(&entry), edit).await?;
            (Some(change), entry)
        } else {
            (None, entry)
        };
        Ok(Edited {
            change,
            credentials: self.credentials_of(&entry).await,
            entry,
        })
    }

    /// Moves the entry to the trash.
    ///
    /// # Errors
    /// As for [`Lore::entry`] and [`Lore::delete`].
    pub async fn delete_by_id(&self, name: &ById) -> Result<Moved> {
        let entry = self.entry(name).await?;
        let target = name.target(&entry);
        let cancel = Cancel::default();
        let outcome = self
            .delete(&[target], Action::Delete, "", &cancel, &mut |_| {})
            .await?;
        Ok(moved(outcome, &entry))
    }

    /// Brings the entry back from the trash, as it was last deleted.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not there; [`Error::Invalid`] when it is in the trash of
    /// several repositories and none is named; [`Error::Conflict`] when an entry has its id again.
    pub async fn restore_by_id(&self, name: &ById) -> Result<Moved> {
        self.check_scope(&name.scope()).await?;
        let mut trashed = self.trash(&name.scope()).await?;
        // No filter admits the start-up rows unless it names their type.
        let system = Filter {
            kinds: vec![kind::SYSTEM.to_owned()],
            ..name.scope()
        };
        trashed.extend(self.trash(&system).await?);
        trashed.retain(|trashed| trashed.entry.id == name.id);
        let places = trashed
            .iter()
            .map(|trashed| trashed.entry.repository.as_str());
        name.only_one(places)?;
        let Some(trashed) = trashed.into_iter().next() else {
            return Err(Error::NotFound(format!(
                "no entry `{}` in the trash: it was never there, came back already, or was removed for good",
                printable_line(&name.id)
            )));
        };
        let cancel = Cancel::default();
        let outcome = self
            .restore(&[trashed.entry.key()], &cancel, &mut |_| {})
            .await?;
        Ok(moved(outcome, &trashed.entry))
    }
}

impl ById {
    /// Where it is looked for.
    fn scope(&self) -> Filter {
        Filter {
            repositories: self.repository.iter().cloned().collect(),
            ..Filter::default()
        }
    }

    fn target(&self, entry: &Entry) -> Target {
        let revision = self.revision.clone();
        Target {
            key: entry.key(),
            guard: revision.map_or(Guard::Any, Guard::Revision),
        }
    }

    /// Refuses an id that is in more than one repository.
    fn only_one<'a>(&self, repositories: impl Iterator<Item = &'a str>) -> Result<()> {
        let mut places: Vec<&str> = repositories.collect();
        places.sort_unstable();
        places.dedup();
        if places.len() < 2 {
            return Ok(());
        }
        Err(Error::Invalid(format!(
            "`{}` is in {} repositories ({}): name the repository, too",
            printable_line(&self.id),
            places.len(),
            places.join(", ")
        )))
    }
}

fn moved(outcome: Outcome, entry: &Entry) -> Moved {
    let changed = outcome.changed.into_iter().next();
    Moved {
        change: outcome.change,
        entry: changed.unwrap_or_else(|| Changed::from(entry)),
    }
}
