//! Texts from standard input.

use std::{
    fs::File,
    io::{self, Read},
};

use super::failure::{Failure, Stop};
use crate::domain::entry::MAX_TEXT_BYTES;

/// Stands for standard input where a text is expected.
const STANDARD_INPUT: &str = "-";

/// The text that an argument gives: itself, or standard input where it is `-`.
pub fn text(argument: &str) -> Result<String, Stop> {
    if argument == STANDARD_INPUT {
        read(std::io::stdin().lock(), "the text from standard input")
    } else {
        Ok(argument.to_owned())
    }
}

/// The conversation that an argument gives: that of a file, or standard input where it is `-`. What
/// is no file and more than one word is the conversation itself, as the Node manager takes it.
pub fn conversation(argument: &str) -> Result<String, Stop> {
    if argument == STANDARD_INPUT {
        return read(
            std::io::stdin().lock(),
            "the conversation from standard input",
        );
    }
    let what = format!("the conversation {argument}");
    match File::open(argument) {
        Ok(file) => read(file, &what),
        Err(_) if argument.trim().contains(char::is_whitespace) => Ok(argument.to_owned()),
        Err(error) => Err(unreadable(&what, &error)),
    }
}

fn unreadable(what: &str, error: &io::Error) -> Stop {
    Failure::invalid(format!(
        "cannot read {what}: {error}; name a file, or - for standard input"
    ))
    .into()
}

/// Reads a text, of one that is too long only so much that this can be told.
fn read(input: impl Read, what: &str) -> Result<String, Stop> {
    let mut bytes = Vec::new();
    input
        .take(MAX_TEXT_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(what, &error))?;
    if bytes.len() > MAX_TEXT_BYTES {
        // Cut off anywhere, perhaps within a character, and still no shorter.
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::invalid(format!(
            "the text that was read is not UTF-8: byte {at} is wrong; convert it first"
        ))
        .into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_a_limit_and_an_encoding() {
        let endless = "日".as_bytes().iter().cycle().copied();
        let endless: Vec<u8> = endless.take(2 * MAX_TEXT_BYTES).collect();
        let cut = read(&endless[..], "it").unwrap();
        assert!((MAX_TEXT_BYTES + 1..MAX_TEXT_BYTES + 4).contains(&cut.len()));
        assert!(matches!(
            read(&b"ab\xff"[..], "it"),
            Err(Stop::Failed(failure)) if failure.message.contains("byte 2")
        ));
        assert_eq!(read("日本\n".as_bytes(), "it").unwrap(), "日本\n");
    }
}
