//! Vectors as JSON arrays, bit by bit.

use serde::{Serialize, Serializer, ser::SerializeSeq};
use serde_json::value::RawValue;

/// How a number that JSON has no word for begins: its bits follow in hexadecimal.
const BITS: &str = "0x";

/// A vector to be written. Finite numbers have the shortest decimal that reads back as they are; NaN
/// and infinity are texts with their bits.
pub(super) struct Numbers<'a>(pub &'a [f32]);

impl Serialize for Numbers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for number in self.0 {
            if number.is_finite() {
                list.serialize_element(number)?;
            } else {
                list.serialize_element(&format!("{BITS}{:08x}", number.to_bits()))?;
            }
        }
        list.end()
    }
}

/// Reads such an array. Each number is read as what it is: by way of a wider one it could be
/// rounded twice.
pub(super) fn read(json: &str) -> Result<Vec<f32>, String> {
    let numbers: Vec<&RawValue> =
        serde_json::from_str(json).map_err(|_| "its vector is no list of numbers".to_owned())?;
    numbers
        .into_iter()
        .map(|number| one(number.get()))
        .collect()
}

fn one(json: &str) -> Result<f32, String> {
    let bits = json
        .trim_matches('"')
        .strip_prefix(BITS)
        .and_then(|bits| u32::from_str_radix(bits, 16).ok());
    if let Some(bits) = bits {
        return Ok(f32::from_bits(bits));
    }
    json.parse()
        .map_err(|_| format!("its vector holds {json}, which is no number"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_bit_comes_back(bits in proptest::collection::vec(any::<u32>(), 0..20)) {
            let numbers: Vec<f32> = bits.iter().copied().map(f32::from_bits).collect();
            let json = serde_json::to_string(&Numbers(&numbers)).unwrap();
            let back: Vec<u32> = read(&json).unwrap().into_iter().map(f32::to_bits).collect();
            prop_assert_eq!(back, bits);
        }
    }

    #[test]
    fn what_is_no_number_is_told() {
        assert!(read("[1,true]").unwrap_err().contains("true"));
        assert!(read("{}").is_err());
    }
}
