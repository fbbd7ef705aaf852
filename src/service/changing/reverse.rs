//! Rows put back to what their images tell, batch by batch.

use super::{
    engine::{Course, limit},
    resolve::{Act, Group, Want, Work, group},
    run::Run,
};
use crate::{
    domain::change::{Guard, Refusal},
    service::Result,
    store::{
        ImageId, ImageTable,
        images::{Image, What},
    },
};

/// Reverses what images tell of: what was taken out comes back, what was put in goes, what got new
/// values gets the old ones. Rows that changed since are left alone. Tells whether it came to its
/// end.
pub(super) async fn reverse(
    run: &mut Run<'_>,
    table: &ImageTable,
    images: &[(ImageId, Image)],
    course: &mut Course<'_>,
) -> Result<bool> {
    let (images, erased): (Vec<_>, Vec<_>) = images
        .iter()
        .cloned()
        .partition(|(_, image)| image.what != What::Erased);
    if !erased.is_empty() {
        course.advance(erased.len());
        let erased = erased.into_iter();
        run.refuse(
            erased
                .map(|(_, image)| (image.id, Refusal::Erased))
                .collect(),
        );
    }
    let limit = limit(images.len());
    let mut rest = images.as_slice();
    while !rest.is_empty() {
        let (kept, read) = table.kept(&rest[..batch(rest, limit)]).await?;
        let (some, later) = rest.split_at(read);
        let guards: Vec<Guard> = some.iter().map(|(_, image)| guard(image)).collect();
        let groups = groups(some, &guards);
        let mut groups = groups.as_slice();
        while !groups.is_empty() {
            if course.is_cancelled() {
                return Ok(false);
            }
            let used = run.batch(groups, &Work::default(), Some(&kept)).await?;
            course.advance(groups[..used].iter().map(|group| group.wants.len()).sum());
            groups = &groups[used..];
        }
        rest = later;
    }
    Ok(true)
}

/// How many images make a batch: rows of one id come back together.
fn batch(images: &[(ImageId, Image)], limit: usize) -> usize {
    let mut end = limit.min(images.len());
    while end < images.len() && images[end].1.id == images[end - 1].1.id {
        end += 1;
    }
    end
}

/// How the row must stand for its image to be put back.
fn guard(image: &Image) -> Guard {
    match &image.after {
        Some(after) => Guard::Content(after.content.clone()),
        None => Guard::Any,
    }
}

/// What reverses these images, by entry.
fn groups<'a>(images: &'a [(ImageId, Image)], guards: &'a [Guard]) -> Vec<Group<'a>> {
    let numbered = images.iter().zip(guards).enumerate();
    group(numbered.map(|(kept, ((_, image), guard))| {
        let act = match image.what {
            What::Insert => Act::Delete,
            What::Update => Act::Revert { kept },
            What::Delete | What::Erased => Act::Insert {
                kept,
                left: image.left,
            },
        };
        (image.id.as_str(), Want { guard, act })
    }))
}
