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
    /// The first of them.
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
                if survey.samples.len() < SAMPLES {
                    survey.samples.push(entry);
                }
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

fn counts(by_name: BTreeMap<String, usize>) -> Vec<Count> {
    let mut counts: Vec<Count> = by_name
        .into_iter()
        .map(|(name, entries)| Count { name, entries })
        .collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.entries));
    counts
}
