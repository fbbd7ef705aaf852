//! Texts to be looked for, in values and in bytes.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use aho_corasick::AhoCorasick;

use super::Remains;
use crate::domain::entry::Entry;

/// Shorter texts are all over any file, so they are looked for as whole values only.
const SHORTEST_IN_BYTES: usize = 8;

/// So many bytes of a text are searched for; where they stand, the rest is compared.
const ANCHOR: usize = 24;

/// The texts. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Needles {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// The entries that said them.
    ids: HashSet<String>,
    texts: Vec<String>,
    /// The short ones.
    exact: HashMap<String, usize>,
    /// The beginnings of the others, each once.
    anchors: Option<AhoCorasick>,
    /// The texts that begin so.
    anchored: Vec<Vec<usize>>,
    longest: usize,
}

impl Needles {
    /// All that entries said, in text and metadata, where there is anything in it.
    #[must_use]
    pub fn new(remains: &Remains) -> Self {
        let texts: HashSet<&str> = remains.entries.iter().flat_map(telling).collect();
        let mut inner = Inner {
            ids: remains.ids.clone(),
            texts: texts.into_iter().map(str::to_owned).collect(),
            exact: HashMap::new(),
            anchors: None,
            anchored: Vec::new(),
            longest: 0,
        };
        let mut beginnings: HashMap<&[u8], Vec<usize>> = HashMap::new();
        for (at, text) in inner.texts.iter().enumerate() {
            let bytes = text.as_bytes();
            if bytes.len() < SHORTEST_IN_BYTES {
                inner.exact.insert(text.clone(), at);
            } else {
                let anchor = &bytes[..bytes.len().min(ANCHOR)];
                beginnings.entry(anchor).or_default().push(at);
                inner.longest = inner.longest.max(bytes.len());
            }
        }
        let (anchors, anchored): (Vec<&[u8]>, Vec<Vec<usize>>) = beginnings.into_iter().unzip();
        // Only more bytes than an address space has would be too many.
        inner.anchors = AhoCorasick::new(anchors).ok();
        inner.anchored = anchored;
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Whether an entry of this id said any of them.
    pub(super) fn are_of(&self, id: &str) -> bool {
        self.inner.ids.contains(id)
    }

    /// How many bytes a text takes at most, of those that can be found in bytes.
    pub(super) fn longest(&self) -> usize {
        self.inner.longest
    }

    /// The texts that stand in a value; a short one has to be all of a value that `says`
    /// something.
    pub(super) fn in_value(&self, value: &str, says: bool, found: &mut HashSet<usize>) {
        if says {
            found.extend(self.inner.exact.get(value));
        }
        self.in_bytes(value.as_bytes(), value.len(), false, found);
    }

    /// The texts that begin in the first `begins` of some bytes. When these are a file's `end`, a
    /// text may be cut off there.
    pub(super) fn in_bytes(
        &self,
        bytes: &[u8],
        begins: usize,
        end: bool,
        found: &mut HashSet<usize>,
    ) {
        let Some(anchors) = &self.inner.anchors else {
            return;
        };
        for hit in anchors.find_overlapping_iter(bytes) {
            if hit.start() >= begins {
                continue;
            }
            let rest = &bytes[hit.start()..];
            for at in &self.inner.anchored[hit.pattern().as_usize()] {
                let text = self.inner.texts[*at].as_bytes();
                let cut = end && rest.len() < text.len() && text.starts_with(rest);
                if cut || rest.starts_with(text) {
                    found.insert(*at);
                }
            }
        }
    }
}

/// What there is to be found of an entry: empty texts and metadata tell nothing.
fn telling(entry: &Entry) -> impl Iterator<Item = &str> {
    let text = Some(entry.text.as_str()).filter(|text| !text.trim().is_empty());
    let metadata = Some(entry.metadata.as_str())
        .filter(|metadata| metadata.chars().any(char::is_alphanumeric));
    text.into_iter().chain(metadata)
}
