//! What a cleanup would take and leave, counted.

use chrono::NaiveDate;

use crate::{domain::cleanup::Fate, service::cleaning::Ages};

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

/// The counts, for one setting of the rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Entries that would go.
    pub goes: usize,
    /// Entries that are not old.
    pub young: usize,
    /// Old ones that stay because they are among the newest of their project.
    pub newest: usize,
    /// Old ones that stay because of their type.
    pub protected: usize,
    /// Never taken: pinned in the metadata.
    pub pinned: usize,
    /// Never taken: no date.
    pub undated: usize,
    /// Never taken: of type `system`.
    pub system: usize,
    /// By type, by agent, by project, those first of which most would go.
    pub by_kind: Vec<Share>,
    /// By agent.
    pub by_agent: Vec<Share>,
    /// By project, with its repository.
    pub by_project: Vec<Share>,
    /// By day, the oldest first; undated ones left out.
    pub by_day: Vec<Day>,
}

impl Tally {
    /// Counts; the fates are in the order of the entries.
    #[must_use]
    pub fn new(ages: &Ages, fates: &[Fate]) -> Self {
        let mut tally = Self {
            by_kind: shares(ages.kinds.iter().cloned()),
            by_agent: shares(ages.agents.iter().cloned()),
            by_project: shares(ages.projects.iter().map(|place| place_of(place))),
            ..Self::default()
        };
        for (entry, fate) in ages.entries.iter().zip(fates) {
            let goes = *fate == Fate::Goes;
            *match fate {
                Fate::Goes => &mut tally.goes,
                Fate::Young => &mut tally.young,
                Fate::Newest => &mut tally.newest,
                Fate::Protected => &mut tally.protected,
                Fate::Pinned => &mut tally.pinned,
                Fate::Undated => &mut tally.undated,
                Fate::System => &mut tally.system,
            } += 1;
            count(&mut tally.by_kind, entry.kind, goes);
            count(&mut tally.by_agent, entry.agent, goes);
            count(&mut tally.by_project, entry.project, goes);
            if let Some(at) = entry.at {
                tally.count_day(at.date_naive(), goes);
            }
        }
        for shares in [
            &mut tally.by_kind,
            &mut tally.by_agent,
            &mut tally.by_project,
        ] {
            shares.sort_by(|one, other| {
                (other.goes, other.all)
                    .cmp(&(one.goes, one.all))
                    .then_with(|| one.name.cmp(&other.name))
            });
        }
        tally
    }

    /// Entries that would stay, for whatever reason.
    #[must_use]
    pub fn stays(&self) -> usize {
        self.young + self.newest + self.protected + self.pinned + self.undated + self.system
    }

    fn count_day(&mut self, day: NaiveDate, goes: bool) {
        if self.by_day.last().is_none_or(|last| last.day != day) {
            self.by_day.push(Day {
                day,
                goes: 0,
                stays: 0,
            });
        }
        if let Some(last) = self.by_day.last_mut() {
            last.goes += usize::from(goes);
            last.stays += usize::from(!goes);
        }
    }
}

fn shares(names: impl Iterator<Item = String>) -> Vec<Share> {
    names
        .map(|name| Share {
            name,
            ..Share::default()
        })
        .collect()
}

fn count(shares: &mut [Share], at: u32, goes: bool) {
    if let Some(share) = shares.get_mut(at as usize) {
        share.all += 1;
        share.goes += usize::from(goes);
    }
}

/// Repository and project; once, when they have the same name.
fn place_of((repository, project_id): &(String, String)) -> String {
    if project_id.is_empty() || project_id == repository {
        repository.clone()
    } else {
        format!("{repository}/{project_id}")
    }
}
