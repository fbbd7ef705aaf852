//! What a cleanup would take and leave, counted.

use chrono::NaiveDate;

use crate::domain::{
    cleanup::{Aged, Ages, Policy, Spared},
    kind, project,
};

/// How many entries of a name would go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Share {
    /// The name as stored (untrusted).
    pub name: String,
    /// Entries that would go.
    pub goes: usize,
    /// Entries in all.
    pub all: usize,
}

/// How many entries of a day would go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The day, in UTC.
    pub day: NaiveDate,
    /// Entries that would go.
    pub goes: usize,
    /// Entries that would stay.
    pub stays: usize,
}

/// What no cleanup takes, whatever the rules.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Never {
    /// Of type `system`.
    pub system: usize,
    /// Without a date.
    pub undated: usize,
    /// Pinned in the metadata.
    pub pinned: usize,
}

/// The counts, for one setting of the rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Entries looked at.
    pub all: usize,
    /// Entries that would go.
    pub goes: usize,
    /// Old ones that would stay, and why.
    pub spared: Spared,
    /// What is never taken.
    pub never: Never,
    /// By type, those first of which most would go.
    pub by_kind: Vec<Share>,
    /// By agent.
    pub by_agent: Vec<Share>,
    /// By project, with its repository.
    pub by_project: Vec<Share>,
    /// By day, the oldest first; undated ones left out.
    pub by_day: Vec<Day>,
}

impl Tally {
    /// Counts what a policy would take.
    #[must_use]
    pub fn new(ages: &Ages, policy: &Policy) -> Self {
        let choice = ages.choose(policy);
        let places = ages
            .projects
            .iter()
            .map(|(repository, id)| project::place(repository, id));
        Self {
            all: ages.entries.len(),
            goes: choice.entries.len(),
            spared: choice.spared,
            never: never(ages),
            by_kind: shares(ages, ages.kinds.iter().cloned(), &choice.by_kind, |entry| {
                entry.kind
            }),
            by_agent: shares(
                ages,
                ages.agents.iter().cloned(),
                &choice.by_agent,
                |entry| entry.agent,
            ),
            by_project: shares(ages, places, &choice.by_project, |entry| entry.project),
            by_day: days(ages, &choice.entries),
        }
    }

    /// Entries that would stay, for whatever reason.
    #[must_use]
    pub fn stays(&self) -> usize {
        self.all - self.goes
    }
}

fn never(ages: &Ages) -> Never {
    let mut never = Never::default();
    for entry in &ages.entries {
        let kind = ages.kinds.get(entry.kind as usize);
        if kind.is_some_and(|kind| kind == kind::SYSTEM) {
            never.system += 1;
        } else if entry.at.is_none() {
            never.undated += 1;
        } else if entry.pinned {
            never.pinned += 1;
        }
    }
    never
}

/// Each name with what goes of it and what there is of it.
fn shares(
    ages: &Ages,
    names: impl Iterator<Item = String>,
    goes: &[usize],
    of: fn(&Aged) -> u32,
) -> Vec<Share> {
    let mut shares: Vec<Share> = names
        .zip(goes)
        .map(|(name, goes)| Share {
            name,
            goes: *goes,
            all: 0,
        })
        .collect();
    for entry in &ages.entries {
        if let Some(share) = shares.get_mut(of(entry) as usize) {
            share.all += 1;
        }
    }
    shares.sort_by(|one, other| {
        (other.goes, other.all)
            .cmp(&(one.goes, one.all))
            .then_with(|| one.name.cmp(&other.name))
    });
    shares
}

/// The dated entries by day; `going` are the numbers of those that go, in order.
fn days(ages: &Ages, going: &[usize]) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    let mut going = going.iter().copied().peekable();
    for (number, entry) in ages.entries.iter().enumerate() {
        let goes = going.next_if_eq(&number).is_some();
        let Some(day) = entry.at.map(|at| at.date_naive()) else {
            continue;
        };
        match days.last_mut() {
            Some(last) if last.day == day => {
                last.goes += usize::from(goes);
                last.stays += usize::from(!goes);
            }
            _ => days.push(Day {
                day,
                goes: usize::from(goes),
                stays: usize::from(!goes),
            }),
        }
    }
    days
}

#[cfg(test)]
pub(in crate::tui) mod tests {
    use chrono::{DateTime, Days, Utc};

    use super::*;
    use crate::domain::filter::Filter;

    pub fn now() -> DateTime<Utc> {
        "2026-11-23T09:30:00Z".parse().unwrap()
    }

    /// So many entries, one a day back from [`now`], with two types, agents and projects; the first
    /// is pinned, and one more has no date.
    pub fn ages(dated: u64) -> Ages {
        let mut entries: Vec<Aged> = (0..dated)
            .rev()
            .map(|days| Aged {
                at: Some(now() - Days::new(days)),
                kind: u32::from(days % 3 == 0),
                agent: u32::from(days % 2 == 0),
                project: u32::from(days % 5 == 0),
                pinned: days + 1 == dated,
            })
            .collect();
        entries.push(Aged {
            at: None,
            kind: 0,
            agent: 0,
            project: 0,
            pinned: false,
        });
        let names = |one: &str, other: &str| vec![one.to_owned(), other.to_owned()];
        Ages {
            entries,
            kinds: names("decision", "issue"),
            agents: names("architect", "qa"),
            projects: vec![
                ("shop".into(), "api".into()),
                ("broker".into(), "broker".into()),
            ],
        }
    }

    fn policy(days: u64) -> Policy {
        Policy {
            before: now() - Days::new(days),
            filter: Filter::default(),
            keep_newest: 0,
            protected_types: Vec::new(),
        }
    }

    #[test]
    fn everything_is_counted_once() {
        let tally = Tally::new(&ages(100), &policy(30));
        // 31 to 99 days are old, and the oldest is pinned.
        assert_eq!((tally.all, tally.goes, tally.stays()), (101, 68, 33));
        assert_eq!(tally.spared.pinned, 1);
        let never = Never {
            system: 0,
            undated: 1,
            pinned: 1,
        };
        assert_eq!(tally.never, never);
        for shares in [&tally.by_kind, &tally.by_agent, &tally.by_project] {
            assert_eq!(shares.iter().map(|share| share.goes).sum::<usize>(), 68);
            assert_eq!(shares.iter().map(|share| share.all).sum::<usize>(), 101);
            assert!(shares.is_sorted_by(|one, other| one.goes >= other.goes));
        }
        assert_eq!(tally.by_project[1].name, "broker");
        assert_eq!(tally.by_day.len(), 100);
        assert_eq!(tally.by_day.iter().map(|day| day.goes).sum::<usize>(), 68);
        assert!(tally.by_day.is_sorted_by_key(|day| day.day));
    }

    #[test]
    fn what_is_protected_stays() {
        let mut policy = policy(30);
        policy.protected_types.push("issue".into());
        let tally = Tally::new(&ages(100), &policy);
        let issues = tally.by_kind.iter().find(|share| share.name == "issue");
        assert_eq!(issues.unwrap().goes, 0);
        assert!(tally.spared.protected > 0);
    }
}
