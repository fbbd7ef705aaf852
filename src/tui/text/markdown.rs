//! A light reading of Markdown, line by line: the marks stay, only the look changes.

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// Plain text.
    #[default]
    Body,
    /// A heading.
    Heading,
    /// A fence around code.
    Fence,
    /// A line of code.
    Code,
    /// A quotation.
    Quote,
    /// An item of a list.
    Item,
}

/// What a paragraph is, and by how many columns its further lines are indented. `in_code` holds
/// whether a fence is open, from paragraph to paragraph.
#[must_use]
pub fn look(paragraph: &str, in_code: &mut bool) -> (Look, usize) {
    let body = paragraph.trim_start_matches(' ');
    let indent = paragraph.len() - body.len();
    if body.starts_with("```") || body.starts_with("~~~") {
        *in_code = !*in_code;
        return (Look::Fence, 0);
    }
    if *in_code {
        return (Look::Code, 0);
    }
    let level = body.len() - body.trim_start_matches('#').len();
    if (1..=6).contains(&level) && body[level..].starts_with(' ') {
        return (Look::Heading, level + 1);
    }
    if body.starts_with("> ") {
        return (Look::Quote, indent + 2);
    }
    match marker(body) {
        Some(marker) => (Look::Item, indent + marker),
        None => (Look::Body, indent),
    }
}

/// Columns of an item's bullet or number, the space behind it counted.
#[must_use]
pub fn marker(body: &str) -> Option<usize> {
    if ["- ", "* ", "+ ", "• "]
        .iter()
        .any(|bullet| body.starts_with(bullet))
    {
        return Some(2);
    }
    let digits = body.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let behind = &body[digits..];
    (digits > 0 && digits < 4 && (behind.starts_with(". ") || behind.starts_with(") ")))
        .then_some(digits + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_told_apart() {
        let mut in_code = false;
        for (paragraph, expected) in [
            ("# Title", (Look::Heading, 2)),
            ("#hashtag", (Look::Body, 0)),
            ("> said", (Look::Quote, 2)),
            ("  - item", (Look::Item, 4)),
            ("12. item", (Look::Item, 4)),
            ("2026 was", (Look::Body, 0)),
            ("```rust", (Look::Fence, 0)),
            ("# no title", (Look::Code, 0)),
            ("```", (Look::Fence, 0)),
            ("日本", (Look::Body, 0)),
        ] {
            assert_eq!(look(paragraph, &mut in_code), expected, "{paragraph}");
        }
    }
}
