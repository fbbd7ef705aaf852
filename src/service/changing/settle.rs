//! Changes that were cut off, settled by looking at which rows are in the table.

use std::collections::{HashMap, HashSet};

use chrono::DateTime;

use super::run::add_detail;
use crate::{
    domain::change::Action,
    service::Result,
    store::{
        BatchName, ImageId, Repository, RowId, Snapshot,
        images::{Image, What},
        journal::{Line, LineState},
    },
};

/// Rows looked at together.
const ROWS_AT_ONCE: usize = 2048;

/// What the journal says of a change that did not come to its own end.
const CUT_OFF: &str = "cut off";

/// Settles every change of the repository, which must be locked, that has begun and is not done:
/// images of changes that did not come to be are taken back, and the journal gets the true count.
/// Returns the journal.
pub(super) async fn settle(repository: &Repository) -> Result<Vec<Line>> {
    let mut lines = repository.journal().lines().await?;
    for line in lines.iter_mut().filter(|line| line.is_open()) {
        let found = look(repository, line).await?;
        if let Some(table) = repository.images().open().await?
            && !found.void.is_empty()
        {
            table.withdraw(&found.void).await?;
        }
        line.entries = found.entries;
        line.state = LineState::Stopped;
        add_detail(line, CUT_OFF);
        repository.journal().write(line).await?;
    }
    Ok(lines)
}

/// What became of a change.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// How many entries it changed.
    pub entries: u64,
    /// Its images that stand for nothing.
    pub void: Vec<ImageId>,
}

/// Looks what became of a change that is not done. Writes nothing.
pub(super) async fn look(repository: &Repository, line: &Line) -> Result<Found> {
    let mut found = Found::default();
    if line.action == Action::Purge.name() {
        // What it was about; of what it erased nothing tells any more.
        found.entries = line.entries;
        return Ok(found);
    }
    let Some(table) = repository.images().open().await? else {
        return Ok(found);
    };
    if line.action == Action::EmptyTrash.name() {
        let all = table.all().await?;
        let erased = all
            .iter()
            .filter(|(_, image)| image.erased_by.as_ref() == Some(&line.change));
        found.entries = erased.count() as u64;
        return Ok(found);
    }
    let images = table.of_change(&line.change).await?;
    // After the images: what is in the table now tells of all of them.
    let snapshot = repository.snapshot().await?;
    let said = said(&snapshot, images.iter().map(|(_, image)| image)).await?;
    let said = |image: &Image| said.get(&image.id).map_or(&[][..], Vec::as_slice);
    let in_doubt = images.iter().any(|(_, image)| in_doubt(image, said(image)));
    let committed = match DateTime::from_timestamp_micros(line.at) {
        Some(begun) if in_doubt => snapshot.batches_since(begun).await,
        _ => None,
    };
    for (id, image) in &images {
        let came_to_be = match &committed {
            Some(batches) => batches.contains(&BatchName::of(image)),
            None => came_to_be(image, said(image)),
        };
        if came_to_be {
            found.entries += 1;
        } else {
            found.void.push(*id);
        }
    }
    Ok(found)
}

/// What the rows of these images' ids say now.
pub(super) async fn said<'a>(
    snapshot: &Snapshot,
    images: impl Iterator<Item = &'a Image>,
) -> Result<HashMap<String, Vec<String>>> {
    let ids: HashSet<&str> = images.map(|image| image.id.as_str()).collect();
    let mut said: HashMap<String, Vec<String>> = HashMap::new();
    if ids.is_empty() {
        return Ok(said);
    }
    let places = snapshot.places(&ids).await?;
    for some in places.chunks(ROWS_AT_ONCE) {
        let rows: Vec<RowId> = some.iter().map(|place| place.row).collect();
        for entry in snapshot.entries(&rows).await? {
            let content = entry.content();
            said.entry(entry.id).or_default().push(content);
        }
    }
    Ok(said)
}

/// Whether the change that an image tells of is in the table, given what the rows of its id say. In
/// doubt it is: an image too many does no harm, one too few would lose an entry.
pub(super) fn came_to_be(image: &Image, said: &[String]) -> bool {
    let rows_like = |content: &str| said.iter().filter(|said| *said == content).count();
    let alike = image.alike as usize;
    match (image.what, &image.before, &image.after) {
        (What::Update | What::Delete, Some(before), _) => rows_like(&before.content) <= alike,
        (What::Insert, _, Some(after)) => rows_like(&after.content) > alike,
        _ => true,
    }
}

/// Whether the rows may say so only because somebody else changed them since.
fn in_doubt(image: &Image, said: &[String]) -> bool {
    let as_left = match (&image.what, &image.after) {
        (What::Delete, _) => said.len() <= image.left as usize,
        (_, Some(after)) => said.contains(&after.content),
        _ => true,
    };
    let may_be_done = came_to_be(image, said) || image.what == What::Insert;
    !as_left && may_be_done
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::images::Standing;

    fn image(what: What, before: Option<&str>, after: Option<&str>, alike: u32) -> Image {
        let standing = |content: &str| Standing {
            revision: String::new(),
            content: content.to_owned(),
        };
        Image {
            change: String::new(),
            batch: 0,
            what,
            id: "a".into(),
            before: before.map(standing),
            after: after.map(standing),
            left: alike,
            alike,
            erased_by: None,
        }
    }

    fn is(image: &Image, said: &[&str]) -> bool {
        let said: Vec<String> = said.iter().map(|&one| one.to_owned()).collect();
        came_to_be(image, &said)
    }

    #[test]
    fn the_table_tells_what_came_to_be() {
        let deleted = image(What::Delete, Some("x"), None, 0);
        assert!(is(&deleted, &[]) && is(&deleted, &["y"]));
        assert!(!is(&deleted, &["x"]));
        let updated = image(What::Update, Some("x"), Some("y"), 0);
        assert!(is(&updated, &["y"]) && is(&updated, &["z"]) && is(&updated, &[]));
        assert!(!is(&updated, &["x"]));
        let inserted = image(What::Insert, None, Some("x"), 0);
        assert!(is(&inserted, &["x"]));
        assert!(!is(&inserted, &[]) && !is(&inserted, &["y"]));
    }

    #[test]
    fn a_twin_that_was_left_is_not_taken_for_the_row() {
        let deleted = image(What::Delete, Some("x"), None, 1);
        assert!(is(&deleted, &["x"]) && !is(&deleted, &["x", "x"]));
        let inserted = image(What::Insert, None, Some("x"), 1);
        assert!(is(&inserted, &["x", "x"]) && !is(&inserted, &["x"]));
    }

    #[test]
    fn what_only_somebody_else_can_have_written_leaves_doubt() {
        let doubt = |image: &Image, said: &[&str]| {
            let said: Vec<String> = said.iter().map(|&one| one.to_owned()).collect();
            in_doubt(image, &said)
        };
        let deleted = image(What::Delete, Some("x"), None, 0);
        assert!(doubt(&deleted, &["y"]));
        assert!(!doubt(&deleted, &[]) && !doubt(&deleted, &["x"]));
        let updated = image(What::Update, Some("x"), Some("y"), 0);
        assert!(doubt(&updated, &["z"]) && doubt(&updated, &[]));
        assert!(!doubt(&updated, &["x"]) && !doubt(&updated, &["y"]));
        let inserted = image(What::Insert, None, Some("x"), 0);
        assert!(doubt(&inserted, &["y"]) && doubt(&inserted, &[]));
        assert!(!doubt(&inserted, &["x"]));
    }
}
