//! Styles of all themes: whatever the depth, texts can be read and states are told apart.

use ratatui::{buffer::Buffer, layout::Rect};

use super::*;
use crate::{config::theme::Themes, domain::kind};

const DEPTHS: [Depth; 4] = [Depth::True, Depth::Indexed, Depth::Sixteen, Depth::None];

/// The styles of every theme at every depth, with a name for failures.
fn every() -> Vec<(String, Styles)> {
    let themes = Themes::embedded();
    let all = themes.all().into_iter();
    all.flat_map(|theme| {
        DEPTHS.map(|depth| {
            let name = format!("{} at {depth:?}", theme.name);
            (name, Styles::new(theme, depth))
        })
    })
    .collect()
}

/// What a cell shows that gets these styles one over the other.
fn shown(styles: &[Style]) -> Style {
    styles
        .iter()
        .fold(Style::new(), |below, above| below.patch(*above))
}

fn rgb(colour: Option<Color>) -> Rgb {
    match colour {
        Some(Color::Rgb(r, g, b)) => Rgb([r, g, b]),
        Some(Color::Indexed(index)) => indexed::colour_of(index).unwrap(),
        other => panic!("{other:?}"),
    }
}

/// Everything that is written with a colour of its own, with the least contrast it must have.
fn texts(styles: &Styles) -> Vec<(&'static str, Style, f64)> {
    let mut texts = vec![
        ("text", styles.text, 4.5),
        ("muted", styles.muted, 4.5),
        ("faint", styles.faint, 2.5),
        ("accent", styles.accent, 4.5),
        ("bar", styles.bar, 3.0),
        ("good", styles.good, 4.5),
        ("warn", styles.warn, 4.5),
        ("bad", styles.bad, 4.5),
        ("info", styles.info, 4.5),
        ("wrong", styles.wrong, 4.5),
        ("key", styles.key, 4.5),
        ("heading", styles.heading, 4.5),
        ("matched", styles.matched, 7.0),
        ("removed", styles.removed, 4.5),
        ("added", styles.added, 4.5),
        ("badge", styles.badge, 4.5),
        ("code", styles.code, 4.5),
        ("selected", styles.selected, 2.0),
        ("other type", styles.other_kind, 4.5),
    ];
    texts.extend(kind::KNOWN.map(|kind| (kind, styles.kind(kind), 4.5)));
    texts
}

#[test]
fn texts_stand_out_in_all_colours_and_in_256() {
    let themes = Themes::embedded();
    for theme in themes.all() {
        for depth in [Depth::True, Depth::Indexed] {
            let styles = Styles::new(theme, depth);
            for (behind, ground) in [
                ("base", styles.base),
                ("raised", styles.raised),
                ("selection", styles.selection),
            ] {
                for (what, style, wanted) in texts(&styles) {
                    let cell = shown(&[styles.base, ground, style]);
                    let found = rgb(cell.fg).contrast(rgb(cell.bg));
                    assert!(
                        found >= wanted,
                        "{} at {depth:?}: {what} on {behind} has {found:.2} of {wanted}",
                        theme.name
                    );
                }
            }
        }
    }
}

#[test]
fn texts_differ_from_what_is_behind_them_in_sixteen_colours() {
    let themes = Themes::embedded();
    for theme in themes.all() {
        let styles = Styles::new(theme, Depth::Sixteen);
        for ground in [
            styles.base,
            styles.raised,
            styles.selection,
            styles.selection_idle,
        ] {
            for (what, style, _) in texts(&styles) {
                let cell = shown(&[styles.base, ground, style]);
                assert_ne!(cell.fg, cell.bg, "{}: {what}", theme.name);
            }
        }
    }
}

#[test]
fn a_reversed_row_is_one_bar() {
    let themes = Themes::embedded();
    let styles = Styles::new(themes.get("lore-dark").unwrap(), Depth::Sixteen);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 1));
    let row = shown(&[styles.base, styles.selection]);
    for (x, style) in [styles.text, styles.faint, styles.matched]
        .iter()
        .enumerate()
    {
        buffer.content[x].set_style(shown(&[row, *style]));
    }
    buffer.content[3].set_style(shown(&[styles.base, styles.faint]));
    let before = buffer.clone();
    even_out(&styles, &mut buffer);
    assert_eq!(buffer.content[1].fg, buffer.content[0].fg);
    assert_ne!(buffer.content[1].fg, before.content[1].fg);
    assert_eq!(buffer.content[2..], before.content[2..]);
}

/// What the Linux console and most terminals of sixteen colours make of a colour.
fn vga(colour: Color) -> Rgb {
    const HALF: u8 = 0xaa;
    const LIGHT: u8 = 0x55;
    const FULL: u8 = 0xff;
    Rgb(match colour {
        Color::Black => [0, 0, 0],
        Color::Red => [HALF, 0, 0],
        Color::Green => [0, HALF, 0],
        Color::Yellow => [HALF, LIGHT, 0],
        Color::Blue => [0, 0, HALF],
        Color::Magenta => [HALF, 0, HALF],
        Color::Cyan => [0, HALF, HALF],
        Color::Gray => [HALF, HALF, HALF],
        Color::DarkGray => [LIGHT, LIGHT, LIGHT],
        Color::LightRed => [FULL, LIGHT, LIGHT],
        Color::LightGreen => [LIGHT, FULL, LIGHT],
        Color::LightYellow => [FULL, FULL, LIGHT],
        Color::LightBlue => [LIGHT, LIGHT, FULL],
        Color::LightMagenta => [FULL, LIGHT, FULL],
        Color::LightCyan => [LIGHT, FULL, FULL],
        Color::White => [FULL, FULL, FULL],
        other => panic!("{other:?}"),
    })
}

/// The contrast of a cell with these styles one over the other, on a terminal of sixteen colours.
fn contrast_in_sixteen(styles: &Styles, layers: &[Style]) -> f64 {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 1, 1));
    buffer.content[0].set_style(shown(layers));
    even_out(styles, &mut buffer);
    let cell = &buffer.content[0];
    vga(cell.fg).contrast(vga(cell.bg))
}

#[test]
fn types_can_be_read_in_sixteen_colours() {
    let themes = Themes::embedded();
    for theme in themes.all() {
        let styles = Styles::new(theme, Depth::Sixteen);
        for (row, ground, wanted) in [
            ("a row", Style::new(), 2.5),
            ("the row of another pane", styles.selection_idle, 2.5),
            ("the row under the cursor", styles.selection, 7.0),
        ] {
            for kind in kind::KNOWN.into_iter().chain(["retro"]) {
                let layers = [styles.base, ground, styles.kind(kind)];
                let found = contrast_in_sixteen(&styles, &layers);
                assert!(
                    found >= wanted,
                    "{}: {kind} in {row} has {found:.2} of {wanted}",
                    theme.name
                );
            }
        }
    }
}

#[test]
fn bright_backgrounds_only_where_the_theme_is_light() {
    // The Linux console has no others, and shows black or grey in their place.
    let themes = Themes::embedded();
    for theme in themes.all().iter().filter(|theme| !theme.is_light()) {
        let palette = theme.ansi.map(|ansi| format!("{ansi:?}"));
        for role in [
            Role::Base,
            Role::Raised,
            Role::Selection,
            Role::SelectionIdle,
            Role::Code,
            Role::MatchedBase,
        ] {
            let name = &palette[role];
            assert!(!name.starts_with("Bright"), "{}: {role:?}", theme.name);
        }
    }
}

#[test]
fn states_are_told_apart_at_every_depth() {
    for (name, styles) in every() {
        let over = |above: Style| shown(&[styles.base, styles.text, above]);
        let different = [
            ("a row", over(Style::new())),
            ("the row under the cursor", over(styles.selection)),
            ("that of another pane", over(styles.selection_idle)),
        ];
        for (at, (one, style)) in different.iter().enumerate() {
            for (other, other_style) in &different[at + 1..] {
                assert_ne!(style, other_style, "{name}: {one} and {other}");
            }
        }
        assert_ne!(styles.border, styles.border_focus, "{name}");
        assert_ne!(styles.title, styles.title_focus, "{name}");
        assert_ne!(styles.text, styles.matched, "{name}");
        assert_ne!(styles.text, styles.selected, "{name}");
        assert_ne!(over(styles.removed), over(styles.added), "{name}");
        assert_ne!(styles.good, styles.bad, "{name}");
        assert_ne!(styles.bar, styles.track, "{name}");
    }
}

#[test]
fn types_have_colours_of_their_own() {
    for (name, styles) in every() {
        if styles == Styles::plain() {
            continue;
        }
        for (at, one) in kind::KNOWN.iter().enumerate() {
            for other in &kind::KNOWN[at + 1..] {
                assert_ne!(
                    styles.kind(one),
                    styles.kind(other),
                    "{name}: {one}, {other}"
                );
            }
            assert_ne!(styles.kind(one), styles.kind("retro"), "{name}: {one}");
        }
    }
}

#[test]
fn plain_styles_have_no_colours() {
    let plain = Styles::plain();
    assert!(!format!("{plain:?}").contains("fg"), "{plain:?}");
    assert!(!format!("{plain:?}").contains("bg"), "{plain:?}");
    let themes = Themes::embedded();
    assert!(
        themes
            .all()
            .iter()
            .all(|theme| Styles::new(theme, Depth::None) == plain)
    );
}
