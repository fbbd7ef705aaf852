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
    store::{Column, RowId, Snapshot},
};

/// The projects of the snapshots with counts, sorted by repository and name.
pub(super) async fn projects(snapshots: &[Snapshot]) -> Result<Vec<ProjectSummary>> {
    type Counts = HashMap<String, (usize, Span)>;
    let mut summaries = Vec::new();
    for snapshot in snapshots {
        let add = |counts: &mut Counts, _, values: &[&str]| {
            let [project, timestamp] = values else { return };
            if !counts.contains_key(*project) {
                counts.insert((*project).to_owned(), Default::default());
            }
            if let Some((entries, span)) = counts.get_mut(*project) {
                *entries += 1;
                span.add(timestamp);
            }
        };
        let columns = &[Column::Project, Column::Timestamp];
        let mut projects: BTreeMap<String, (usize, Span)> = BTreeMap::new();
        for (project, (entries, span)) in (snapshot.fold(&Filter::default(), columns, add))
            .await?
            .into_iter()
            .flatten()
        {
            let all = projects.entry(project).or_default();
            all.0 += entries;
            all.1.merge(span);
        }
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
        let columns = &[
            Column::Kind,
            Column::Agent,
            Column::Project,
            Column::Timestamp,
        ];
        for part in snapshot.fold(filter, columns, Tally::add).await? {
            tally
                .repositories
                .add_many(&snapshot.repository, part.kinds.total());
            tally.merge(part);
        }
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
    fn add(&mut self, _: RowId, values: &[&str]) {
        let [kind, agent, project, timestamp] = values else {
            return;
        };
        self.kinds.add(kind);
        self.agents.add(agent);
        self.projects.add(project);
        match self.span.add(timestamp) {
            Some(moment) => self.days.entry(moment.date_naive()).or_default().add(kind),
            None => self.undated += 1,
        }
    }

    fn merge(&mut self, other: Self) {
        self.kinds.merge(other.kinds);
        self.agents.merge(other.agents);
        self.projects.merge(other.projects);
        self.span.merge(other.span);
        self.undated += other.undated;
        for (day, kinds) in other.days {
            self.days.entry(day).or_default().merge(kinds);
        }
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

    /// Widens the span by another one.
    fn merge(&mut self, other: Self) {
        for (_, timestamp) in [other.oldest, other.newest].into_iter().flatten() {
            self.add(&timestamp);
        }
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
