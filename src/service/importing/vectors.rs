//! The vectors of what is brought in: kept where they came along, else made.

use super::{Imported, fitting::Draft};
use crate::{
    domain::{DIMENSION, entry::Entry, exchange::Vector, kind},
    embed::{Embedder, Embedding, MODEL},
    service::{Cancel, Result},
    store::embeddings::{Embedded, digest},
};

/// Texts embedded together: a second or two of work.
const TEXTS_AT_ONCE: usize = 256;

/// Text of one such round, in bytes, from which none is added.
const BYTES_AT_ONCE: usize = 1 << 20;

/// An entry with its vector and, where the model made it of this very text, the record of that.
pub(super) struct Ready {
    pub entry: Entry,
    pub vector: Vec<f32>,
    pub made: Option<Embedded>,
}

/// Gives each entry its vector. `None` when it was stopped.
pub(super) async fn with_vectors(
    embedder: &Embedder,
    drafts: Vec<Draft>,
    told: &mut Imported,
    cancel: &Cancel,
    progress: &mut (dyn FnMut(usize) + Send),
) -> Result<Option<Vec<Ready>>> {
    let wanting: Vec<usize> = (drafts.iter().enumerate())
        .filter_map(|(at, draft)| wants_embedding(draft).then_some(at))
        .collect();
    let mut embeddings: Vec<Option<Embedding>> = Vec::new();
    embeddings.resize_with(drafts.len(), || None);
    let mut rest = wanting.as_slice();
    while !rest.is_empty() {
        if cancel.is_cancelled() {
            return Ok(None);
        }
        let (some, later) = rest.split_at(round(&drafts, rest));
        let texts = some.iter().map(|at| drafts[*at].entry.text.clone());
        let made = embedder.embed_documents(texts.collect()).await?;
        for (at, embedding) in some.iter().zip(made) {
            embeddings[*at] = Some(embedding);
        }
        rest = later;
        progress(wanting.len() - rest.len());
    }
    let ready = drafts.into_iter().zip(embeddings);
    Ok(Some(
        ready
            .map(|(draft, embedding)| finish(draft, embedding, told))
            .collect(),
    ))
}

/// How many texts make a round.
fn round(drafts: &[Draft], wanting: &[usize]) -> usize {
    let mut bytes = 0;
    let some = wanting.iter().take(TEXTS_AT_ONCE).take_while(|at| {
        let fits = bytes < BYTES_AT_ONCE;
        bytes += drafts[**at].entry.text.len();
        fits
    });
    some.count().max(1)
}

fn wants_embedding(draft: &Draft) -> bool {
    match &draft.vector {
        // The vectors of later parts do not come along.
        Vector::Carried(carried) => carried.model.as_deref() == Some(MODEL) && carried.parts > 0,
        Vector::Absent | Vector::Null => has_meaning(&draft.entry),
    }
}

/// Whether there is anything to be embedded.
fn has_meaning(entry: &Entry) -> bool {
    entry.kind != kind::SYSTEM && !entry.text.trim().is_empty()
}

fn finish(draft: Draft, embedding: Option<Embedding>, told: &mut Imported) -> Ready {
    let Draft { entry, vector } = draft;
    let (vector, parts) = match (vector, embedding) {
        (Vector::Carried(carried), embedding) => {
            let is_ours = carried.model.as_deref() == Some(MODEL);
            let parts = match embedding {
                Some(made) => (made.vector == carried.numbers).then_some(made.parts),
                None => is_ours.then(Vec::new),
            };
            if parts.is_none() && has_meaning(&entry) {
                told.unknown_vectors += 1;
            }
            (carried.numbers, parts)
        }
        (_, Some(made)) => {
            told.embedded += 1;
            (made.vector, Some(made.parts))
        }
        (_, None) => (vec![0.0; DIMENSION], None),
    };
    // No record could name a row without an id.
    let made = parts
        .filter(|_| !entry.id.is_empty())
        .map(|parts| Embedded {
            id: entry.id.clone(),
            model: MODEL,
            digest: digest(&entry.text, &vector),
            parts,
        });
    Ready {
        entry,
        vector,
        made,
    }
}
