//! Keeps every row aligned on terminals that count the width of a character differently: what stands
//! behind such a character is placed anew, and no rest of what was there before shows beside it.

use std::iter;

use ratatui::{
    backend::{Backend, ClearType, WindowSize},
    buffer::{Cell, CellWidth},
    layout::{Position, Size},
};

/// A backend in front of another one.
#[derive(Debug)]
pub struct Aligned<B>(pub B);

impl<B: Backend> Backend for Aligned<B> {
    type Error = B::Error;

    fn draw<'a, I>(&mut self, content: I) -> Result<(), Self::Error>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut content = content.peekable();
        while content.peek().is_some() {
            let mut doubtful = None;
            let run = iter::from_fn(|| {
                let next = content.next()?;
                if is_agreed_on(next.2.symbol()) {
                    return Some(next);
                }
                doubtful = Some(next);
                None
            });
            // Each call says where it begins.
            self.0.draw(run)?;
            let Some((x, y, cell)) = doubtful else {
                continue;
            };
            let behind = x.saturating_add(cell.symbol().cell_width());
            let mut blank = cell.clone();
            blank.set_symbol(" ");
            self.0.draw((x..behind).map(|x| (x, y, &blank)))?;
            self.0.draw(iter::once((x, y, cell)))?;
            // The cells that it covers are blank by now.
            while content
                .next_if(|(next, row, _)| *row == y && (x + 1..behind).contains(next))
                .is_some()
            {}
        }
        Ok(())
    }

    fn append_lines(&mut self, n: u16) -> Result<(), Self::Error> {
        self.0.append_lines(n)
    }

    fn hide_cursor(&mut self) -> Result<(), Self::Error> {
        self.0.hide_cursor()
    }

    /// Never fails: ratatui does this last of all, and tells a failure on standard error, which panics
    /// when that is gone together with the terminal. Whatever is drawn next fails as well.
    fn show_cursor(&mut self) -> Result<(), Self::Error> {
        drop(self.0.show_cursor());
        Ok(())
    }

    fn get_cursor_position(&mut self) -> Result<Position, Self::Error> {
        self.0.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Self::Error> {
        self.0.set_cursor_position(position)
    }

    fn clear(&mut self) -> Result<(), Self::Error> {
        self.0.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> Result<(), Self::Error> {
        self.0.clear_region(clear_type)
    }

    fn size(&self) -> Result<Size, Self::Error> {
        self.0.size()
    }

    fn window_size(&mut self) -> Result<WindowSize, Self::Error> {
        self.0.window_size()
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        self.0.flush()
    }
}

/// Whether all terminals give a cluster the same width: single characters of alphabets, box drawings
/// and East Asian scripts. They differ in marks, emoji, symbols and what combines.
fn is_agreed_on(symbol: &str) -> bool {
    let mut characters = symbol.chars();
    match (characters.next(), characters.next()) {
        (Some(c), None) => matches!(
            c,
            '\0'..='\u{2ff}'
                | '\u{370}'..='\u{482}'
                | '\u{48a}'..='\u{52f}'
                | '\u{2010}'..='\u{2027}'
                | '\u{2190}'..='\u{2193}'
                | '\u{2500}'..='\u{259f}'
                | '\u{2e80}'..='\u{a4cf}'
                | '\u{ac00}'..='\u{d7a3}'
                | '\u{f900}'..='\u{faff}'
                | '\u{ff01}'..='\u{ff60}'
        ),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use ratatui::{backend::TestBackend, buffer::Buffer};

    use super::*;

    /// Notes what is drawn, call by call.
    #[derive(Default)]
    struct Noted(Vec<(u16, String)>);

    impl Backend for Noted {
        type Error = Infallible;

        fn draw<'a, I>(&mut self, content: I) -> Result<(), Infallible>
        where
            I: Iterator<Item = (u16, u16, &'a Cell)>,
        {
            let mut from = None;
            let mut symbols = String::new();
            for (x, _, cell) in content {
                from.get_or_insert(x);
                symbols.push_str(cell.symbol());
            }
            self.0.extend(from.map(|x| (x, symbols)));
            Ok(())
        }

        fn hide_cursor(&mut self) -> Result<(), Infallible> {
            Ok(())
        }

        fn show_cursor(&mut self) -> Result<(), Infallible> {
            Ok(())
        }

        fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
            Ok(Position::ORIGIN)
        }

        fn set_cursor_position<P: Into<Position>>(&mut self, _: P) -> Result<(), Infallible> {
            Ok(())
        }

        fn clear(&mut self) -> Result<(), Infallible> {
            Ok(())
        }

        fn clear_region(&mut self, _: ClearType) -> Result<(), Infallible> {
            Ok(())
        }

        fn size(&self) -> Result<Size, Infallible> {
            Ok(Size::new(20, 1))
        }

        fn window_size(&mut self) -> Result<WindowSize, Infallible> {
            Ok(WindowSize {
                columns_rows: Size::new(20, 1),
                pixels: Size::default(),
            })
        }

        fn flush(&mut self) -> Result<(), Infallible> {
            Ok(())
        }
    }

    fn drawn(text: &str) -> Vec<(u16, String)> {
        let before = Buffer::empty(ratatui::layout::Rect::new(0, 0, 20, 1));
        let mut after = before.clone();
        after.set_string(0, 0, text, ratatui::style::Style::new());
        let mut backend = Aligned(Noted::default());
        backend.draw(before.diff(&after).into_iter()).unwrap();
        backend.0.0
    }

    fn calls(calls: &[(u16, &str)]) -> Vec<(u16, String)> {
        calls.iter().map(|(x, s)| (*x, (*s).to_owned())).collect()
    }

    #[test]
    fn what_terminals_agree_on_is_drawn_in_one_go() {
        assert_eq!(drawn("│abc│"), calls(&[(0, "│abc│")]));
        assert_eq!(drawn("日本語 é ж"), calls(&[(0, "日本語éж")]));
    }

    #[test]
    fn behind_doubtful_characters_the_place_is_told_anew() {
        let expected = [(0, "a"), (1, "  "), (1, "👍🏽"), (3, "b│")];
        assert_eq!(drawn("a👍🏽b│"), calls(&expected));
        let expected = [(0, " "), (0, "e\u{301}"), (1, "b│")];
        assert_eq!(drawn("e\u{301}b│"), calls(&expected));
    }

    #[test]
    fn blanks_behind_an_emoji_are_not_drawn_over_it() {
        let expected = [(0, "  "), (0, "☺\u{fe0f}"), (2, "x")];
        assert_eq!(drawn("☺\u{fe0f}x"), calls(&expected));
    }

    #[test]
    fn the_rest_is_the_other_backend() {
        let mut backend = Aligned(TestBackend::new(7, 3));
        assert_eq!(backend.size().unwrap(), Size::new(7, 3));
        backend.set_cursor_position((2, 1)).unwrap();
        let at = backend.get_cursor_position().unwrap();
        assert_eq!(at, Position::new(2, 1));
    }
}
