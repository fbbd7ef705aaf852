//! Estimates made exact, those that decide which candidates are the best.

use super::super::super::Result;
use super::super::candidate::{Candidate, Rule, Truth};
use super::{AHEAD, Ranking};
use crate::store::RowRead;

impl Ranking {
    /// The candidates that have to be made exact before the `count` best by a key are known.
    pub(super) fn open(
        &self,
        count: usize,
        key: impl Fn(&Rule, &Candidate, Option<f32>) -> f32,
    ) -> Vec<usize> {
        let all = self.candidates.iter().enumerate();
        let found = all.filter(|(_, one)| self.rule.finds(one));
        let mut order: Vec<(f32, usize)> = found
            .map(|(at, one)| (key(&self.rule, one, one.at_most()), at))
            .collect();
        let look = (count + count / 2 + AHEAD).min(order.len());
        if look < order.len() {
            order.select_nth_unstable_by(look, |one, other| other.0.total_cmp(&one.0));
            order.truncate(look);
        }
        order.sort_unstable_by(|one, other| other.0.total_cmp(&one.0));
        let is_open = |at: usize| !self.candidates[at].is_settled();
        if !order.iter().take(count).any(|(_, at)| is_open(*at)) {
            return Vec::new();
        }
        let mut at_least: Vec<f32> = order
            .iter()
            .map(|(_, at)| &self.candidates[*at])
            .map(|one| key(&self.rule, one, one.at_least()))
            .collect();
        at_least.sort_unstable_by(|one, other| other.total_cmp(one));
        let floor = at_least.get(count - 1).copied();
        let may_be = |key: f32| floor.is_none_or(|floor| key >= floor);
        let open = order
            .iter()
            .filter(|(key, at)| may_be(*key) && is_open(*at));
        open.map(|(_, at)| *at).collect()
    }

    /// Makes candidates exact, by their numbers.
    pub(super) async fn settle(&mut self, mut numbers: Vec<usize>) -> Result<()> {
        numbers.sort_unstable();
        numbers.dedup();
        let rows = numbers.iter().map(|at| self.candidates[*at].row);
        self.read.read(rows).await?;
        for (table, nearest) in self.nearest.iter().enumerate() {
            let of_table = |at: &usize| self.candidates[*at].row.0 == table;
            let own: Vec<usize> = numbers.iter().copied().filter(of_table).collect();
            let row_read = |at: &usize| self.read.get(self.candidates[*at].row);
            let rows: Vec<&RowRead> = own.iter().filter_map(row_read).collect();
            let cosines = nearest.cosines(&rows).await?;
            for (at, cosine) in own.into_iter().zip(cosines) {
                let one = &mut self.candidates[at];
                one.truth = Some(Truth(cosine));
                self.truths.insert(one.row, Truth(cosine));
            }
        }
        Ok(())
    }
}
