//! The menu below the search box: it hangs over what is there, and never over the line.

use ratatui::{buffer::Buffer, layout::Rect, style::Style, text::Span};

use super::{Scene, floating, pane::Pane, search_box, spans};
use crate::{
    domain::{count::thousands, printable::printable_line, query::Completing},
    tui::{
        model::{
            Focus, Target,
            completion::{About, MENU_ROWS, Menu, Offer},
        },
        text::cells,
    },
};

/// Columns that a menu takes at most.
const MAX_WIDTH: usize = 44;

/// Columns of a name before what is told of it has to give way.
const MIN_NAME: usize = 12;

/// Stands for a value that is empty.
const NOTHING: &str = "(none)";

/// Draws the menu below the search box, `area`, on a screen.
pub(super) fn draw(scene: Scene<'_>, area: Rect, screen: Rect, buffer: &mut Buffer) {
    let Some(menu) = scene.model.search_box.completion.menu() else {
        return;
    };
    let Some(frame) = place(scene, menu, area, screen) else {
        return;
    };
    let styles = scene.styles;
    floating::clear(frame, styles.raised, buffer);
    scene.hits.borrow_mut().cover(frame);
    scene.clickable(frame, Target::Box(Focus::SearchBox));
    let rows = usize::from(frame.height.saturating_sub(2));
    let place = (menu.offers.len() > rows).then(|| {
        let text = format!("{}/{}", menu.scroll.cursor + 1, menu.offers.len());
        Span::styled(text, styles.faint)
    });
    let inner = Pane::new(styles, true)
        .bottom_right(place)
        .draw(frame, buffer);
    if menu.offers.is_empty() {
        spans::put(buffer, inner, vec![Span::styled("loading…", styles.muted)]);
        return;
    }
    let window = menu.scroll.window(menu.offers.len(), rows);
    for (number, row) in window.zip(spans::rows(inner)) {
        let wide = Rect {
            x: row.x - 1,
            width: row.width + 2,
            ..row
        };
        let selected = number == menu.scroll.cursor;
        if selected {
            buffer.set_style(wide, styles.selection);
        }
        put_offer(scene, menu, &menu.offers[number], row, buffer);
        scene.clickable(wide, Target::Offer(number));
    }
}

/// Where the menu goes; `None` when there is no room for a row.
fn place(scene: Scene<'_>, menu: &Menu, area: Rect, screen: Rect) -> Option<Rect> {
    let widest = |width: fn(&Offer) -> usize| menu.offers.iter().map(width).max().unwrap_or(0);
    let wanted = widest(|offer| cells::width(&label(offer)))
        + widest(|offer| cells::width(&about(offer)))
        + 2;
    let width = u16::try_from(wanted.clamp(MIN_NAME, MAX_WIDTH) + 4).unwrap_or(u16::MAX);
    let width = width.min(screen.width);
    let below = area.bottom();
    let room = screen.bottom().saturating_sub(below + 1);
    let rows = menu.offers.len().clamp(1, MENU_ROWS);
    let height = u16::try_from(rows + 2).unwrap_or(u16::MAX).min(room);
    if height < 3 {
        return None;
    }
    let start = menu.part.span().start;
    let column = search_box::column_of(scene, area, start).unwrap_or(area.x);
    // The names stand below what is typed, and within the box where they can.
    let within = if width <= area.width { area } else { screen };
    let x = column.saturating_sub(2).max(within.x);
    Some(Rect {
        x: x.min(within.right() - width),
        y: below,
        width,
        height,
    })
}

fn put_offer(scene: Scene<'_>, menu: &Menu, offer: &Offer, row: Rect, buffer: &mut Buffer) {
    let styles = scene.styles;
    let about = about(offer);
    let columns = usize::from(row.width);
    let name = label(offer);
    let room = columns
        .saturating_sub(cells::width(&about) + 2)
        .max(MIN_NAME.min(columns));
    let base = name_style(scene, menu, offer);
    let layers: Vec<(std::ops::Range<usize>, Style)> = if offer.value.is_empty() {
        Vec::new()
    } else {
        let style = styles.matched;
        offer
            .matched
            .iter()
            .map(|range| (range.clone(), style))
            .collect()
    };
    let used = spans::put(buffer, row, spans::fitted(&name, base, &layers, room));
    let rest = Rect {
        x: row.x + used + 1,
        width: row.width.saturating_sub(used + 1),
        ..row
    };
    let about = cells::fit(&about, usize::from(rest.width));
    spans::put_right(buffer, rest, vec![Span::styled(about, styles.muted)]);
}

fn name_style(scene: Scene<'_>, menu: &Menu, offer: &Offer) -> Style {
    let styles = scene.styles;
    match &menu.part {
        Completing::Name { .. } => styles.info,
        Completing::Value { .. } if offer.value.is_empty() => styles.muted,
        Completing::Value { field, .. } if *field == crate::domain::query::Field::Type => {
            styles.kind(&offer.value)
        }
        Completing::Value { .. } => styles.text,
    }
}

fn label(offer: &Offer) -> String {
    if offer.value.is_empty() {
        NOTHING.to_owned()
    } else {
        offer.value.clone()
    }
}

fn about(offer: &Offer) -> String {
    match &offer.about {
        About::Entries(entries) => thousands(*entries),
        About::Meaning(meaning) => printable_line(meaning).into_owned(),
    }
}
