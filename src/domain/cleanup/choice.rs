//! The choice itself: which of many entries a policy takes. Fast enough for every key press.

use chrono::{DateTime, Utc};

use super::{Policy, kind};

/// What a cleanup needs to know of an entry to count while the age is being picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aged {
    /// When it was written; `None` when undated.
    pub at: Option<DateTime<Utc>>,
    /// Index into [`Ages::kinds`].
    pub kind: u32,
    /// Index into [`Ages::agents`].
    pub agent: u32,
    /// Index into [`Ages::projects`].
    pub project: u32,
    /// Its metadata says `"pinned": true`.
    pub pinned: bool,
}

/// Every entry that a filter admits, as far as a cleanup is concerned. Names stand once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ages {
    /// The oldest first, undated ones last.
    pub entries: Vec<Aged>,
    /// The types.
    pub kinds: Vec<String>,
    /// The agents.
    pub agents: Vec<String>,
    /// Repository and project.
    pub projects: Vec<(String, String)>,
}

/// What a policy takes of [`Ages`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Indices into [`Ages::entries`], the oldest first.
    pub entries: Vec<usize>,
    /// How many of each type go, in the order of [`Ages::kinds`].
    pub by_kind: Vec<usize>,
    /// How many of each agent's go, in the order of [`Ages::agents`].
    pub by_agent: Vec<usize>,
    /// How many of each project's go, in the order of [`Ages::projects`].
    pub by_project: Vec<usize>,
    /// What is old enough and stays all the same.
    pub spared: Spared,
}

/// How many old entries stay, by the first reason that holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spared {
    /// Rows of type `system`.
    pub system: usize,
    /// Pinned ones.
    pub pinned: usize,
    /// Those of protected types.
    pub protected: usize,
    /// The newest of their projects.
    pub newest: usize,
}

impl Ages {
    /// What a policy takes. Its filter is taken as given: these are the entries that it admits.
    #[must_use]
    pub fn choose(&self, policy: &Policy) -> Choice {
        let old = self
            .entries
            .partition_point(|entry| entry.at.is_some_and(|at| policy.is_old(at)));
        let system: Vec<bool> = self.kinds.iter().map(|name| name == kind::SYSTEM).collect();
        let protected: Vec<bool> = (self.kinds.iter())
            .map(|name| policy.protects(name))
            .collect();
        let mut room = self.room_for_newest(old, policy.keep_newest);
        let mut choice = Choice {
            entries: Vec::with_capacity(old),
            by_kind: vec![0; self.kinds.len()],
            by_agent: vec![0; self.agents.len()],
            by_project: vec![0; self.projects.len()],
            spared: Spared::default(),
        };
        // From the newest on, as each project's newest stay.
        for (at, entry) in self.entries[..old].iter().enumerate().rev() {
            let room = &mut room[entry.project as usize];
            let is_among_newest = *room > 0;
            *room = room.saturating_sub(1);
            let spared = &mut choice.spared;
            if system[entry.kind as usize] {
                spared.system += 1;
            } else if entry.pinned {
                spared.pinned += 1;
            } else if protected[entry.kind as usize] {
                spared.protected += 1;
            } else if is_among_newest {
                spared.newest += 1;
            } else {
                choice.by_kind[entry.kind as usize] += 1;
                choice.by_agent[entry.agent as usize] += 1;
                choice.by_project[entry.project as usize] += 1;
                choice.entries.push(at);
            }
        }
        choice.entries.reverse();
        choice
    }

    /// How many of the old entries of each project are among its newest `keep`.
    fn room_for_newest(&self, old: usize, keep: usize) -> Vec<usize> {
        let mut room = vec![keep; self.projects.len()];
        if keep > 0 {
            let younger = self.entries[old..].iter();
            for entry in younger.take_while(|entry| entry.at.is_some()) {
                let room = &mut room[entry.project as usize];
                *room = room.saturating_sub(1);
            }
        }
        room
    }
}
