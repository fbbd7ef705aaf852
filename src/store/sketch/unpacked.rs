//! Sketches a byte a number, to be compared with one another.

use lance_linalg::distance::dot_u8::dot_u8;

use super::{
    CODE_MIDDLE, DOUBT, Plane, Sketched, Sketches,
    packing::{packed_width, unpack},
};

/// Vectors of unit length, quantised, with their codes apart: twice the memory, for comparing each with many.
#[derive(Debug)]
pub(in crate::store) struct Unpacked {
    /// Codes a vector.
    width: usize,
    codes: Vec<u8>,
    vectors: Vec<Sketched>,
    /// The square of each sketch's length, which is more than one by its errors.
    squares: Vec<f32>,
}

impl Unpacked {
    pub(super) fn new(sketches: &Sketches) -> Self {
        let packed = packed_width(sketches.width).max(1);
        let mut codes = vec![0; 2 * sketches.codes.len()];
        let apart = codes.chunks_exact_mut(2 * packed);
        for (at, apart) in apart.enumerate() {
            unpack(&sketches.codes(at), apart);
        }
        let mut unpacked = Self {
            width: 2 * packed,
            codes,
            vectors: sketches.vectors.clone(),
            squares: Vec::new(),
        };
        let all = 0..unpacked.len();
        unpacked.squares = all.map(|at| unpacked.product(at, at)).collect();
        unpacked
    }

    pub(in crate::store) fn len(&self) -> usize {
        self.vectors.len()
    }

    /// The cosine of two of them, if that may be so large.
    ///
    /// It is told from the difference of both: the nearer two vectors are, the less their errors matter.
    pub(in crate::store) fn cosine_from(
        &self,
        at_least: f32,
        one: usize,
        other: usize,
    ) -> Option<f32> {
        let squares = self.squares[one] + self.squares[other];
        let near = 1.0 - squares / 2.0 + self.product(one, other);
        let (one, other) = (self.vectors[one].step, self.vectors[other].step);
        // What the errors add to the square of the difference, unless both are rounded alike.
        let errors = self.width as f32 * one * other / 12.0;
        let doubt = DOUBT * 2.0 * one.max(other) * (1.0 - at_least).max(0.0).sqrt();
        (near + errors + doubt >= at_least).then_some(near + errors / 2.0)
    }

    /// The product of two sketches.
    fn product(&self, one: usize, other: usize) -> f32 {
        let product = i64::from(dot_u8(self.codes(one), self.codes(other)));
        let (one, other) = (self.vectors[one], self.vectors[other]);
        let middle = i64::from(CODE_MIDDLE);
        let sums = i64::from(one.sum_of_codes) + i64::from(other.sum_of_codes);
        let product = product - middle * sums + self.numbers() * middle * middle;
        product as f32 * one.step * other.step
    }

    /// On which side of a plane through the origin a vector lies.
    pub(in crate::store) fn is_above(&self, at: usize, plane: &Plane) -> bool {
        let product = i64::from(dot_u8(self.codes(at), &plane.codes));
        let middle = i64::from(CODE_MIDDLE);
        let sum_of_codes = i64::from(self.vectors[at].sum_of_codes);
        // The plane's codes lie around half a step more than 127: everything is doubled.
        let (range, sum_of_plane) = (i64::from(u8::MAX), plane.sum_of_codes);
        let middles = self.numbers() * middle * range;
        2 * product - range * sum_of_codes - 2 * middle * sum_of_plane + middles > 0
    }

    fn codes(&self, at: usize) -> &[u8] {
        &self.codes[at * self.width..(at + 1) * self.width]
    }

    /// The width, to reckon with.
    fn numbers(&self) -> i64 {
        i64::try_from(self.width).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{cosine, tests::wave};
    use super::*;

    #[test]
    fn two_sketches_have_the_cosine_of_their_vectors_and_lie_on_their_sides() {
        let mut sketches = Sketches::default();
        let vectors: Vec<Vec<f32>> = (1_u8..60).map(|n| wave(f32::from(n) * 0.013)).collect();
        assert!(vectors.iter().all(|vector| sketches.push(vector)));
        let (mut first, mut copy) = (Sketches::default(), Sketches::default());
        assert!(first.push(&vectors[0]));
        copy.extend(&first);
        for at in 1..sketches.len() {
            copy.push_from(&sketches, at);
        }
        let unpacked = copy.unpacked();
        for (one, a) in vectors.iter().enumerate() {
            for (other, b) in vectors.iter().enumerate() {
                let exact = cosine(a, b);
                let near = unpacked.cosine_from(exact.min(1.0), one, other).unwrap();
                assert!((near - exact).abs() < 0.05, "{near} {exact}");
                assert!(unpacked.cosine_from(exact + 0.1, one, other).is_none());
            }
        }
        let planes: Vec<Plane> = (0..64).map(|number| Plane::random(3, number)).collect();
        let (mut wrong, mut above) = (0, 0);
        for plane in &planes {
            for (at, vector) in vectors.iter().enumerate() {
                let numbers = plane.codes.iter().map(|code| f32::from(*code) - 127.5);
                let side: f32 = numbers.zip(vector).map(|(a, b)| a * b).sum();
                above += usize::from(side > 0.0);
                wrong += usize::from((side > 0.0) != unpacked.is_above(at, plane));
            }
        }
        let all = planes.len() * vectors.len();
        assert!(wrong * 25 < all, "{wrong} of {all}");
        assert!(above * 3 > all && above * 3 < all * 2, "{above} of {all}");
    }
}
