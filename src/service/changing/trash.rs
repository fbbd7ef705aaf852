//! The trash: rows that were taken out and did not come back since.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::{
    Report,
    engine::{Course, conclude},
    outcome,
    reverse::reverse,
    run::Run,
    settle::{came_to_be, said},
};
use crate::{
    domain::{
        change::{Action, ChangeId, Changed, Outcome, Refusal, Trashed},
        entry::EntryKey,
        filter::{Fields, Filter},
    },
    service::{Cancel, Lore, Result},
    store::{
        ImageId, ImageTable, Repository,
        images::{Image, What},
        journal::Line,
    },
};

/// The trash of one repository.
struct Trash {
    table: ImageTable,
    lines: HashMap<String, Line>,
    /// The earliest first.
    deleted: Vec<(ImageId, Image)>,
    /// What was erased from it.
    erased: HashSet<String>,
}

impl Lore {
    /// What is in the trash, the latest first. The filter means the entries as they were.
    pub async fn trash(&self, filter: &Filter) -> Result<Vec<Trashed>> {
        let mut trashed = Vec::new();
        for repository in self.admitted(filter).await? {
            let listed = match list(&repository, filter).await {
                // What was being read may just have been erased.
                Err(_) => list(&repository, filter).await?,
                Ok(listed) => listed,
            };
            trashed.extend(listed);
        }
        // Stable: what one change brought there stays in its order.
        trashed.sort_by(|one, other| (other.at, &other.change).cmp(&(one.at, &one.change)));
        Ok(trashed)
    }

    /// Brings entries back from the trash, each as it was last deleted.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::service::Error::NotFound) when none of them is there,
    /// [`Error::Conflict`](crate::service::Error::Conflict) when all were left alone.
    pub async fn restore(
        &self,
        keys: &[EntryKey],
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Outcome> {
        let mut course = Course::new(cancel, progress, keys.len());
        let names: BTreeSet<&str> = keys.iter().map(|key| key.repository.as_str()).collect();
        let locked = self.lock(&names).await?;
        let header = self.header(&locked, Action::Restore, None, "");
        let mut outcome = Outcome::default();
        for (repository, lock) in locked.each() {
            let mine = keys
                .iter()
                .filter(|key| key.repository == repository.name())
                .map(|key| key.id.as_str());
            let mut run = Run::new(repository, lock, &header);
            let done = Box::pin(restore(repository, mine, &mut run, &mut course)).await;
            conclude(run, done, &header, &mut outcome).await?;
        }
        outcome::conclude(outcome)
    }

    /// Removes from the trash for good what went there before a moment, or everything.
    pub async fn empty_trash(&self, before: Option<DateTime<Utc>>) -> Result<Outcome> {
        let mut repositories = self.journaled().await?;
        repositories.retain(|repository| repository.images().is_there());
        let locked = self.lock_all(repositories).await?;
        let header = self.header(&locked, Action::EmptyTrash, None, "");
        let mut outcome = Outcome::default();
        for (repository, lock) in locked.each() {
            let Some(mut trash) = Trash::read(repository).await? else {
                continue;
            };
            let lines = &trash.lines;
            trash.deleted.retain(|(_, image)| {
                let at = lines.get(&image.change).map(|line| line.at);
                before.is_none_or(|before| at.is_some_and(|at| at < before.timestamp_micros()))
            });
            if trash.deleted.is_empty() {
                continue;
            }
            let mut run = Run::new(repository, lock, &header);
            run.begin().await?;
            lock.check()?;
            Box::pin(trash.table.erase(&trash.deleted, &header.id.0)).await?;
            run.changed = trash
                .deleted
                .into_iter()
                .map(|(_, image)| {
                    let was = image.before.unwrap_or_default();
                    Changed {
                        key: EntryKey {
                            repository: repository.name().to_owned(),
                            id: image.id,
                        },
                        revision: was.revision,
                        content: was.content,
                    }
                })
                .collect();
            conclude(run, Ok(true), &header, &mut outcome).await?;
        }
        Ok(outcome)
    }
}

async fn list(repository: &Repository, filter: &Filter) -> Result<Vec<Trashed>> {
    match Trash::read(repository).await? {
        Some(trash) => trash.list(filter).await,
        None => Ok(Vec::new()),
    }
}

impl Trash {
    /// Reads it as it is: of a change that is going on, or was cut off, the rows that are still in
    /// the table are not in the trash.
    async fn read(repository: &Repository) -> Result<Option<Self>> {
        // In the order in which a change writes: images, then rows. So no row is missed.
        let Some(table) = repository.images().open().await? else {
            return Ok(None);
        };
        let mut images = table.all().await?;
        let lines: HashMap<String, Line> = repository
            .journal()
            .lines()
            .await?
            .into_iter()
            .map(|line| (line.change.clone(), line))
            .collect();
        let unsettled = |image: &Image| lines.get(&image.change).is_none_or(Line::is_open);
        let open = images.iter().map(|(_, image)| image);
        let said = said(
            &repository.snapshot().await?,
            open.filter(|image| unsettled(image)),
        )
        .await?;
        images.retain(|(_, image)| {
            let said = said.get(&image.id).map_or(&[][..], Vec::as_slice);
            !unsettled(image) || came_to_be(image, said)
        });
        let erased = images
            .iter()
            .filter(|(_, image)| image.what == What::Erased)
            .map(|(_, image)| image.id.clone())
            .collect();
        Ok(Some(Self {
            table,
            lines,
            deleted: standing(images),
            erased,
        }))
    }

    async fn list(&self, filter: &Filter) -> Result<Vec<Trashed>> {
        let entries = self.table.entries(&self.deleted).await?;
        let trashed = entries.into_iter().zip(&self.deleted);
        Ok(trashed
            .filter(|(entry, _)| {
                filter.admits(&Fields {
                    text: &entry.text,
                    kind: &entry.kind,
                    project_id: &entry.project_id,
                    session_id: &entry.session_id,
                    agent: &entry.agent,
                    timestamp: &entry.timestamp,
                })
            })
            .filter_map(|(entry, (_, image))| {
                let line = self.lines.get(&image.change)?;
                Some(Trashed {
                    entry,
                    at: DateTime::from_timestamp_micros(line.at)?,
                    change: ChangeId(image.change.clone()),
                    action: line.action.parse().unwrap_or(Action::Delete),
                    who: line.who.clone(),
                })
            })
            .collect())
    }

    /// What an entry was like when it was last deleted: more than one row, when rows that shared
    /// its id were deleted together.
    fn latest<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a (ImageId, Image)> {
        let of_id = move || self.deleted.iter().filter(move |(_, image)| image.id == id);
        let change = of_id().next_back().map(|(_, image)| image.change.as_str());
        of_id().filter(move |(_, image)| Some(image.change.as_str()) == change)
    }
}

/// The rows that were taken out and not put back since. The images come in the order of time.
fn standing(images: Vec<(ImageId, Image)>) -> Vec<(ImageId, Image)> {
    let mut out: HashMap<String, Vec<(ImageId, Image)>> = HashMap::new();
    for (id, image) in images {
        match image.what {
            What::Delete => out.entry(image.id.clone()).or_default().push((id, image)),
            What::Insert => {
                if let Some(out) = out.get_mut(&image.id)
                    && let Some(back) = out.iter().rposition(|(_, was)| was.before == image.after)
                {
                    out.remove(back);
                }
            }
            What::Update | What::Erased => {}
        }
    }
    let mut out: Vec<_> = out.into_values().flatten().collect();
    out.sort_by(|(one_id, one), (other_id, other)| {
        (&one.change, one_id).cmp(&(&other.change, other_id))
    });
    out
}

async fn restore<'a>(
    repository: &Repository,
    ids: impl Iterator<Item = &'a str>,
    run: &mut Run<'_>,
    course: &mut Course<'_>,
) -> Result<bool> {
    let Some(trash) = Trash::read(repository).await? else {
        run.refuse(ids.map(|id| (id.to_owned(), Refusal::Gone)).collect());
        return Ok(true);
    };
    let mut images = Vec::new();
    let mut asked = HashSet::new();
    for id in ids {
        if !asked.insert(id) {
            continue;
        }
        let before = images.len();
        images.extend(trash.latest(id).cloned());
        if images.len() == before {
            let why = if trash.erased.contains(id) {
                Refusal::Erased
            } else {
                Refusal::Gone
            };
            run.refuse(vec![(id.to_owned(), why)]);
            course.advance(1);
        }
    }
    reverse(run, &trash.table, &images, course).await
}
