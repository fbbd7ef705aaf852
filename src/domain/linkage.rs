//! Groups in which every two are alike, made from pairs.

use std::collections::HashSet;

/// Two things and how alike they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The one.
    pub one: u32,
    /// The other.
    pub other: u32,
    /// From 0 to 1.
    pub likeness: f32,
}

/// Numbered things in groups. Groups are joined by complete linkage: only if every two in the joint
/// group are alike enough, never because both are like a third.
#[derive(Debug)]
pub struct Linkage {
    group_of: Vec<u32>,
    groups: Vec<Group>,
}

/// Things that are alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The things.
    pub members: Vec<u32>,
    /// How alike the two are that are least so; 1 for a thing alone.
    pub likeness: f32,
}

impl Linkage {
    /// So many things, each in a group of its own.
    #[must_use]
    pub fn new(count: u32) -> Self {
        let alone = |thing| Group {
            members: vec![thing],
            likeness: 1.0,
        };
        Self {
            group_of: (0..count).collect(),
            groups: (0..count).map(alone).collect(),
        }
    }

    /// Joins the groups of pairs, the most alike first, where `likeness` is `at_least` so much for
    /// every two of a joint group. The same pairs make the same groups, in whatever order.
    pub fn join(
        &mut self,
        mut pairs: Vec<Pair>,
        at_least: f32,
        likeness: impl Fn(u32, u32) -> f32,
    ) {
        pairs.retain(|pair| pair.likeness >= at_least);
        pairs.sort_unstable_by(|a, b| {
            (b.likeness.total_cmp(&a.likeness))
                .then_with(|| (a.one, a.other).cmp(&(b.one, b.other)))
        });
        // Two that cannot be joined never can: groups only grow.
        let mut apart: HashSet<(u32, u32)> = HashSet::new();
        for pair in pairs {
            let one = self.group_of[pair.one as usize];
            let other = self.group_of[pair.other as usize];
            let both = (one.min(other), one.max(other));
            if one == other || apart.contains(&both) {
                continue;
            }
            match self.joint_likeness(both, at_least, &likeness) {
                Some(joint) => self.unite(both, joint),
                None => {
                    apart.insert(both);
                }
            }
        }
    }

    /// The groups of more than one, and things alone, by their first members.
    #[must_use]
    pub fn into_groups(self) -> Vec<Group> {
        let mut groups = self.groups;
        groups.retain(|group| !group.members.is_empty());
        for group in &mut groups {
            group.members.sort_unstable();
        }
        groups.sort_unstable_by_key(|group| group.members[0]);
        groups
    }

    /// One thing of each group that holds any of these.
    #[must_use]
    pub fn one_of_each(&self, things: &[u32]) -> Vec<u32> {
        let mut seen = HashSet::new();
        let groups = things.iter().map(|thing| self.group_of[*thing as usize]);
        groups
            .filter(|group| seen.insert(*group))
            .map(|group| self.groups[group as usize].members[0])
            .collect()
    }

    fn joint_likeness(
        &self,
        (one, other): (u32, u32),
        at_least: f32,
        likeness: impl Fn(u32, u32) -> f32,
    ) -> Option<f32> {
        let (one, other) = (&self.groups[one as usize], &self.groups[other as usize]);
        let mut least = one.likeness.min(other.likeness);
        for a in &one.members {
            for b in &other.members {
                let alike = likeness(*a, *b);
                if alike < at_least {
                    return None;
                }
                least = least.min(alike);
            }
        }
        Some(least)
    }

    fn unite(&mut self, (one, other): (u32, u32), likeness: f32) {
        let moved = std::mem::take(&mut self.groups[other as usize].members);
        for thing in &moved {
            self.group_of[*thing as usize] = one;
        }
        let group = &mut self.groups[one as usize];
        group.members.extend(moved);
        group.likeness = likeness;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn joined(points: &[f32], at_least: f32) -> Vec<Group> {
        let likeness = |a: u32, b: u32| 1.0 - (points[a as usize] - points[b as usize]).abs();
        let count = u32::try_from(points.len()).unwrap();
        let pair = |one, other| Pair {
            one,
            other,
            likeness: likeness(one, other),
        };
        let pairs = (0..count).flat_map(|one| (one + 1..count).map(move |other| pair(one, other)));
        let mut linkage = Linkage::new(count);
        linkage.join(pairs.collect(), at_least, likeness);
        linkage.into_groups()
    }

    #[test]
    fn a_chain_is_no_group() {
        let groups = joined(&[0.0, 0.09, 0.17, 0.5], 0.9);
        let members: Vec<_> = groups.iter().map(|group| group.members.clone()).collect();
        assert_eq!(members, [vec![0], vec![1, 2], vec![3]]);
    }

    proptest! {
        #[test]
        fn every_two_of_a_group_are_alike(points in prop::collection::vec(0.0_f32..1.0, 0..30)) {
            let groups = joined(&points, 0.9);
            let mut seen: Vec<u32> = groups.iter().flat_map(|group| group.members.clone()).collect();
            seen.sort_unstable();
            prop_assert_eq!(seen.len(), points.len());
            prop_assert!(seen.windows(2).all(|two| two[0] < two[1]));
            for group in &groups {
                let of = |thing: &u32| points[*thing as usize];
                let (low, high) = group.members.iter().map(of).fold((2.0_f32, -1.0_f32), |(low, high), at| {
                    (low.min(at), high.max(at))
                });
                prop_assert!(high - low <= 0.1 + 1e-5);
                prop_assert!((group.likeness - (1.0 - (high - low))).abs() < 1e-5);
            }
        }
    }
}
