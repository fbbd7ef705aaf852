//! Whether a file is of the kind that its name says, whatever a server says of it.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek},
    path::Path,
};

use serde::de::IgnoredAny;
use tokenizers::Tokenizer;

/// The field of an ONNX file that holds the graph.
const GRAPH: u64 = 7;

/// Looks into a file that is to be put into this place. Says what it is not.
pub(super) fn check(place: &Path, path: &Path) -> Result<(), &'static str> {
    let is_named = |name: &str| place.file_name().is_some_and(|own| own == name);
    let ends_in = |ending: &str| place.extension().is_some_and(|own| own == ending);
    if ends_in("onnx") && !is_onnx(path).unwrap_or(false) {
        Err("is no model in ONNX's format")
    } else if is_named("tokenizer.json") && Tokenizer::from_file(path).is_err() {
        Err("is no tokenizer")
    } else if ends_in("json") && !is_json(path) {
        Err("is no JSON")
    } else {
        Ok(())
    }
}

fn is_json(path: &Path) -> bool {
    let file = File::open(path).map(BufReader::new);
    file.is_ok_and(|file| serde_json::from_reader::<_, IgnoredAny>(file).is_ok())
}

fn is_onnx(path: &Path) -> io::Result<bool> {
    let file = File::open(path)?;
    let end = file.metadata()?.len();
    is_model(&mut BufReader::new(file), end)
}

/// Whether fields in the format of protocol buffers fill a file to its end, and one is a graph. Weights
/// are not read.
fn is_model(file: &mut BufReader<impl Read + Seek>, end: u64) -> io::Result<bool> {
    let mut has_graph = false;
    loop {
        let at = file.stream_position()?;
        if at >= end {
            return Ok(has_graph && at == end);
        }
        let key = varint(file)?;
        let (field, form) = (key >> 3, key & 0b111);
        let length = match form {
            0 => {
                varint(file)?;
                0
            }
            1 => 8,
            2 => varint(file)?,
            5 => 4,
            _ => return Ok(false),
        };
        has_graph |= field == GRAPH && form == 2;
        if length > end {
            return Ok(false);
        }
        file.seek_relative(length.cast_signed())?;
    }
}

/// A number in groups of seven bits, the lowest first.
fn varint(file: &mut impl Read) -> io::Result<u64> {
    let mut value = 0;
    for shift in (0..u64::BITS).step_by(7) {
        let mut byte = [0];
        file.read_exact(&mut byte)?;
        value |= u64::from(byte[0] & 0x7f) << shift;
        if byte[0] < 0x80 {
            return Ok(value);
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}

#[cfg(test)]
mod tests {
    use std::{fs, io::Cursor};

    use super::*;
    use crate::embed::network::TOKENIZER;

    fn model(bytes: &[u8]) -> bool {
        let end = bytes.len() as u64;
        is_model(&mut BufReader::new(Cursor::new(bytes)), end).unwrap_or(false)
    }

    #[test]
    fn a_model_is_told_from_a_page_and_from_half_a_model() {
        let whole = [0x08, 8, 0x3a, 3, 1, 2, 3, 0x42, 0];
        assert!(model(&whole));
        assert!(!model(&whole[..5]), "the graph is cut off");
        assert!(!model(&[0x08, 8]), "there is no graph");
        assert!(!model(b"<html>captive portal</html>"));
        assert!(!model(b""));
        assert!(!model(&[0xff; 20]));
    }

    #[test]
    fn files_are_looked_at_by_their_names() {
        let folder = tempfile::tempdir().unwrap();
        let is = |name: &str, content: &[u8]| {
            let path = folder.path().join("part");
            fs::write(&path, content).unwrap();
            check(Path::new(name), &path)
        };
        let page = b"<html></html>";
        assert_eq!(
            is("onnx/model.onnx", page),
            Err("is no model in ONNX's format")
        );
        assert_eq!(is("tokenizer.json", page), Err("is no tokenizer"));
        assert_eq!(is("tokenizer.json", b"{}"), Err("is no tokenizer"));
        assert_eq!(is("tokenizer.json", TOKENIZER), Ok(()));
        assert_eq!(is("config.json", page), Err("is no JSON"));
        assert_eq!(is("config.json", b"{}"), Ok(()));
        assert_eq!(is("model.onnx_data", page), Ok(()));
    }
}
