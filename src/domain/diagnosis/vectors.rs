//! What is wrong with vectors: by their records, and by a sample of texts that was embedded anew.

use std::collections::BTreeMap;

use super::{Problem, findings::Findings};
use crate::domain::{
    count::{bytes, counted, thousands},
    health::Meaning,
    provenance::Provenance,
};

/// What to do about most of it.
const REEMBED: &str = "`lore reembed` makes them anew";

/// What the vectors of a repository are, beside what its health tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vectors {
    /// Name of the model in use.
    pub model: String,
    /// Whether that model's vectors lie beside the table, for they do not fit into it.
    pub lie_beside: bool,
    /// Whether nothing tells which model is in use, so that nothing can be said beside it.
    pub is_unknown: bool,
    /// How many entries have a vector of each other model in the table, by the records.
    pub others: BTreeMap<String, usize>,
    /// What a sample of those in the table shows; nothing where none was taken.
    pub sample: Option<VectorSample>,
    /// The same of those of the model in use, where these lie beside the table.
    pub beside: Option<VectorSample>,
    /// How many bytes the vectors of models take that are not in use and lie beside the table.
    pub idle: BTreeMap<String, u64>,
    /// Why the model that made them cannot be had.
    pub no_model: Option<String>,
}

/// What the vectors of some entries are to their texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VectorSample {
    /// Name of the model that the texts were embedded with.
    pub model: String,
    /// Those that the model made, by the records.
    pub recorded: Vec<Provenance>,
    /// The others.
    pub unrecorded: Vec<Provenance>,
}

impl Findings<'_> {
    /// What is wrong with vectors.
    pub(super) fn vectors(&mut self, meaning: Meaning, vectors: &Vectors) {
        if !vectors.is_unknown {
            self.standing(meaning, vectors);
        }
        for sample in [&vectors.sample, &vectors.beside].into_iter().flatten() {
            self.wrong(sample);
        }
        if let Some(why) = &vectors.no_model {
            let advice = "until it is there nothing here is found by meaning; `lore reembed` makes the vectors anew with the model in use";
            self.add(Problem::NoModel, 1, why, advice);
        }
    }

    /// What they are to the model in use.
    fn standing(&mut self, meaning: Meaning, vectors: &Vectors) {
        if vectors.lie_beside {
            self.missing(meaning, &vectors.model);
        } else {
            self.origins(meaning, vectors);
        }
        if meaning.outdated > 0 {
            let message = format!(
                "{} changed since the model saw them, so their vectors are stale",
                counted(meaning.outdated, "entry", "entries")
            );
            self.add(Problem::StaleVectors, meaning.outdated, message, REEMBED);
        }
        self.idle(&vectors.idle);
    }

    fn missing(&mut self, meaning: Meaning, model: &str) {
        let missing = meaning.others + meaning.foreign;
        if missing > 0 {
            let message = format!(
                "{} of {} have no vector of {model}, the model in use",
                thousands(missing),
                counted(meaning.entries(), "entry", "entries")
            );
            let advice = "`lore reembed` makes them";
            self.add(Problem::MissingVectors, missing, message, advice);
        }
    }

    fn origins(&mut self, meaning: Meaning, vectors: &Vectors) {
        let entries = counted(meaning.entries(), "entry", "entries");
        let others: usize = vectors.others.values().sum();
        let own = meaning.seen + meaning.outdated;
        let unknown = meaning.foreign;
        let mut origins = vec![
            (own, "one of the model in use".to_owned()),
            (
                meaning.meaningless,
                "a hash of the text or no vector, which search by meaning cannot see".to_owned(),
            ),
        ];
        let named = vectors.others.iter();
        origins.extend(named.map(|(model, count)| (*count, format!("one of the model {model}"))));
        let unknown_words = format!(
            "one of unknown origin, which is compared with nothing{}",
            vectors.sample.as_ref().map_or_else(String::new, unrecorded)
        );
        origins.push((unknown, unknown_words));
        origins.retain(|(count, _)| *count > 0);
        let told = |(count, what): &(usize, String)| format!("{} have {what}", thousands(*count));
        let told: Vec<String> = origins.iter().map(told).collect();
        let (problem, message, advice) = match told.as_slice() {
            [] => return,
            [_] if own > 0 => return,
            [_] if others > 0 => (
                Problem::OtherModel,
                format!("of {entries}, {}; in use is {}", told[0], vectors.model),
                "`lore reembed` makes them anew with it, so that new entries can be compared with them",
            ),
            [_] if unknown > 0 => (
                Problem::UnknownVectors,
                format!("of {entries}, {}", told[0]),
                REEMBED,
            ),
            [_] => (
                Problem::MeaninglessVectors,
                format!("of {entries}, {}", told[0]),
                REEMBED,
            ),
            many => (
                Problem::MixedVectors,
                format!(
                    "vectors of several origins: of {entries}, {}",
                    many.join(", ")
                ),
                REEMBED,
            ),
        };
        let count = meaning.meaningless + others + unknown;
        self.add(problem, count, message, advice);
    }

    /// What records say and is not so.
    fn wrong(&mut self, sample: &VectorSample) {
        let is_wrong = |one: &&Provenance| **one != Provenance::Own;
        let wrong: Vec<Provenance> = sample.recorded.iter().filter(is_wrong).copied().collect();
        if !wrong.is_empty() {
            let message = format!(
                "of {} looked at that {} made, by the records, {} are not what it makes of their texts: {}",
                thousands(sample.recorded.len()),
                sample.model,
                thousands(wrong.len()),
                kinds(&wrong)
            );
            let advice = "`lore reembed --all` makes all of them anew";
            self.add(Problem::WrongVectors, wrong.len(), message, advice);
        }
    }

    /// What nobody asks for.
    fn idle(&mut self, idle: &BTreeMap<String, u64>) {
        for (model, size) in idle {
            let size_in_words = bytes(*size);
            let message = format!("vectors of {model}, which is not in use, take {size_in_words}");
            let advice = format!("`lore models drop {model} --yes` removes them");
            let size = usize::try_from(*size).unwrap_or(usize::MAX);
            self.add(Problem::IdleVectors, size, message, advice);
        }
    }
}

/// What the vectors are that no record tells of.
fn unrecorded(sample: &VectorSample) -> String {
    match sample.unrecorded.as_slice() {
        [] => String::new(),
        some => format!(
            " (of {} looked at, {})",
            thousands(some.len()),
            kinds(some).replace("its own", &format!("of {}", sample.model))
        ),
    }
}

/// How many there are of which kind.
fn kinds(of: &[Provenance]) -> String {
    let mut counts: BTreeMap<Provenance, usize> = BTreeMap::new();
    for one in of {
        *counts.entry(*one).or_default() += 1;
    }
    let told = counts.into_iter().map(|(kind, count)| {
        let words = match kind {
            Provenance::Own => "its own",
            Provenance::Stale => "of another text",
            Provenance::Foreign => "of another model",
            Provenance::Hash => "hashes",
            Provenance::Missing => "no vectors",
            Provenance::Unrelated => "unrelated to their texts",
            Provenance::Unknown => "of something else",
        };
        format!("{} {words}", thousands(count))
    });
    told.collect::<Vec<_>>().join(", ")
}
