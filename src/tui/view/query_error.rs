//! What is wrong with the query, told under the word that is wrong.

use ratatui::{buffer::Buffer, layout::Rect, style::Style, text::Span};

use super::{Scene, search_box, spans};
use crate::{
    domain::{query::QueryError, when},
    tui::text::cells,
};

/// How a date may be written, in place of [`when::FORMS`] where there is little room.
const SHORT_FORMS: [&str; 3] = ["90d, 12h, 2026-01-31", "90d or 2026-01-31", "90d"];

/// Points up at the word.
const CARET: &str = "^";

/// Tells an error below the query, which stands in `line`, in the row or edge `below`: right
/// of a sign under the word, else left of it. Where there is room for neither, the underlined word
/// alone tells the place.
pub(super) fn draw(
    (error, style): (&QueryError, Style),
    scene: Scene<'_>,
    line: Rect,
    below: Rect,
    buffer: &mut Buffer,
) {
    let search_box = &scene.model.search_box;
    let messages = shorter(&error.message);
    let caret = search_box::column_in(search_box.line(), line, error.span.start)
        .filter(|column| (below.x..below.right()).contains(column));
    let beside = caret.and_then(|caret| {
        messages
            .iter()
            .find_map(|message| right_of(caret, message, below))
            .or_else(|| {
                messages
                    .iter()
                    .find_map(|message| left_of(caret, message, below))
            })
    });
    let (x, text) = beside.unwrap_or_else(|| {
        let room = usize::from(below.width).saturating_sub(2);
        let fits = messages
            .iter()
            .find(|message| cells::width(message) <= room);
        let message = fits.or(messages.last()).map_or("", String::as_str);
        (below.x, format!(" {} ", cells::fit(message, room)))
    });
    let place = Rect {
        x,
        width: below.right() - x,
        ..below
    };
    spans::put(buffer, place, vec![Span::styled(text, style)]);
}

fn right_of(caret: u16, message: &str, below: Rect) -> Option<(u16, String)> {
    let text = format!("{CARET} {message}");
    let fits = cells::width(&text) <= usize::from(below.right() - caret);
    fits.then(|| (caret, format!("{text} ")))
}

fn left_of(caret: u16, message: &str, below: Rect) -> Option<(u16, String)> {
    let text = format!(" {message} {CARET}");
    let width = u16::try_from(cells::width(&text)).ok()?;
    let x = (caret + 1).checked_sub(width)?;
    (x >= below.x).then_some((x, text))
}

/// The message in one line, and shorter ones: with fewer examples of a date, and cut where a sentence
/// ends.
fn shorter(message: &str) -> Vec<String> {
    let examples = SHORT_FORMS
        .iter()
        .map(|forms| message.replace(when::FORMS, forms));
    let cuts = ["; ", " To ", ", such as", ": "].into_iter();
    let cut = cuts.filter_map(|end| Some(message.split_once(end)?.0.to_owned()));
    let mut all: Vec<String> = std::iter::once(message.to_owned())
        .chain(examples)
        .chain(cut)
        .map(|message| cells::fit(&message, usize::MAX))
        .collect();
    all.sort_by_key(|message| std::cmp::Reverse(cells::width(message)));
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_cut_between_sentences() {
        let message =
            "`tpye:` is no field: did you mean `type:`? To search for the word, put it in quotes";
        assert_eq!(
            shorter(message),
            [
                message,
                "`tpye:` is no field: did you mean `type:`?",
                "`tpye:` is no field"
            ]
        );
    }
}
