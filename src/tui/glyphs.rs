//! Other characters for terminals that cannot show all.

use ratatui::buffer::{Buffer, CellWidth};

use crate::config::GlyphSetting;

/// Terminals whose font is that of a console: some hundred characters.
const CONSOLES: [&str; 6] = ["ansi", "cons25", "cygwin", "linux", "vt100", "vt220"];

/// What is drawn for a character that cannot be shown.
const UNKNOWN: char = '?';

/// Which characters a terminal can show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Glyphs {
    /// All.
    #[default]
    Full,
    /// Those that console fonts have had since code page 437.
    Console,
    /// ASCII.
    Ascii,
}

impl Glyphs {
    /// What is wanted, else what the locale and the terminal say in their variables, looked up by
    /// `variable`.
    #[must_use]
    pub fn of(setting: GlyphSetting, variable: impl Fn(&str) -> Option<String>) -> Self {
        match setting {
            GlyphSetting::Auto => Self::told_by(variable),
            GlyphSetting::Full => Self::Full,
            GlyphSetting::Console => Self::Console,
            GlyphSetting::Ascii => Self::Ascii,
        }
    }

    fn told_by(variable: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name| variable(name).filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(value);
        let term = value("TERM").unwrap_or_default();
        let name = term.split_once('-').map_or(&*term, |(name, _)| name);
        if locale.is_some_and(|locale| !is_utf8(&locale)) {
            Self::Ascii
        } else if CONSOLES.contains(&name) {
            Self::Console
        } else {
            Self::Full
        }
    }

    /// Draws with other characters what cannot be shown. No cell moves.
    pub fn reduce(self, buffer: &mut Buffer) {
        if self == Self::Full {
            return;
        }
        let width = usize::from(buffer.area.width.max(1));
        let mut covered = 0;
        for (at, cell) in buffer.content.iter_mut().enumerate() {
            if at % width == 0 {
                covered = 0;
            }
            // The right half of a wide character shows once the character is a narrow one.
            if covered > 0 {
                covered -= 1;
                cell.set_char(' ');
                continue;
            }
            if cell.symbol().is_ascii() {
                continue;
            }
            covered = CellWidth::cell_width(cell.symbol()).saturating_sub(1);
            let shown = self.shown(cell.symbol());
            cell.set_char(shown);
        }
    }

    fn shown(self, symbol: &str) -> char {
        let Some(first) = symbol.chars().next() else {
            return ' ';
        };
        match self {
            Self::Full => first,
            Self::Ascii => ascii(first).unwrap_or(UNKNOWN),
            Self::Console if CellWidth::cell_width(symbol) > 1 => UNKNOWN,
            Self::Console => console(first),
        }
    }
}

/// Whether a locale's name speaks of UTF-8. One without a character set says nothing about it.
fn is_utf8(locale: &str) -> bool {
    let set = locale.split('@').next().unwrap_or(locale);
    match set.split_once('.') {
        Some((_, set)) => {
            let set: String = set.chars().filter(char::is_ascii_alphanumeric).collect();
            set.eq_ignore_ascii_case("utf8")
        }
        None => !matches!(set, "C" | "POSIX"),
    }
}

/// A character of the consoles' for one that they lack; letters are left as they are.
fn console(c: char) -> char {
    match c {
        // Code page 437 has these, and so have the fonts made after it.
        '─' | '│' | '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼' | '═' | '║' | '░' | '▒'
        | '▓' | '█' | '▄' | '▌' | '▐' | '▀' | '■' | '▲' | '▼' | '◄' | '►' | '↑' | '↓' | '→'
        | '←' | '•' | '≈' | '≡' | '±' | '≤' | '≥' | '√' | '○' | '♦' => c,
        '╭' => '┌',
        '╮' => '┐',
        '╰' => '└',
        '╯' => '┘',
        '━' | '╸' | '╺' | '╾' | '╼' => '═',
        '┃' | '╹' | '╻' => '║',
        '╌' | '┄' | '┈' | '╴' | '╶' => '─',
        '┊' | '┆' | '╎' | '┇' | '╵' | '╷' => '│',
        '▁' | '▂' => '_',
        '▃' | '▅' | '▖' | '▗' => '▄',
        '▆' | '▇' | '▉' | '▊' | '▟' | '▙' => '█',
        '▋' | '▍' | '▎' | '▏' => '▌',
        '▔' | '▘' | '▝' | '▛' | '▜' => '▀',
        '▕' => '▐',
        '●' | '◆' | '◉' | '∙' => '•',
        '◦' | '◇' | '◯' | '□' => '○',
        '▪' | '▮' | '◼' => '■',
        '▸' | '▶' | '❯' => '►',
        '◂' | '◀' | '❮' => '◄',
        '▾' => '▼',
        '▴' => '▲',
        '✓' | '✔' => '√',
        '✗' | '✘' | '╳' => 'x',
        // A full stop would make a cut sentence look like a whole one.
        '…' | '‥' => '»',
        '\u{2800}'..='\u{28ff}' => braille(c),
        // Other lines, arrows, marks and pictures; what is below are letters.
        '\u{2010}'..='\u{206f}' | '\u{2190}'..='\u{2bff}' => ascii(c).unwrap_or(UNKNOWN),
        c => c,
    }
}

/// An ASCII character that says about the same.
#[expect(clippy::match_same_arms, reason = "what is alike stands together")]
fn ascii(c: char) -> Option<char> {
    Some(match c {
        c if c.is_ascii() => c,
        '━' | '═' | '╸' | '╺' | '╾' | '╼' | '≈' | '≡' => '=',
        '┃' | '║' | '╹' | '╻' => '#',
        '│' | '┊' | '┆' | '╎' | '┇' | '╵' | '╷' | '▏' | '▕' => '|',
        '─' | '╌' | '┄' | '┈' | '╴' | '╶' | '–' | '—' | '‐' | '‑' | '‒' | '−' => {
            '-'
        }
        '╱' => '/',
        '╲' => '\\',
        '╳' | '×' | '✗' | '✘' => 'x',
        '\u{2500}'..='\u{257f}' => '+',
        '▌' | '▐' | '▍' | '▋' | '▎' => '|',
        '▁' | '▂' => '_',
        '▃' | '▄' | '▅' | '▖' | '▗' | '░' => ':',
        '▀' | '▔' | '▘' | '▝' => '"',
        '\u{2580}'..='\u{259f}' => '#',
        '\u{2800}'..='\u{28ff}' => braille(c),
        '●' | '•' | '◆' | '◉' | '■' | '▪' | '▮' | '◼' | '∙' => '*',
        '○' | '◦' | '◇' | '◯' | '□' => 'o',
        '·' => '.',
        // A full stop would make a cut sentence look like a whole one.
        '…' | '‥' => '~',
        '→' | '›' | '»' | '►' | '▸' | '▶' | '❯' | '↳' => '>',
        '←' | '‹' | '«' | '◄' | '◂' | '◀' | '❮' => '<',
        '↑' | '▲' | '▴' => '^',
        '↓' | '▼' | '▾' => 'v',
        '≠' => '!',
        '✓' | '✔' | '√' => '+',
        '¶' | '↵' | '⏎' => '$',
        '“' | '”' | '„' => '"',
        '‘' | '’' | '‚' => '\'',
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' => ' ',
        _ => return None,
    })
}

/// About as much ink as a braille pattern has.
fn braille(c: char) -> char {
    match (u32::from(c) & 0xff).count_ones() {
        0 => ' ',
        1 | 2 => '.',
        3..=5 => ':',
        _ => '#',
    }
}

#[cfg(test)]
mod tests {
    use ratatui::{layout::Rect, style::Style};

    use super::*;

    fn told(variables: &[(&str, &str)]) -> Glyphs {
        Glyphs::of(GlyphSetting::Auto, |wanted| {
            let found = variables.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn terminals_and_locales_tell_what_they_can_show() {
        for (locale, expected) in [
            ("", Glyphs::Full),
            ("C.UTF-8", Glyphs::Full),
            ("de_DE.utf8@euro", Glyphs::Full),
            ("de_DE", Glyphs::Full),
            ("C", Glyphs::Ascii),
            ("POSIX", Glyphs::Ascii),
            ("de_DE.ISO-8859-15@euro", Glyphs::Ascii),
            ("ja_JP.eucJP", Glyphs::Ascii),
        ] {
            assert_eq!(told(&[("LANG", locale)]), expected, "{locale}");
        }
        let utf8 = ("LC_CTYPE", "en_US.UTF-8");
        assert_eq!(told(&[("LANG", "C"), utf8]), Glyphs::Full);
        assert_eq!(told(&[("LC_ALL", "C"), utf8]), Glyphs::Ascii);
        assert_eq!(told(&[("TERM", "linux"), utf8]), Glyphs::Console);
        assert_eq!(told(&[("TERM", "linux-16color")]), Glyphs::Console);
        assert_eq!(told(&[("TERM", "linux"), ("LANG", "C")]), Glyphs::Ascii);
        assert_eq!(told(&[("TERM", "tmux-256color"), utf8]), Glyphs::Full);
    }

    fn reduced(glyphs: Glyphs, text: &str) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 24, 1));
        buffer.set_string(0, 0, text, Style::new());
        glyphs.reduce(&mut buffer);
        let symbols = buffer.content.iter().map(ratatui::buffer::Cell::symbol);
        symbols.collect::<String>().trim_end().to_owned()
    }

    #[test]
    fn frames_bars_and_marks_have_plainer_ones() {
        for (text, console, ascii) in [
            ("╭─╮╰─╯│┃", "┌─┐└─┘│║", "+-++-+|#"),
            ("━━╸──", "═══──", "===--"),
            ("▁▂▄▆█", "__▄██", "__:##"),
            ("▌● ○ · … › ×", "▌• ○ · » > ×", "|* o . ~ > x"),
            ("⠀⠁⠇⣿", " .:#", " .:#"),
            ("größe", "größe", "gr??e"),
            (
                "a 日本 👩\u{200d}💻 e\u{301}b",
                "a ? ?  ?  eb",
                "a ? ?  ?  eb",
            ),
        ] {
            assert_eq!(reduced(Glyphs::Console, text), console, "{text}");
            assert_eq!(reduced(Glyphs::Ascii, text), ascii, "{text}");
        }
    }

    #[test]
    fn ascii_is_ascii_and_every_cell_is_narrow() {
        for c in (0x80..0x3_0000).filter_map(char::from_u32) {
            for glyphs in [Glyphs::Console, Glyphs::Ascii] {
                let shown = glyphs.shown(c.encode_utf8(&mut [0; 4]));
                assert!(
                    glyphs == Glyphs::Console || shown.is_ascii(),
                    "{c}: {shown}"
                );
                let width = CellWidth::cell_width(shown.encode_utf8(&mut [0; 4]));
                assert!(width <= 1, "{c}: {shown}");
            }
        }
    }
}
