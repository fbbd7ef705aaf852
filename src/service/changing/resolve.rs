//! Which row each wish means, and whether it may have it.

use std::collections::HashMap;

use crate::{
    domain::{
        change::{Edit, Guard, Refusal},
        entry::Entry,
        kind,
    },
    embed::Vectors,
    store::{Column, Kept, Place, RowChange},
};

/// What is wanted of the rows of one id.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group<'a> {
    pub id: &'a str,
    pub wants: Vec<Want<'a>>,
}

/// What is wanted of one row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Want<'a> {
    pub guard: &'a Guard,
    pub act: Act,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// It goes.
    Delete,
    /// It gets the new values of the [`Work`].
    Edit,
    /// It becomes what it was.
    Revert { kept: usize },
    /// It becomes what is kept, vector and all.
    Replace { kept: usize },
    /// It comes back, if no more than so many rows with its id are there.
    Insert { kept: usize, left: u32 },
}

/// What all wishes of a change have in common.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Work<'a> {
    pub edit: Option<&'a Edit>,
    /// Of the new text, when there is one.
    pub embedding: Option<&'a Vectors>,
}

/// What is to be done, and what is not.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Resolved {
    pub changes: Vec<RowChange>,
    pub refused: Vec<(String, Refusal)>,
}

/// Gathers wishes by their ids, each id once, in the order in which they come.
pub(super) fn group<'a>(wants: impl IntoIterator<Item = (&'a str, Want<'a>)>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    for (id, want) in wants {
        let at = *numbers.entry(id).or_insert_with(|| {
            groups.push(Group {
                id,
                wants: Vec::new(),
            });
            groups.len() - 1
        });
        let wants = &mut groups[at].wants;
        // Who names an entry twice without telling how it stands means it once.
        if *want.guard != Guard::Any || !wants.contains(&want) {
            wants.push(want);
        }
    }
    groups
}

/// Decides for every wish. `entries` are the rows in `placed`, one group after the other.
pub(super) fn resolve(
    groups: &[Group<'_>],
    placed: &[Vec<Place>],
    entries: &[Entry],
    work: &Work<'_>,
    kept: Option<&Kept>,
) -> Resolved {
    let mut resolved = Resolved::default();
    let mut start = 0;
    for (group, places) in groups.iter().zip(placed) {
        let rows = &entries[start..start + places.len()];
        let mut free = vec![true; rows.len()];
        let mut inserts = Vec::new();
        for want in &group.wants {
            if let Act::Insert { kept, left } = want.act {
                inserts.push((kept, left));
                continue;
            }
            let change = pick(rows, &free, want.guard).and_then(|at| {
                free[at] = false;
                change(want.act, start + at, &rows[at], work, kept)
            });
            match change {
                Ok(change) => resolved.changes.push(change),
                Err(why) => resolved.refused.push((group.id.to_owned(), why)),
            }
        }
        let there = free.iter().filter(|free| **free).count();
        let allowed = inserts.iter().map(|(_, left)| *left as usize).min();
        // Rows without an id cannot be mistaken for one another's return.
        if group.id.is_empty() || allowed.is_some_and(|allowed| there <= allowed) {
            let back = inserts.into_iter();
            resolved
                .changes
                .extend(back.map(|(kept, _)| RowChange::Insert { kept }));
        } else {
            let refused = inserts.iter();
            resolved
                .refused
                .extend(refused.map(|_| (group.id.to_owned(), Refusal::Exists)));
        }
        start += places.len();
    }
    resolved
}

/// The row that a guard means: any of those that say the same, since nobody could tell them apart.
fn pick(rows: &[Entry], free: &[bool], guard: &Guard) -> Result<usize, Refusal> {
    let free = || (0..rows.len()).filter(|at| free[*at]);
    let mut fitting = free().filter(|at| fits(&rows[*at], guard));
    let Some(first) = fitting.next() else {
        return Err(if free().next().is_none() {
            Refusal::Gone
        } else {
            Refusal::Changed
        });
    };
    let content = rows[first].content();
    if fitting.all(|other| rows[other].content() == content) {
        Ok(first)
    } else {
        Err(Refusal::Ambiguous)
    }
}

fn fits(row: &Entry, guard: &Guard) -> bool {
    match guard {
        Guard::Any => true,
        Guard::Revision(revision) => row.revision == *revision,
        Guard::Content(content) => row.content() == *content,
    }
}

fn change(
    act: Act,
    row: usize,
    entry: &Entry,
    work: &Work<'_>,
    kept: Option<&Kept>,
) -> Result<RowChange, Refusal> {
    match act {
        Act::Delete => Ok(RowChange::Delete { row }),
        Act::Edit => {
            let texts = work.edit.map_or_else(Vec::new, |edit| values(edit, entry));
            if texts.is_empty() {
                return Err(Refusal::Same);
            }
            let new_text = texts.iter().any(|(column, _)| *column == Column::Text);
            let vector = work.embedding.filter(|_| new_text);
            Ok(RowChange::Update {
                row,
                texts,
                vector: vector.map(|embedding| embedding.shared.vector.clone()),
            })
        }
        Act::Revert { kept: at } => {
            let Some(was) = kept.and_then(|kept| kept.text(at)) else {
                return Err(Refusal::Erased);
            };
            Ok(RowChange::Revert {
                row,
                kept: at,
                // A vector may have been made anew since, unless it was one of another text.
                vector: was != entry.text,
            })
        }
        Act::Replace { kept } => Ok(RowChange::Revert {
            row,
            kept,
            vector: true,
        }),
        Act::Insert { kept, .. } => Ok(RowChange::Insert { kept }),
    }
}

/// The values of an edit that an entry does not have; what is left empty gets what a new entry gets.
pub(super) fn values(edit: &Edit, entry: &Entry) -> Vec<(Column, String)> {
    [
        (Column::Text, &edit.text, &entry.text, ""),
        (Column::Kind, &edit.kind, &entry.kind, kind::GENERAL),
        (Column::Project, &edit.project_id, &entry.project_id, ""),
        (Column::Session, &edit.session_id, &entry.session_id, ""),
        (Column::Agent, &edit.agent, &entry.agent, ""),
        (Column::Metadata, &edit.metadata, &entry.metadata, "{}"),
    ]
    .into_iter()
    .filter_map(|(column, new, old, default)| {
        let new = new.as_ref().filter(|new| *new != old)?;
        let new = if new.is_empty() { default } else { new };
        (new != old).then(|| (column, new.to_owned()))
    })
    .collect()
}
