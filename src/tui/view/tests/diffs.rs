//! Texts compared: in one column and in two, with colours and without.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{render, styles};
use crate::tui::{model::Comparison, styles::Styles, view::diff::Look};

const OLD: &str = "# Tokens\nServices check a token with RS256.\nIt expires after 60 minutes.\n\n\
                   トークンは署名されています。古い鍵は使えません。\nraw \x1b[2J byte";
const NEW: &str = "# Tokens\nServices check a token with ES256, never HS256.\nIt expires after 10 \
                   minutes.\nトークンは署名されています。新しい鍵は使えます。\nraw \x1b[31m byte\nmore";

fn drawn(styles: &Styles, width: u16) -> String {
    let area = Rect::new(0, 0, width, 16);
    let mut buffer = Buffer::empty(area);
    let comparison = Comparison::new(OLD, NEW);
    let at = NEW.find("never").unwrap();
    let layers = [(at..at + 5, styles.warn)];
    let look = Look::fitting(styles, width);
    look.draw(&comparison, [&[], &layers], 0, area, &mut buffer);
    render::render(&buffer)
}

#[test]
fn texts_are_compared_in_one_column_or_two() {
    for width in [36, 76, 120] {
        insta::assert_snapshot!(format!("diff_{width}"), drawn(&styles(), width));
    }
}

#[test]
fn changes_show_without_colours() {
    for width in [36, 120] {
        insta::assert_snapshot!(
            format!("diff_plain_{width}"),
            drawn(&Styles::plain(), width)
        );
    }
}
