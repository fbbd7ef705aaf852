//! What notes look like, and that nothing in them gets lost.

use std::{fmt::Write, time::Instant};

use proptest::prelude::*;

use super::{Reader, block::Edge};
use crate::tui::text::{
    cells,
    page::{Fill, Page},
    prose::{Look, Mark},
};

/// A text as it is laid out: edges and words, marks in brackets.
fn told(text: &str, width: usize) -> String {
    let page = page(text, width);
    let mut all = String::new();
    for line in page.lines() {
        let mut row = String::new();
        for edge in &line.edges {
            match edge {
                Edge::Quote => row.push_str("> "),
                Edge::Indent(columns) => row.push_str(&" ".repeat(*columns)),
                Edge::Bullet(depth) => row.push_str(["* ", "- ", "+ "][depth % 3]),
                Edge::Number(number) => write!(row, "{number} ").unwrap(),
                Edge::Task(done) => row.push_str(if *done { "[x] " } else { "[ ] " }),
            }
        }
        match line.fill {
            Fill::None => {}
            Fill::Code => row.push('#'),
            Fill::Rule(width) => row.push_str(&"=".repeat(width)),
        }
        for part in &line.parts {
            let paragraph = page.paragraph(part.paragraph).unwrap();
            row.push_str(&" ".repeat(part.column.saturating_sub(cells::width(&row))));
            row.push_str(&paragraph.prose.text[part.start..part.end]);
            if let Look::Heading(level) = paragraph.look {
                write!(row, " h{level}").unwrap();
            }
        }
        writeln!(all, "{}", row.trim_end()).unwrap();
    }
    all
}

fn page(text: &str, width: usize) -> Page {
    let (mut reader, mut page) = (Reader::default(), Page::new(width));
    while reader.at() < text.len() {
        for block in reader.read(text) {
            page.add(block);
        }
    }
    page
}

/// The words of a text that have a mark.
fn marked(text: &str, wanted: Mark) -> Vec<String> {
    let page = page(text, 400);
    let mut found = Vec::new();
    for line in page.lines() {
        for part in &line.parts {
            let prose = &page.paragraph(part.paragraph).unwrap().prose;
            let marks = prose.marks.iter().filter(|(_, mark)| *mark == wanted);
            found.extend(marks.map(|(range, _)| prose.text[range.clone()].to_owned()));
        }
    }
    found
}

const NOTE: &str = "# Retry policy

Workers retry with **exponential backoff** and *full* jitter, see
[the guide](https://example.org/retry \"Guide\") or <https://example.org>.
Never ~~three~~ more than `max_retries` times.

Setext
------

1. base 200 ms, which is a long enough item to be wrapped
2. factor 2
   - nested with ![a graph](graph.png)
     - deeper
- [x] done
- [ ] open

> Quoted, over
> two lines
>
> - in a list

| setting | value | why |
|:--------|------:|:---:|
| base | 200 | measured |
| factor | 2 | usual, and long enough to wrap in a narrow pane |

```rust,ignore
fn main() {
    let long_line = retry(policy, \"a text that does not fit\");
}
```

    indented code

---

<details>
Hidden? <b>No</b>.
</details>

[ref]: https://example.org/ref
";

#[test]
fn a_rich_note() {
    insta::assert_snapshot!("rich_60", told(NOTE, 60));
    insta::assert_snapshot!("rich_30", told(NOTE, 30));
    insta::assert_snapshot!("rich_14", told(NOTE, 14));
}

#[test]
fn lines_of_plain_notes_stay_lines() {
    let note = "Steps:\n  first\n    second\nthird \\\n  --flag\n\n\nend";
    assert_eq!(
        told(note, 40),
        "Steps:\n  first\n    second\nthird \\\n  --flag\n\nend\n"
    );
}

#[test]
fn what_only_looks_like_markdown_stays() {
    for note in [
        "src/**/*.rs and src/**/*.toml",
        "2*3*4 = 24",
        "the __init__ method and snake_case_name",
        "Vec<String> and Option<T>",
        r"match \d+\.\d+ in C:\Users\x",
        "about ~5 or ~6",
        "#hashtag",
    ] {
        assert_eq!(told(note, 80), format!("{note}\n"));
    }
}

#[test]
fn marks_find_their_words() {
    assert_eq!(marked(NOTE, Mark::Strong), ["exponential backoff"]);
    assert_eq!(marked(NOTE, Mark::Emphasis), ["full"]);
    assert_eq!(marked(NOTE, Mark::Strike), ["three"]);
    assert_eq!(marked(NOTE, Mark::Code), ["max_retries"]);
    assert_eq!(
        marked(NOTE, Mark::Link),
        ["the guide", "https://example.org", "a graph"]
    );
    assert_eq!(marked("これは**重要**です", Mark::Strong), ["重要"]);
}

#[test]
fn numbers_are_those_that_are_written() {
    assert_eq!(told("3. a\n7. b", 20), "3. a\n7. b\n");
    assert_eq!(told("1. a\n1. b\n1. c", 20), "1. a\n2. b\n3. c\n");
    assert_eq!(told("1) a\n2) b", 20), "1) a\n2) b\n");
}

#[test]
fn cells_without_a_column_are_kept() {
    let told = told("| a |\n|---|\n| b | lost | found |\n", 40);
    assert!(told.contains("lost | found"), "{told}");
}

#[test]
fn hostile_notes_are_read_in_time() {
    let large = 1_000_000;
    for (name, part) in [
        ("quotes", ">"),
        ("nested lists", "- "),
        ("items", "- a\n"),
        ("brackets", "["),
        ("images", "!["),
        ("links", "[a](b"),
        ("emphasis", "*a "),
        ("strong", "**a_b"),
        ("ticks", "`a``"),
        ("tags", "<a "),
        ("comments", "<!--"),
        ("cells", "|a"),
        ("tables", "|a|b|\n|-|-|\n"),
        ("headings", "# a\n\n"),
        ("fences", "```x\n"),
        ("definitions", "[a]: b\n"),
        ("quoted items", "> - 1. a\n"),
        ("entities", "&amp;"),
        ("words", "word "),
        ("escapes", "\\\\"),
        ("marks", "e\u{301}\u{301}"),
    ] {
        let text = part.repeat(large / part.len());
        let start = Instant::now();
        let (mut reader, mut page) = (Reader::default(), Page::new(60));
        for block in reader.read(&text) {
            page.add(block);
        }
        let first = start.elapsed();
        println!("{name:>14}: {first:?} for the first {} bytes", reader.at());
        assert!(first.as_millis() < 1_000, "{name} took {first:?}");
    }
}

proptest! {
    #[test]
    fn no_word_gets_lost(
        parts in prop::collection::vec(prop::sample::select(vec![
            "# ", "## ", "- ", "* ", "1. ", "7) ", "> ", "```", "```rs\n", "~~~\n", "`", "**", "*", "_",
            "__", "~~", "~", "[", "]", "(", ")", "](", "![", "<", ">", "|", "|-|-|\n", "| a | b |\n",
            "---\n", "===\n", "\n", "\n\n", "    ", "  ", " ", "\\", "[x] ", "[ ] ", ": ", "[r]: ",
            "<b>", "<!-- ", "-->", "word", "Zwei", "x1", "日本", "http://a.b/c", "\"", "#", "\t",
        ]), 0..40),
        width in 60usize..200,
    ) {
        let text = parts.concat();
        let told: String = told(&text, width).chars().filter(|c| c.is_alphanumeric()).collect();
        for word in text.split(|c: char| !c.is_alphanumeric()) {
            // Words broken by a line are put together again by leaving out what is between.
            prop_assert!(told.contains(word), "{word:?} of {text:?} in {told:?}");
        }
    }

    #[test]
    fn any_text_is_laid_out_within_its_width(text in any::<String>(), width in 2usize..40) {
        let page = page(&text, width);
        for line in page.lines() {
            for part in &line.parts {
                let prose = &page.paragraph(part.paragraph).unwrap().prose;
                let text = &prose.text[part.start..part.end];
                // A tab has no width of its own, and a single cluster may be wider than the page.
                let may_stick_out = text.contains('\t') || cells::Cells::new(text).count() == 1;
                prop_assert!(may_stick_out || part.column + cells::width(text) <= width);
            }
        }
    }
}
