//! What a change was to each row, through all the times that it was taken back and made again.

use std::collections::HashMap;

use crate::store::{ImageId, images::Image};

/// For every row of a change the image that was written last, and whether that one was of an undo.
#[derive(Debug, Default)]
pub(super) struct Lineages {
    rows: Vec<(bool, ImageId, Image)>,
}

/// What an image leads back to: the entry, and what it said before.
type Origin = (bool, String, Option<String>);

impl Lineages {
    /// Adds the images of the next step; the first is the change itself.
    pub fn add(&mut self, back: bool, images: Vec<(ImageId, Image)>) {
        // The rows whose last image this step may have reversed.
        let mut open: HashMap<Origin, Vec<usize>> = HashMap::new();
        for (at, (was_back, _, image)) in self.rows.iter().enumerate() {
            let before = image.before.as_ref().map(|before| before.content.clone());
            let origin = (*was_back, image.id.clone(), before);
            open.entry(origin).or_default().push(at);
        }
        for (id, image) in images {
            let after = image.after.as_ref().map(|after| after.content.clone());
            let reversed = open
                .get_mut(&(!back, image.id.clone(), after))
                .and_then(Vec::pop);
            match reversed {
                Some(at) => self.rows[at] = (back, id, image),
                None => self.rows.push((back, id, image)),
            }
        }
    }

    /// The images of the rows for which the change was taken back last or, else, holds; in the
    /// order in which they were written.
    pub fn last(self, back: bool) -> Vec<(ImageId, Image)> {
        let mut images: Vec<_> = self
            .rows
            .into_iter()
            .filter(|(is_back, _, _)| *is_back == back)
            .map(|(_, id, image)| (id, image))
            .collect();
        images.sort_by(|(one_id, one), (other_id, other)| {
            (&one.change, one.batch, one_id).cmp(&(&other.change, other.batch, other_id))
        });
        images
    }
}
