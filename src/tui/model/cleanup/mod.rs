//! Cleanup by age: first the rules with their counts, then the list of what would go.

mod age;
mod review;
mod rules;
pub(in crate::tui) mod tally;

use std::sync::Arc;

use chrono::{DateTime, Utc};

pub use age::Age;
pub use review::{Review, Row};
pub use rules::{Field, Rules};
pub use tally::{Day, Never, Share, Tally};

use crate::{
    domain::{
        cleanup::{Ages, Retention},
        filter::Filter,
    },
    tui::read::Read,
};

/// The dialog. Nothing is touched until its last question is answered with yes.
#[derive(Debug)]
pub struct Cleanup {
    /// The rules.
    pub rules: Rules,
    /// The line of the form that has the keys.
    pub field: Field,
    /// The type under the cursor in the list of those protected.
    pub kind: usize,
    /// The policies of the config, by name.
    pub policies: Vec<(String, Retention)>,
    /// The one that is carried out in place of the rules.
    pub policy: Option<usize>,
    /// Words of the search box that no cleanup looks at.
    pub ignored_words: bool,
    /// What the filter admits, once it is known.
    pub ages: Option<Arc<Ages>>,
    /// The counts for the rules as they are.
    pub tally: Option<Tally>,
    /// Why there are no counts.
    pub error: Option<String>,
    /// The list, when one went on to it.
    pub review: Option<Review>,
    /// It is being carried out.
    pub(crate) applying: bool,
    /// The read of the ages that was asked for last, while it has no answer.
    pub(crate) counting: Option<u64>,
    /// The same for the plan.
    pub(crate) planning: Option<u64>,
    /// The same for a page of the list.
    pub(crate) paging: Option<(u64, usize)>,
}

impl Cleanup {
    /// The dialog as it opens: over what a filter admits.
    #[must_use]
    pub fn new(filter: Filter, now: DateTime<Utc>) -> Self {
        Self {
            rules: Rules::new(filter, now),
            field: Field::Age,
            kind: 0,
            policies: Vec::new(),
            policy: None,
            ignored_words: false,
            ages: None,
            tally: None,
            error: None,
            review: None,
            applying: false,
            counting: None,
            planning: None,
            paging: None,
        }
    }

    /// Counts anew what the rules would take.
    pub fn count(&mut self) {
        let known = self.ages.as_deref().zip(self.rules.policy());
        self.tally = known.map(|(ages, policy)| Tally::new(ages, &policy));
    }

    /// The lines of the form; policies only where there are some.
    #[must_use]
    pub fn fields(&self) -> &'static [Field] {
        let without = usize::from(self.policies.is_empty());
        &Field::ALL[..Field::ALL.len() - without]
    }

    /// The policy that is picked.
    #[must_use]
    pub fn picked(&self) -> Option<&(String, Retention)> {
        self.policies.get(self.policy?)
    }

    /// Picks the next policy, or the one before; before the first, the rules hold.
    pub fn pick(&mut self, on: bool) {
        let count = self.policies.len();
        self.policy = match (self.policy, on) {
            (None, true) if count > 0 => Some(0),
            (Some(at), true) => Some((at + 1).min(count.saturating_sub(1))),
            (Some(at), false) => at.checked_sub(1),
            (None, _) => None,
        };
    }

    /// What has to be read to know what would go; `None` while the rules are wrong.
    #[must_use]
    pub fn plan(&self) -> Option<Read> {
        if let Some((name, retention)) = self.picked() {
            return Some(Read::Retention(retention.clone(), name.clone()));
        }
        Some(Read::Plan(self.rules.policy()?, self.rules.told()))
    }

    /// The types that can be protected: those there are, and those that are protected already.
    #[must_use]
    pub fn kinds(&self) -> Vec<&str> {
        let mut kinds: Vec<&str> = self
            .ages
            .iter()
            .flat_map(|ages| ages.kinds.iter())
            .chain(&self.rules.protected)
            .map(String::as_str)
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Whether anything is being worked out.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.counting.is_some() || self.planning.is_some()
    }
}
