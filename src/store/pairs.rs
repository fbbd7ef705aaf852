//! Pairs of vectors that are near to each other, among many.
//!
//! Up to some thousands, every two are compared. Beyond that, random planes through the origin cut
//! the space, again and again, and two vectors are compared when they lie on the same side of all
//! planes of one cut. Planes miss a pair of vectors at angle `a` with the chance `1 - a / pi`, so
//! the number of planes is chosen for the least cosine asked for: see [`planes_for`].
//!
//! Measured with `cargo test --release --test it dupes::measured -- --ignored --nocapture`: of the
//! pairs that comparing every two of 6,000 vectors finds, 99.8 % are found, 99.3 % of those
//! within 0.01 of the least cosine.

use std::{sync::Arc, thread};

use super::{
    blocking::compute,
    sketch::{Plane, Sketches},
};

/// So many vectors are compared every one with every other.
const COMPARED_ALL: usize = 16 * 1024;

/// Steps in which every two are compared.
const STEPS: usize = 64;

/// Times that the space is cut.
const CUTS: u32 = 64;

/// The chance with which a pair at exactly the least cosine is missed.
const MISSED: f64 = 0.005;

/// Most neighbours that one vector keeps: the nearest. Bounds the memory where thousands are alike.
const NEIGHBOURS: usize = 32;

/// Vectors on one side of all planes that each of them is compared with.
const COMPARED_NEXT: usize = 256;

/// Rows of a tile: small enough to stay in the processor's cache.
const TILE: usize = 256;

/// A pair by its estimated cosine.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Neighbour {
    cosine: f32,
    place: u32,
}

/// A search for pairs, step by step.
#[derive(Debug)]
pub struct PairSearch {
    sketches: Arc<Sketches>,
    at_least: f32,
    step: usize,
    /// For each vector, those behind it that are near.
    near: Vec<Neighbours>,
}

/// The nearest of one vector.
#[derive(Debug, Clone, Default)]
struct Neighbours {
    nearest: Vec<Neighbour>,
    /// There are more.
    is_full: bool,
}

/// What a search found; numbers count the vectors in the order in which they were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairs {
    /// Two that are near, or might be: cosines are estimated, with the doubt on their side.
    pub pairs: Vec<(u32, u32)>,
    /// Those that have more neighbours than are told.
    pub crowded: Vec<u32>,
}

impl PairSearch {
    pub(super) fn new(sketches: Sketches, at_least: f32) -> Self {
        Self {
            near: vec![Neighbours::default(); sketches.len()],
            sketches: Arc::new(sketches),
            at_least,
            step: 0,
        }
    }

    /// In how many steps the work is done.
    #[must_use]
    pub fn steps(&self) -> usize {
        if self.sketches.len() <= COMPARED_ALL {
            STEPS
        } else {
            CUTS as usize
        }
    }

    /// Does the next step, on all processors but not on the runtime's threads.
    pub async fn step(&mut self) -> lance::Result<()> {
        let (sketches, at_least, step) = (Arc::clone(&self.sketches), self.at_least, self.step);
        let mut near = std::mem::take(&mut self.near);
        self.step += 1;
        self.near = compute(move || {
            if sketches.len() <= COMPARED_ALL {
                compare_all(&sketches, at_least, step, &mut near);
            } else {
                compare_cut(&sketches, at_least, step, &mut near);
            }
            Ok(near)
        })
        .await?;
        Ok(())
    }

    /// What was found.
    #[must_use]
    pub fn found(self) -> Pairs {
        let mut found = Pairs::default();
        for (one, near) in (0..).zip(self.near) {
            found
                .pairs
                .extend(near.nearest.iter().map(|other| (one, other.place)));
            found.crowded.extend(near.is_full.then_some(one));
        }
        found
    }
}

impl Neighbours {
    fn insert(&mut self, new: Neighbour) {
        if self.nearest.iter().any(|known| known.place == new.place) {
            return;
        }
        if self.nearest.len() < NEIGHBOURS {
            self.nearest.push(new);
            return;
        }
        self.is_full = true;
        let farther = |a: &&mut Neighbour, b: &&mut Neighbour| {
            (b.cosine.total_cmp(&a.cosine)).then(a.place.cmp(&b.place))
        };
        if let Some(farthest) = self.nearest.iter_mut().max_by(farther)
            && new.cosine > farthest.cosine
        {
            *farthest = new;
        }
    }
}

/// Compares one part of the vectors with all that are behind them.
fn compare_all(sketches: &Sketches, at_least: f32, step: usize, near: &mut [Neighbours]) {
    let count = near.len();
    // Early vectors have more behind them than late ones; the parts are of equal work.
    let until = |step: usize| {
        let left = 1.0 - step as f64 / STEPS as f64;
        count - (left.sqrt() * count as f64).round_ties_even() as usize
    };
    let (from, to) = (until(step), until(step + 1));
    in_threads(from, &mut near[from..to], |from, near| {
        for behind in (from..count).step_by(TILE) {
            for (one, near) in (from..).zip(near.iter_mut()) {
                for other in behind.max(one + 1)..count.min(behind + TILE) {
                    compare(sketches, at_least, (one, other), near);
                }
            }
        }
    });
}

/// Compares the vectors that one cut does not part.
fn compare_cut(sketches: &Sketches, at_least: f32, cut: usize, near: &mut [Neighbours]) {
    let planes: Vec<Plane> = (0..planes_for(at_least))
        .map(|number| Plane::random(cut, number))
        .collect();
    let mut sides = vec![(0_u32, 0_u32); near.len()];
    in_threads(0, &mut sides, |from, sides| {
        for (one, place) in (from..).zip(sides.iter_mut()) {
            let side = |sides, plane| sides << 1 | u32::from(sketches.is_above(one, plane));
            *place = (planes.iter().fold(0, side), one as u32);
        }
    });
    sides.sort_unstable();
    let mut places = vec![0_u32; near.len()];
    for (place, (_, one)) in (0..).zip(&sides) {
        places[*one as usize] = place;
    }
    in_threads(0, near, |from, near| {
        for (one, near) in (from..).zip(near.iter_mut()) {
            let place = places[one] as usize;
            let next = sides[place + 1..]
                .iter()
                .take_while(|(side, _)| *side == sides[place].0);
            for (_, other) in next.take(COMPARED_NEXT) {
                compare(sketches, at_least, (one, *other as usize), near);
            }
        }
    });
}

fn compare(
    sketches: &Sketches,
    at_least: f32,
    (one, other): (usize, usize),
    near: &mut Neighbours,
) {
    let (cosine, error) = sketches.cosine_of(one, other);
    if cosine + error >= at_least {
        let place = other as u32;
        near.insert(Neighbour { cosine, place });
    }
}

/// Planes of one cut: as many as still leave a pair at the least cosine together in one of the cuts.
fn planes_for(at_least: f32) -> u32 {
    let together = 1.0 - f64::from(at_least.clamp(-1.0, 1.0)).acos() / std::f64::consts::PI;
    let needed = 1.0 - MISSED.powf(1.0 / f64::from(CUTS));
    let planes = needed.ln() / together.ln();
    // More than this part everything from everything.
    planes.clamp(1.0, 24.0) as u32
}

/// Works on parts of a list at the same time; each is told where it begins.
fn in_threads<T: Send>(from: usize, list: &mut [T], work: impl Fn(usize, &mut [T]) + Sync) {
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = list.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        for (number, part) in list.chunks_mut(share).enumerate() {
            let work = &work;
            scope.spawn(move || work(from + number * share, part));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_planes_part_what_is_less_alike() {
        let planes = [0.5, 0.8, 0.92, 0.99, 1.0].map(planes_for);
        assert!(planes.is_sorted() && planes[0] > 2, "{planes:?}");
        assert_eq!(planes[4], 24);
    }

    #[test]
    fn the_nearest_are_kept() {
        let mut near = Neighbours::default();
        for place in 0..NEIGHBOURS as u32 + 10 {
            let cosine = (place * 7 % 41) as f32 / 41.0;
            near.insert(Neighbour { cosine, place });
        }
        assert!(near.is_full);
        assert_eq!(near.nearest.len(), NEIGHBOURS);
        let least = near
            .nearest
            .iter()
            .map(|near| near.cosine)
            .fold(1.0, f32::min);
        assert!(least > 0.2, "{least}");
    }
}
