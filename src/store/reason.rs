//! What LanceDB says went wrong, in words for people.

use std::path::Path;

/// LanceDB's words on one line, without the places in its source that it appends.
pub(crate) fn reason(error: &lance::Error) -> String {
    let text = without_markup(&error.to_string());
    let line = without_places(text.lines().next().unwrap_or_default());
    // Its names for its own kinds of error, `LanceError(IO): `, tell a user nothing.
    match line
        .strip_prefix("LanceError(")
        .and_then(|rest| rest.split_once("): "))
    {
        Some((_, words)) => words.to_owned(),
        None => line.to_owned(),
    }
}

/// A line without the places in its source that LanceDB appends.
pub(crate) fn without_places(mut line: &str) -> &str {
    while let Some(cut) = line
        .rfind(", ")
        .filter(|at| is_source_location(&line[at + 2..]))
    {
        line = &line[..cut];
    }
    line
}

/// An object store's refusal with its code alone, without the document that this stands in.
fn without_markup(text: &str) -> String {
    let Some((words, document)) = text.split_once("<?xml") else {
        return text.to_owned();
    };
    let code = document.split_once("<Code>");
    let code = code.and_then(|(_, rest)| Some(rest.split_once("</Code>")?.0));
    match code {
        Some(code) => format!("{words}{code}"),
        None => words.trim_end_matches([' ', ':']).to_owned(),
    }
}

/// Whether the text reads like `path/file.rs:12:34`, perhaps behind `location: `.
fn is_source_location(text: &str) -> bool {
    let mut parts = text.rsplitn(3, ':');
    let number = |part: Option<&str>| {
        part.is_some_and(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    number(parts.next())
        && number(parts.next())
        && parts.next().is_some_and(|file| {
            Path::new(file)
                .extension()
                .is_some_and(|extension| extension == "rs")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn source_locations_are_cut_off() {
        assert!(is_source_location("/home/x/lance-14/src/a.rs:10:5"));
        assert!(is_source_location("location: src/a.rs:10:5"));
        assert!(!is_source_location("version 3"));
        assert!(!is_source_location("a.rs:x:5"));
        let line = "too many conditions, /home/x/lance-14/src/a.rs:10:5";
        assert_eq!(without_places(line), "too many conditions");
    }

    #[test]
    fn of_a_refusal_the_code_is_told() {
        let document =
            "<?xml version=\"1.0\"?>\n<Error><Code>NoSuchBucket</Code><Message></Message></Error>";
        let told = without_markup(&format!("status code: 404 Not Found: {document}"));
        assert_eq!(told, "status code: 404 Not Found: NoSuchBucket");
        assert_eq!(
            without_markup("403 Forbidden: <?xml ?><x/>"),
            "403 Forbidden"
        );
        assert_eq!(without_markup("no answer"), "no answer");
    }
}
