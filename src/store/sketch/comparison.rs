//! One question compared with many sketches, mostly in their order.

use super::{
    DOUBT, SketchedQuestion, Sketches,
    blocks::{BLOCK, sum},
};

/// A comparison of sketches with a question of the same width.
#[derive(Debug)]
pub(in crate::store) struct Comparison<'a> {
    sketches: &'a Sketches,
    question: &'a SketchedQuestion,
    /// The block that was compared last, which none is at first.
    block: usize,
    sums: [u32; BLOCK],
    room: Vec<u8>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(sketches: &'a Sketches, question: &'a SketchedQuestion) -> Self {
        Self {
            sketches,
            question,
            block: usize::MAX,
            sums: [0; BLOCK],
            room: Vec::new(),
        }
    }

    /// The cosine, and how far that is off at most, see [`DOUBT`].
    pub(in crate::store) fn cosine(&mut self, at: usize) -> (f32, f32) {
        let (sketches, question) = (self.sketches, self.question);
        if at >= sketches.in_blocks {
            return sketches.cosine(at, question, &mut self.room);
        }
        let block = at / BLOCK;
        if block != self.block {
            self.block = block;
            sum(sketches.block(block), &question.tables, &mut self.sums);
        }
        let step = sketches.vectors[at].step;
        (
            question.product(self.sums[at % BLOCK]) * step,
            DOUBT * step * question.blur,
        )
    }
}
