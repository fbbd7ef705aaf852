//! Entries gathered for a cleanup to choose from: put in order, every name kept once.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::{Aged, Ages};

/// What is to be known of an entry.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Its repository.
    pub repository: &'a str,
    /// Its id.
    pub id: &'a str,
    /// When it was written; `None` when undated.
    pub at: Option<DateTime<Utc>>,
    /// Its type.
    pub kind: &'a str,
    /// Its agent.
    pub agent: &'a str,
    /// Its project.
    pub project: &'a str,
    /// Whether it is pinned.
    pub pinned: bool,
}

/// Gathers entries, each with something of the caller's.
#[derive(Debug)]
pub struct Gathering<T> {
    rows: Vec<(Aged, String, T)>,
    kinds: Names<String>,
    agents: Names<String>,
    projects: Names<(String, String)>,
}

impl<T> Default for Gathering<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            kinds: Names::default(),
            agents: Names::default(),
            projects: Names::default(),
        }
    }
}

impl<T> Gathering<T> {
    /// Adds an entry.
    pub fn add(&mut self, row: &Row<'_>, beside: T) {
        let aged = Aged {
            at: row.at,
            kind: self.kinds.number(row.kind.to_owned()),
            agent: self.agents.number(row.agent.to_owned()),
            project: (self.projects).number((row.repository.to_owned(), row.project.to_owned())),
            pinned: row.pinned,
        };
        self.rows.push((aged, row.id.to_owned(), beside));
    }

    /// Everything in order: the oldest first, entries of one moment by repository and id, undated
    /// ones last. What the caller gave is in the same order.
    #[must_use]
    pub fn finish(mut self) -> (Ages, Vec<T>) {
        let repository = |aged: &Aged| self.projects.values[aged.project as usize].0.as_str();
        self.rows.sort_by(|(one, id, _), (other, other_id, _)| {
            (one.at.is_none(), one.at)
                .cmp(&(other.at.is_none(), other.at))
                .then_with(|| repository(one).cmp(repository(other)))
                .then_with(|| id.cmp(other_id))
        });
        let (entries, beside) = self
            .rows
            .into_iter()
            .map(|(aged, _, beside)| (aged, beside))
            .unzip();
        let ages = Ages {
            entries,
            kinds: self.kinds.values,
            agents: self.agents.values,
            projects: self.projects.values,
        };
        (ages, beside)
    }
}

/// Values that stand once and are known by their numbers.
#[derive(Debug)]
struct Names<N> {
    values: Vec<N>,
    numbers: HashMap<N, u32>,
}

impl<N> Default for Names<N> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            numbers: HashMap::new(),
        }
    }
}

impl<N: Clone + Eq + std::hash::Hash> Names<N> {
    fn number(&mut self, name: N) -> u32 {
        if let Some(number) = self.numbers.get(&name) {
            return *number;
        }
        // More names than that do not fit into any memory.
        let number = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        self.values.push(name.clone());
        self.numbers.insert(name, number);
        number
    }
}
