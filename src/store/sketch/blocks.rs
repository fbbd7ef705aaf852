//! The codes of many vectors column by column, as they are compared with one question at a stroke.

use std::thread;

use lance_linalg::simd::dist_table::{SAFE_U16_CODE_LEN, sum_4bit_dist_table_transposed};

use crate::domain::shares::cores;

/// Vectors of a block.
pub(super) const BLOCK: usize = 128;

/// What the codes of a column contribute to a product: one entry for each code of either half.
pub(super) const ENTRIES: usize = 32;

/// Blocks that are turned before another thread is worth it.
const FEW_BLOCKS: usize = 32;

/// Turns blocks of vectors so wide, one after the other, into blocks of columns.
pub(super) fn turn(blocks: &mut [u8], packed_width: usize) {
    let bytes = packed_width * BLOCK;
    let share = (blocks.len() / bytes).div_ceil(cores()).max(FEW_BLOCKS);
    if blocks.len() <= share * bytes {
        return turn_some(blocks, packed_width);
    }
    thread::scope(|scope| {
        for blocks in blocks.chunks_mut(share * bytes) {
            scope.spawn(move || turn_some(blocks, packed_width));
        }
    });
}

fn turn_some(blocks: &mut [u8], packed_width: usize) {
    for block in blocks.chunks_exact_mut(packed_width * BLOCK) {
        let vectors = block.to_vec();
        for (column, codes) in block.chunks_exact_mut(BLOCK).enumerate() {
            let vectors = vectors.chunks_exact(packed_width);
            for (code, vector) in codes.iter_mut().zip(vectors) {
                *code = vector[column];
            }
        }
    }
}

/// The codes of one vector of a block.
pub(super) fn vector_of(block: &[u8], at: usize) -> Vec<u8> {
    block.iter().skip(at).step_by(BLOCK).copied().collect()
}

/// Sums for each vector of a block what its codes contribute.
pub(super) fn sum(block: &[u8], tables: &[u8], sums: &mut [u32; BLOCK]) {
    *sums = [0; BLOCK];
    let mut some = [0_u16; BLOCK];
    // More columns at once could be too much for sixteen bits.
    let columns = block.chunks(SAFE_U16_CODE_LEN * BLOCK);
    for (codes, tables) in columns.zip(tables.chunks(SAFE_U16_CODE_LEN * ENTRIES)) {
        let count = codes.len() / BLOCK;
        sum_4bit_dist_table_transposed(BLOCK, count, codes, tables, &mut some);
        for (sum, some) in sums.iter_mut().zip(some) {
            *sum += u32::from(some);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_holds_what_its_vectors_did() {
        for (width, blocks) in [(3, 1), (192, 2), (300, 3), (2, FEW_BLOCKS * 5)] {
            let count = |below: u8, numbers: usize| -> Vec<u8> {
                (0..below).cycle().step_by(7).take(numbers).collect()
            };
            let codes = count(251, width * blocks * BLOCK);
            let mut turned = codes.clone();
            turn(&mut turned, width);
            let entries = count(253, width * ENTRIES);
            let mut sums = [0; BLOCK];
            for (number, block) in turned.chunks_exact(width * BLOCK).enumerate() {
                sum(block, &entries, &mut sums);
                for (at, summed) in sums.iter().enumerate() {
                    let begin = (number * BLOCK + at) * width;
                    let vector = &codes[begin..begin + width];
                    assert_eq!(vector_of(block, at), vector);
                    let columns = vector.iter().zip(entries.chunks_exact(ENTRIES));
                    let expected = columns.map(|(code, entries)| {
                        let (low, high) = entries.split_at(ENTRIES / 2);
                        u32::from(low[usize::from(code & 0xf)])
                            + u32::from(high[usize::from(code >> 4)])
                    });
                    assert_eq!(*summed, expected.sum::<u32>());
                }
            }
        }
    }
}
