//! The vectors of what is brought in: kept where they came along and fit, else made.

use std::{collections::BTreeMap, sync::Arc};

use super::{Imported, fitting::Draft};
use crate::{
    domain::{
        DIMENSION,
        entry::Entry,
        exchange::{SharedNumbers, Vector},
        kind,
    },
    embed::{Identity, Models, Vectors},
    service::{Cancel, Result},
    store::{
        Standing,
        embeddings::{Embedded, Records, WideEmbedded, digest, text_digest},
    },
};

/// Texts embedded together: a second or two of work.
const TEXTS_AT_ONCE: usize = 256;

/// Text of one such round, in bytes, from which none is added.
const BYTES_AT_ONCE: usize = 1 << 20;

/// An entry with its vectors.
pub(super) struct Ready {
    pub entry: Entry,
    /// What goes into the shared table.
    pub vector: SharedNumbers,
    /// How its row will stand, where that is known.
    pub standing: Option<Standing>,
    /// The record of it, where a model made it of this very text.
    pub made: Option<Embedded>,
    /// What goes beside the table, when the model in use is a wider one.
    pub wide: Option<(Identity, WideEmbedded)>,
}

/// Who makes the vectors that a repository lacks, and which of those that come along it takes.
pub(super) struct Maker<'a> {
    models: &'a Models,
    /// The model that most vectors there are of. Others beside them would be compared with nothing.
    there: Option<Arc<str>>,
    in_use: Option<Identity>,
}

/// By which model a text is to be embedded.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    InUse,
    /// The one that made the vector which came along: those of later parts do not.
    Named(Arc<str>),
}

impl<'a> Maker<'a> {
    /// For a repository with these records.
    pub async fn new(models: &'a Models, records: &Records) -> Self {
        let most = records.models().max_by_key(|(_, count)| *count);
        Self {
            models,
            there: most.map(|(name, _)| Arc::clone(name)),
            // Should it not be had, the bundled one takes its place.
            in_use: models.chosen().identity().await.ok(),
        }
    }

    /// Gives each entry its vectors. `None` when it was stopped.
    pub async fn make(
        &self,
        mut drafts: Vec<Draft>,
        told: &mut Imported,
        cancel: &Cancel,
        progress: &mut (dyn FnMut(usize) + Send),
    ) -> Result<Option<Vec<Ready>>> {
        let mut wanting: BTreeMap<By, Vec<usize>> = BTreeMap::new();
        let mut models: BTreeMap<Arc<str>, bool> = BTreeMap::new();
        for (at, draft) in drafts.iter_mut().enumerate() {
            self.drop_unfit(draft, &mut models);
            if let Some(by) = self.embedded_by(draft) {
                wanting.entry(by).or_default().push(at);
            }
        }
        let mut made: Vec<Option<Vectors>> = Vec::new();
        made.resize_with(drafts.len(), || None);
        let mut done = 0;
        for (by, wanting) in wanting {
            let mut rest = wanting.as_slice();
            while !rest.is_empty() {
                if cancel.is_cancelled() {
                    return Ok(None);
                }
                let (some, later) = rest.split_at(round(&drafts, rest));
                let texts = some.iter().map(|at| drafts[*at].entry.text.clone());
                let vectors = self.embed(&by, texts.collect()).await?;
                for (at, vectors) in some.iter().zip(vectors) {
                    made[*at] = Some(vectors);
                }
                rest = later;
                done += some.len();
                progress(done);
            }
        }
        let ready = drafts.into_iter().zip(made);
        Ok(Some(
            ready
                .map(|(draft, made)| ready_row(draft, made, told))
                .collect(),
        ))
    }

    /// Takes away a vector that is of another model than those it would stand among. Whose are taken is
    /// found out once for each model.
    fn drop_unfit(&self, draft: &mut Draft, models: &mut BTreeMap<Arc<str>, bool>) {
        let Vector::Carried(carried) = &draft.vector else {
            return;
        };
        let Some(model) = &carried.model else {
            return;
        };
        let takes = models.get(model).copied().unwrap_or_else(|| {
            let takes = self.takes(model);
            models.insert(Arc::clone(model), takes);
            takes
        });
        if !takes && has_meaning(&draft.entry) {
            draft.vector = Vector::Absent;
        }
    }

    fn takes(&self, model: &str) -> bool {
        let known = self.models.named(model);
        let known = known.and_then(|embedder| embedder.known_identity());
        let is_wide = known.is_some_and(|known| !known.is_shared());
        let is_in_use = (self.in_use.as_ref()).is_some_and(|used| *used.name == *model);
        let is_there = self.there.as_deref().is_none_or(|there| there == model);
        !is_wide && (is_there || is_in_use)
    }

    fn embedded_by(&self, draft: &Draft) -> Option<By> {
        let lies_beside = (self.in_use.as_ref()).is_some_and(|used| !used.is_shared());
        match &draft.vector {
            Vector::Carried(carried) if !lies_beside => {
                let model = carried.model.clone().filter(|_| carried.parts > 0);
                model.map(By::Named)
            }
            _ => has_meaning(&draft.entry).then_some(By::InUse),
        }
    }

    /// The vectors of these texts; none when a model that is not in use cannot be had.
    async fn embed(&self, by: &By, texts: Vec<String>) -> Result<Vec<Vectors>> {
        let name = match by {
            By::InUse => return Ok(self.models.documents(texts).await?),
            By::Named(name) => Arc::clone(name),
        };
        let Some(embedder) = self.models.named(&name) else {
            return Ok(Vec::new());
        };
        let embeddings = embedder.embed_documents(texts).await;
        let embeddings = embeddings.unwrap_or_else(|error| {
            tracing::warn!(model = &*name, %error, "later parts of texts stay without vectors");
            Vec::new()
        });
        let vectors = embeddings.into_iter().map(|shared| Vectors {
            shared,
            model: Arc::clone(&name),
            wide: None,
        });
        Ok(vectors.collect())
    }
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

/// Whether there is anything to be embedded.
fn has_meaning(entry: &Entry) -> bool {
    entry.kind != kind::SYSTEM && !entry.text.trim().is_empty()
}

fn ready_row(draft: Draft, made: Option<Vectors>, told: &mut Imported) -> Ready {
    let Draft {
        entry,
        vector,
        hashes,
        ..
    } = draft;
    let Vectors {
        shared,
        model,
        wide,
    } = made.unwrap_or_default();
    let is_made = !shared.vector.is_empty();
    // They were made of the vector that came along.
    let hashes = hashes.filter(|_| matches!(vector, Vector::Carried(_)));
    told.null_vectors += usize::from(vector == Vector::Null);
    let (vector, by) = match vector {
        Vector::Carried(carried) => {
            let is_it = carried.model.as_deref() == Some(&*model);
            let parts = if carried.parts == 0 {
                Some(Vec::new())
            } else {
                (is_it && *shared.vector == *carried.numbers).then_some(shared.parts)
            };
            let by = carried.model.zip(parts);
            if by.is_none() && wide.is_none() && has_meaning(&entry) {
                told.unknown_vectors += 1;
            }
            (carried.numbers, by)
        }
        _ if is_made => {
            told.embedded += 1;
            (shared.vector.into(), Some((model, shared.parts)))
        }
        _ => (vec![0.0; DIMENSION].into(), None),
    };
    // No record could name a row without an id.
    let is_named = !entry.id.is_empty();
    let made = by.filter(|_| is_named).map(|(model, parts)| Embedded {
        id: entry.id.clone(),
        model,
        digest: (hashes.as_ref())
            .map_or_else(|| digest(&entry.text, &vector), |known| known.digest),
        parts,
    });
    let wide = wide.filter(|_| is_named).map(|wide| {
        let embedded = WideEmbedded {
            id: entry.id.clone(),
            digest: text_digest(&entry.text),
            vectors: wide.vectors,
        };
        (wide.model, embedded)
    });
    Ready {
        standing: hashes.map(|hashes| hashes.standing),
        entry,
        vector,
        made,
        wide,
    }
}
