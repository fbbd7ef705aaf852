//! What a set of entries is made of, told before something happens to it.

use std::collections::BTreeMap;

use super::{Cancel, Lore, Progress, Result, changing::Report};
use crate::domain::{change::Target, entry::Entry, stats::Count};

/// Entries looked up at a time.
const CHUNK: usize = 10_000;

/// Entries shown as samples.
pub const SAMPLES: usize = 8;

/// What some targets are, as they stand now. Lists are sorted by count, then by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// By type.
    pub by_kind: Vec<Count>,
    /// By repository and project.
    pub by_place: Vec<Count>,
    /// The first of them, and of every type at least one, as far as there is room.
    pub samples: Vec<Entry>,
    /// Targets that are not there any more.
    pub gone: usize,
    /// Targets that somebody changed since they were chosen.
    pub changed: usize,
}

impl Lore {
    /// Looks at every target as it stands now. Stopped on the way, it tells of what it saw.
    pub async fn survey(
        &self,
        targets: &[Target],
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Survey> {
        let mut survey = Survey::default();
        let (mut kinds, mut places) = (BTreeMap::new(), BTreeMap::new());
        let mut done = 0;
        for chunk in targets.chunks(CHUNK) {
            if cancel.is_cancelled() {
                break;
            }
            for (target, entry) in chunk.iter().zip(self.look_up(chunk).await?) {
                let Some(entry) = entry else {
                    survey.gone += 1;
                    continue;
                };
                survey.changed += usize::from(!target.admits(&entry));
                *kinds.entry(entry.kind.clone()).or_default() += 1;
                *places.entry(entry.place()).or_default() += 1;
                sample(&mut survey.samples, entry);
            }
            done += chunk.len();
            progress(Progress {
                done,
                total: targets.len(),
            });
        }
        survey.by_kind = counts(kinds);
        survey.by_place = counts(places);
        Ok(survey)
    }
}

/// Takes an entry in among the samples, if there is room or its type has none yet: then it takes
/// the place of the last whose type shows twice.
fn sample(samples: &mut Vec<Entry>, entry: Entry) {
    if samples.len() < SAMPLES {
        samples.push(entry);
        return;
    }
    if samples.iter().any(|other| other.kind == entry.kind) {
        return;
    }
    let shows_twice = |kind: &str| samples.iter().filter(|other| other.kind == kind).count() > 1;
    if let Some(last) = samples.iter().rposition(|other| shows_twice(&other.kind)) {
        samples.remove(last);
        samples.push(entry);
    }
}

fn counts(by_name: BTreeMap<String, usize>) -> Vec<Count> {
    let mut counts: Vec<Count> = by_name
        .into_iter()
        .map(|(name, entries)| Count { name, entries })
        .collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.entries));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(kind: &str, number: usize) -> Entry {
        Entry {
            repository: "shop".into(),
            id: number.to_string(),
            text: String::new(),
            kind: kind.into(),
            project_id: String::new(),
            session_id: String::new(),
            agent: String::new(),
            timestamp: String::new(),
            metadata: String::new(),
            revision: String::new(),
            null_columns: Vec::new(),
        }
    }

    #[test]
    fn every_type_has_a_sample_as_far_as_there_is_room() {
        let mut samples = Vec::new();
        for number in 0..20 {
            sample(&mut samples, entry("decision", number));
        }
        for kind in ["issue", "pattern", "issue"] {
            sample(&mut samples, entry(kind, 99));
        }
        let kinds: Vec<&str> = samples.iter().map(|entry| entry.kind.as_str()).collect();
        assert_eq!(kinds.len(), SAMPLES);
        assert_eq!(kinds[..6], ["decision"; 6]);
        assert_eq!(kinds[6..], ["issue", "pattern"]);
        for number in 0..20 {
            sample(&mut samples, entry(&format!("type {number}"), number));
        }
        assert_eq!(samples.len(), SAMPLES);
        assert_eq!(samples[0].id, "0");
    }
}
