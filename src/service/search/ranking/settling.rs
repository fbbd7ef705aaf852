//! Estimates made exact, those that decide which candidates are the best.

use super::super::super::Result;
use super::super::candidate::{Candidate, Rule, Truth};
use super::super::read_rows::{AT_ONCE, Row};
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
        let found = all.filter(|(_, one)| self.rule.may_find(one));
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

    /// Reads the vectors of candidates, by their numbers, but for those that were read; returns whether
    /// there were any others. Most estimates turn out too high, and a vector is little of a row.
    pub(super) async fn claim(&mut self, numbers: &[usize]) -> Result<bool> {
        let mut any = false;
        for table in 0..self.nearest.len() {
            let (claims, candidates) = (&self.claims, &self.candidates);
            let is_new = |at: &usize| {
                let row = candidates[*at].row;
                row.0 == table && !claims.contains_key(&row)
            };
            let mut new: Vec<usize> = numbers.iter().copied().filter(is_new).collect();
            new.sort_unstable_by_key(|at| candidates[*at].row);
            new.dedup();
            for some in new.chunks(AT_ONCE) {
                let rows: Vec<u64> = some.iter().map(|at| self.candidates[*at].row.1).collect();
                let claims = self.nearest[table].claims(&rows).await?;
                for (at, claim) in some.iter().zip(claims) {
                    let one = &mut self.candidates[*at];
                    one.claim = claim;
                    self.claims.insert(one.row, claim);
                    any |= claim.is_some();
                }
            }
        }
        Ok(any)
    }

    /// Makes candidates exact, by their numbers.
    pub(super) async fn settle(&mut self, mut numbers: Vec<usize>) -> Result<()> {
        numbers.sort_unstable();
        numbers.dedup();
        for table in 0..self.nearest.len() {
            let of_table = |at: &usize| self.candidates[*at].row.0 == table;
            let own: Vec<usize> = numbers.iter().copied().filter(of_table).collect();
            for some in own.chunks(AT_ONCE) {
                self.settle_some(table, some).await?;
            }
        }
        Ok(())
    }

    /// The same for a few of one table.
    async fn settle_some(&mut self, table: usize, numbers: &[usize]) -> Result<()> {
        let rows: Vec<Row> = numbers.iter().map(|at| self.candidates[*at].row).collect();
        self.read.read(rows.iter().copied()).await?;
        let read: Vec<&RowRead> = rows.iter().filter_map(|row| self.read.get(*row)).collect();
        let cosines = self.nearest[table].cosines(&read).await?;
        for (at, cosine) in numbers.iter().zip(cosines) {
            let one = &mut self.candidates[*at];
            one.truth = Some(Truth(cosine));
            self.truths.insert(one.row, Truth(cosine));
        }
        let truths = &self.truths;
        let counts = |row: &Row| matches!(truths.get(row), Some(Truth(Some(_))));
        self.read.keep_of(&rows, counts);
        Ok(())
    }
}
