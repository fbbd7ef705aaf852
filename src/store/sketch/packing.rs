//! Codes of half a byte: a vector's first half in the low halves of bytes, its second in the high ones.

use super::CODE_MIDDLE;

/// The low halves of eight bytes.
const LOW_HALVES: u64 = 0x0f0f_0f0f_0f0f_0f0f;

/// Bytes of a vector so wide.
pub(super) fn packed_width(width: usize) -> usize {
    width.div_ceil(2)
}

/// Appends the codes of a vector, a number 1 being so many steps; returns their sum, with what fills the last
/// byte up.
pub(super) fn pack(vector: &[f32], steps: f32, into: &mut Vec<u8>) -> u32 {
    // Cutting off the fraction of a positive number, half a step up, is rounding.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "no number is further from 0 than seven steps"
    )]
    let code = |number: &f32| (number * steps + f32::from(CODE_MIDDLE) + 0.5) as u8;
    let (first, second) = vector.split_at(packed_width(vector.len()));
    let mut sum = 0;
    let mut both = |low: u8, high: u8| {
        sum += u32::from(low) + u32::from(high);
        low | high << 4
    };
    let pairs = first.iter().zip(second);
    into.extend(pairs.map(|(low, high)| both(code(low), code(high))));
    if let [.., last] = first
        && second.len() < first.len()
    {
        into.push(both(code(last), CODE_MIDDLE));
    }
    sum
}

/// Puts the codes of a vector into as many bytes.
pub(super) fn unpack(packed: &[u8], into: &mut [u8]) {
    let (low, high) = into.split_at_mut(packed.len());
    let (packed, rest) = packed.as_chunks();
    let (low, low_rest) = low.as_chunks_mut();
    let (high, high_rest) = high.as_chunks_mut();
    for ((eight, low), high) in packed.iter().zip(low).zip(high) {
        let eight = u64::from_ne_bytes(*eight);
        *low = (eight & LOW_HALVES).to_ne_bytes();
        *high = (eight >> 4 & LOW_HALVES).to_ne_bytes();
    }
    for ((both, low), high) in rest.iter().zip(low_rest).zip(high_rest) {
        (*low, *high) = (both & 0xf, both >> 4);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_out_as_they_went_in() {
        for width in [1_u8, 2, 15, 16, 17, 31, 100] {
            let codes: Vec<u8> = (0..width).map(|n| 1 + n % 15).collect();
            let vector: Vec<f32> = codes.iter().map(|code| f32::from(*code) - 8.0).collect();
            let mut packed = Vec::new();
            let sum = pack(&vector, 1.0, &mut packed);
            assert_eq!(packed.len(), packed_width(vector.len()));
            let mut unpacked = vec![0; 2 * packed.len()];
            unpack(&packed, &mut unpacked);
            assert_eq!(unpacked[..codes.len()], codes);
            assert!(
                unpacked[codes.len()..]
                    .iter()
                    .all(|code| *code == CODE_MIDDLE)
            );
            assert_eq!(
                unpacked.iter().map(|code| u32::from(*code)).sum::<u32>(),
                sum
            );
        }
    }
}
