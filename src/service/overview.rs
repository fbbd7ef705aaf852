//! What is there: projects and counts.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};

use super::Result;
use crate::{
    domain::{
        filter::Filter,
        project::ProjectSummary,
        stats::{Day, Occurrences, Stats},
        time,
    },
    store::{Column, Snapshot},
};

/// The projects of the snapshots with counts, sorted by repository and name.
pub(super) async fn projects(snapshots: &[Snapshot]) -> Result<Vec<ProjectSummary>> {
    let mut summaries = Vec::new();
    for snapshot in snapshots {
        let mut projects: BTreeMap<String, (usize, Span)> = BTreeMap::new();
        let columns = [Column::Project, Column::Timestamp];
        snapshot
            .visit(&Filter::default(), &columns, |_, values| {
                let [project, timestamp] = values else { return };
                if !projects.contains_key(*project) {
                    projects.insert((*project).to_owned(), (0, Span::default()));
                }
                if let Some((entries, span)) = projects.get_mut(*project) {
                    *entries += 1;
                    span.add(timestamp);
                }
            })
            .await?;
        summaries.extend(projects.into_iter().map(|(project_id, (entries, span))| {
            ProjectSummary {
                repository: snapshot.repository.to_string(),
                project_id,
                entries,
                newest: span.newest.map(|(_, text)| text),
            }
        }));
    }
    Ok(summaries)
}

/// Counts over what the filter admits; sizes on disk are the caller's to add.
pub(super) async fn stats(snapshots: &[Snapshot], filter: &Filter) -> Result<Stats> {
    let mut tally = Tally::default();
    for snapshot in snapshots {
        let columns = [
            Column::Kind,
            Column::Agent,
            Column::Project,
            Column::Timestamp,
        ];
        snapshot
            .visit(filter, &columns, |_, values| {
                let [kind, agent, project, timestamp] = values else {
                    return;
                };
                tally.kinds.add(kind);
                tally.agents.add(agent);
                tally.projects.add(project);
                tally.repositories.add(&snapshot.repository);
                match tally.span.add(timestamp) {
                    Some(moment) => tally.add_day(moment.date_naive(), kind),
                    None => tally.undated += 1,
                }
            })
            .await?;
    }
    Ok(tally.into_stats())
}

/// Counts while they are made.
#[derive(Debug, Default)]
struct Tally {
    kinds: Occurrences,
    agents: Occurrences,
    projects: Occurrences,
    repositories: Occurrences,
    days: BTreeMap<NaiveDate, Occurrences>,
    span: Span,
    undated: usize,
}

impl Tally {
    fn add_day(&mut self, day: NaiveDate, kind: &str) {
        self.days.entry(day).or_default().add(kind);
    }

    fn into_stats(self) -> Stats {
        let total = self.kinds.total();
        let by_kind = self.kinds.sorted();
        let places: HashMap<&str, usize> = by_kind
            .iter()
            .enumerate()
            .map(|(at, count)| (count.name.as_str(), at))
            .collect();
        let days = self.days.into_iter().map(|(date, kinds)| {
            let entries = kinds.total();
            let mut kinds: Vec<(usize, usize)> = kinds
                .sorted()
                .into_iter()
                .filter_map(|count| Some((*places.get(count.name.as_str())?, count.entries)))
                .collect();
            kinds.sort_unstable();
            Day {
                date,
                entries,
                kinds,
            }
        });
        Stats {
            total,
            by_day: days.collect(),
            by_kind,
            by_agent: self.agents.sorted(),
            by_project: self.projects.sorted(),
            by_repository: self.repositories.sorted(),
            oldest: self.span.oldest.map(|(_, text)| text),
            newest: self.span.newest.map(|(_, text)| text),
            undated: self.undated,
            bytes: 0,
        }
    }
}

/// The oldest and the newest moment of a set, as stored.
#[derive(Debug, Default)]
struct Span {
    oldest: Option<(DateTime<Utc>, String)>,
    newest: Option<(DateTime<Utc>, String)>,
}

impl Span {
    /// Widens the span; gives back the moment, or `None` when the text is no date.
    fn add(&mut self, timestamp: &str) -> Option<DateTime<Utc>> {
        let moment = time::parse_timestamp(timestamp)?;
        if self
            .oldest
            .as_ref()
            .is_none_or(|(oldest, _)| moment < *oldest)
        {
            self.oldest = Some((moment, timestamp.to_owned()));
        }
        if self
            .newest
            .as_ref()
            .is_none_or(|(newest, _)| moment > *newest)
        {
            self.newest = Some((moment, timestamp.to_owned()));
        }
        Some(moment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_compares_moments_and_keeps_texts() {
        let mut span = Span::default();
        for text in [
            "2026-01-01T12:00:00+02:00",
            "2026-01-01T11:00:00Z",
            "never",
            "",
        ] {
            span.add(text);
        }
        assert_eq!(span.oldest.unwrap().1, "2026-01-01T12:00:00+02:00");
        assert_eq!(span.newest.unwrap().1, "2026-01-01T11:00:00Z");
    }
}
