//! Cuts a long text where its Markdown can be cut, so that only what shows has to be read.

/// So much of a text is read at once.
const CHUNK_BYTES: usize = 32 * 1024;

/// Where there is no good place to cut, a chunk is at most so many times as long.
const PATIENCE: usize = 4;

/// A fence around code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence {
    mark: u8,
    length: usize,
    /// What stands behind it.
    pub info: String,
}

/// How to read a chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// As Markdown.
    Markdown,
    /// As code, up to the line that closes the fence, or to the chunk's end.
    Code(Fence),
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Where it ends.
    pub end: usize,
    /// How to read it.
    pub kind: Kind,
    /// The fence that is open behind it.
    pub open: Option<Fence>,
}

/// The chunk from `start` on, where a fence may be open.
#[must_use]
pub fn next(text: &str, start: usize, open: Option<Fence>) -> Chunk {
    match open {
        Some(fence) => code(text, start, fence),
        None => markdown(text, start),
    }
}

fn markdown(text: &str, start: usize) -> Chunk {
    let mut fence: Option<Fence> = None;
    let mut after_blank = false;
    // The last place that is no better than any other line's start.
    let mut place = None;
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let beyond = at - start >= CHUNK_BYTES;
        let stands_alone = after_blank && !line.starts_with([' ', '\t', '\n', '\r']);
        let too_long = at - start + line.len() > CHUNK_BYTES * PATIENCE;
        if beyond && fence.is_none() && stands_alone || at > start && too_long {
            return chunk(at, fence);
        }
        if too_long {
            break;
        }
        place = Some(at + line.len());
        fence = match fence {
            Some(open) if open.is_closed_by(line) => None,
            Some(open) => Some(open),
            None => Fence::of(line),
        };
        after_blank = line.trim().is_empty();
        at += line.len();
    }
    match place.filter(|end| *end == text.len()) {
        Some(end) => chunk(end, None),
        // One line longer than all patience.
        None => chunk(cut(text, start), None),
    }
}

fn chunk(end: usize, open: Option<Fence>) -> Chunk {
    Chunk {
        end,
        kind: Kind::Markdown,
        open,
    }
}

fn code(text: &str, start: usize, fence: Fence) -> Chunk {
    let kind = Kind::Code(fence.clone());
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let end = at + line.len();
        if fence.is_closed_by(line) {
            let open = None;
            return Chunk { end, kind, open };
        }
        if end - start > CHUNK_BYTES {
            let end = if at > start { at } else { cut(text, start) };
            let open = Some(fence);
            return Chunk { end, kind, open };
        }
        at = end;
    }
    let (end, open) = (text.len(), None);
    Chunk { end, kind, open }
}

/// A place within a very long line.
fn cut(text: &str, start: usize) -> usize {
    let end = text.floor_char_boundary(start + CHUNK_BYTES);
    text[start..end]
        .rfind(char::is_whitespace)
        .filter(|at| *at > 0)
        .map_or(end, |at| {
            let blank = text[start + at..].chars().next().map_or(1, char::len_utf8);
            start + at + blank
        })
}

impl Fence {
    fn of(line: &str) -> Option<Self> {
        let body = line.trim_start_matches(' ');
        let mark = *body
            .as_bytes()
            .first()
            .filter(|byte| b"`~".contains(byte))?;
        let length = body.bytes().take_while(|byte| *byte == mark).count();
        let info = body[length..].trim();
        let opens = line.len() - body.len() < 4 && length >= 3;
        (opens && !(mark == b'`' && info.contains('`'))).then(|| Self {
            mark,
            length,
            info: info.to_owned(),
        })
    }

    /// Whether a line closes it.
    #[must_use]
    pub fn is_closed_by(&self, line: &str) -> bool {
        let body = line.trim();
        let indent = line.len() - line.trim_start_matches(' ').len();
        indent < 4 && body.len() >= self.length && body.bytes().all(|byte| byte == self.mark)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ends(text: &str) -> Vec<(usize, bool)> {
        let (mut start, mut open, mut ends) = (0, None, Vec::new());
        while start < text.len() {
            let chunk = next(text, start, open);
            ends.push((chunk.end, matches!(chunk.kind, Kind::Code(_))));
            (start, open) = (chunk.end, chunk.open);
        }
        ends
    }

    #[test]
    fn a_short_text_is_one_chunk() {
        assert_eq!(ends("# a\n\nb"), [(6, false)]);
    }

    #[test]
    fn long_texts_are_cut_between_paragraphs() {
        let paragraph = "word ".repeat(200) + "\n\n";
        let text = paragraph.repeat(100);
        let ends = ends(&text);
        assert!(ends.len() > 2);
        assert!(
            ends.iter()
                .all(|(end, code)| end % paragraph.len() == 0 && !code)
        );
    }

    #[test]
    fn code_that_is_cut_stays_code() {
        let text = format!(
            "before\n\n```log\n{}```\n\nbehind",
            "a line\n".repeat(60_000)
        );
        let ends = ends(&text);
        assert!(ends.len() > 4 && !ends[0].1 && ends[1].1);
        assert_eq!(ends.last(), Some(&(text.len(), false)));
    }

    proptest! {
        #[test]
        fn chunks_go_on_to_the_end(line in "[ `~a-z日\n#>-]{0,30}", times in 0usize..20_000) {
            let text = line.repeat(times);
            let mut last = 0;
            for (end, _) in ends(&text) {
                prop_assert!(end > last && end - last <= CHUNK_BYTES * (PATIENCE + 1));
                prop_assert!(text.is_char_boundary(end));
                last = end;
            }
            prop_assert_eq!(last, text.len());
        }
    }
}
