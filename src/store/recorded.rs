//! Which vectors of a shared table a model made, as its records say.

use std::{collections::HashMap, ops::Range, sync::Arc};

use super::{
    blocking::spread,
    embeddings::Records,
    id_key::IdKey,
    nearest::{Gather, Near},
    parts::OwnedPart,
    row_set::Lookup,
    row_walk::RowWalk,
    sketch::SketchedQuestion,
    vector_cache::FragmentVectors,
};

/// What is known of fragments already, by where their vectors lie in memory.
pub(super) type Known = HashMap<usize, Arc<Recorded>>;

/// The vectors of a fragment of which the records say that the model made them. Whether a record
/// still holds is looked up where it matters: when it is read.
#[derive(Debug)]
pub(super) struct Recorded {
    vectors: Arc<FragmentVectors>,
    places: Places,
}

/// Which vectors of a fragment these are.
#[derive(Debug)]
enum Places {
    All,
    These(Vec<u32>),
}

/// The vectors of fragments that a model made, without looking for those that are known; nothing of
/// fragments without any.
pub(super) async fn all(
    fragments: Vec<Arc<FragmentVectors>>,
    records: &Arc<Records>,
    model: &str,
    known: &Known,
) -> lance::Result<Vec<Arc<Recorded>>> {
    let Some(model) = records.number_of(model) else {
        return Ok(Vec::new());
    };
    let mut rows = 0;
    let fragments: Vec<_> = fragments
        .into_iter()
        .map(|vectors| {
            let known = known.get(&Arc::as_ptr(&vectors).addr()).cloned();
            rows += known.as_ref().map_or(vectors.rows.len(), |_| 0);
            (vectors, known)
        })
        .collect();
    let records = Arc::clone(records);
    let looked_up = spread(fragments, rows, move |fragments| {
        let recorded = fragments.into_iter().map(|(vectors, known)| {
            let is_of = |id: &_| records.is_of(*id, model);
            known.unwrap_or_else(|| Arc::new(Recorded::new(vectors, is_of)))
        });
        recorded
            .filter(|fragment| fragment.len() > 0)
            .collect::<Vec<_>>()
    });
    Ok(looked_up.await?.concat())
}

impl Recorded {
    fn new(vectors: Arc<FragmentVectors>, is_of: impl Fn(&IdKey) -> bool) -> Self {
        let places = (0_u32..).zip(&vectors.ids);
        let places: Vec<u32> = places
            .filter(|(_, id)| is_of(id))
            .map(|(at, _)| at)
            .collect();
        let places = if places.len() == vectors.ids.len() {
            Places::All
        } else {
            Places::These(places)
        };
        Self { vectors, places }
    }

    /// Whether the model made all vectors of the fragment.
    pub(super) fn is_whole(&self) -> bool {
        matches!(self.places, Places::All)
    }

    pub(super) fn vectors(&self) -> &Arc<FragmentVectors> {
        &self.vectors
    }

    pub(super) fn len(&self) -> usize {
        match &self.places {
            Places::All => self.vectors.rows.len(),
            Places::These(places) => places.len(),
        }
    }

    /// The places of some of them, by their numbers.
    pub(super) fn places(&self, numbers: Range<usize>) -> impl Iterator<Item = usize> {
        numbers.map(|number| match &self.places {
            Places::All => number,
            Places::These(places) => places[number] as usize,
        })
    }

    /// The ids of all of them, with their rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = (IdKey, u64)> {
        let places = self.places(0..self.len());
        places.map(|at| (self.vectors.ids[at], self.vectors.rows[at]))
    }

    /// Shows some of them, by their numbers, as far as they are allowed.
    pub(super) fn show<G: Gather>(
        &self,
        numbers: Range<usize>,
        question: &SketchedQuestion,
        allowed: &mut Lookup<'_>,
        parts: &mut RowWalk<OwnedPart>,
        gatherer: &mut G,
    ) {
        let (mut compared, mut room) = (self.vectors.sketches.compared(question), Vec::new());
        for at in self.places(numbers) {
            let row = self.vectors.rows[at];
            if !allowed.contains(row) {
                continue;
            }
            let parts = parts.of(row);
            let (cosine, error) = compared.cosine(at);
            if parts.is_empty() && !gatherer.wants(row, cosine + error) {
                continue;
            }
            let mut near = Near { row, cosine, error };
            for part in parts {
                part.improve(&mut near, question, &mut room);
            }
            gatherer.see(near);
        }
    }
}
