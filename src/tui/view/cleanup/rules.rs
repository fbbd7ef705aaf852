//! The form of the rules.

use chrono::SecondsFormat;
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::Span,
};

use super::{SpanLine, findings};
use crate::{
    domain::{age, count::thousands},
    tui::{
        model::{Cleanup, LineBox, Target, cleanup::Field},
        text::cells,
        view::{Scene, full, search_box::put_edited, spans},
    },
};

/// Columns of the names of the fields.
const LABEL: u16 = 13;

/// Columns that tell how many types have no room.
const MORE: u16 = 11;

/// Columns of an age being typed.
const AGE: u16 = 12;

/// With fewer lines than this, only what is wrong is told under the form.
const WITH_HINT: usize = 9;

pub(super) fn draw(
    view: &Cleanup,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let styles = scene.styles;
    let right = if view.is_busy() {
        let doing = if view.planning.is_some() {
            "listing what would go…"
        } else {
            "counting…"
        };
        vec![Span::styled(doing, styles.accent)]
    } else {
        vec![Span::styled("nothing is touched yet", styles.faint)]
    };
    let inner = full::draw(scene, "Clean up by age", right, area, buffer);
    let mut rows = spans::rows(inner);
    let mut cursor = None;
    for field in view.fields().iter().copied() {
        let row = rows.next()?;
        let focused = field == view.field;
        if focused {
            let wide = Rect {
                x: row.x.saturating_sub(1),
                width: row.width + 2,
                ..row
            };
            buffer.set_style(wide, styles.selection);
            spans::put(buffer, wide, vec![Span::styled("▌", styles.accent)]);
        }
        let target = Target::Rule(field);
        scene.clickable(row, target);
        let at = put_field(view, scene, field, row, buffer);
        if at.is_some() {
            // A click into its text goes to the line first.
            scene.clickable(row, target);
        }
        if focused {
            cursor = at;
        }
    }
    let height = usize::from(inner.height);
    if let Some(line) = hint(view, scene, usize::from(inner.width), height >= WITH_HINT)
        && let Some(row) = rows.next()
    {
        spans::put(buffer, row, line);
    }
    let rest: Vec<Rect> = rows.collect();
    let lines = findings::lines(view, scene, usize::from(inner.width), &rest);
    for (line, row) in lines.into_iter().zip(rest) {
        spans::put(buffer, row, line);
    }
    cursor
}

/// Draws a field; tells where the cursor stands when it is a line of text.
fn put_field(
    view: &Cleanup,
    scene: Scene<'_>,
    field: Field,
    row: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let styles = scene.styles;
    let label = cells::fill(field.label(), LABEL.into());
    let used = spans::put(buffer, row, vec![Span::styled(label, styles.muted)]);
    let place = Rect {
        x: row.x + used,
        width: row.width - used,
        ..row
    };
    let rules = &view.rules;
    match field {
        Field::Age => Some(put_age(view, scene, place, buffer)),
        Field::Filter => Some(put_line(rules.line(), "every entry", scene, place, buffer)),
        Field::Keep => {
            let number = thousands(rules.keep_newest);
            let text = vec![
                Span::styled(number, styles.text),
                Span::styled(" of each project", styles.muted),
            ];
            spans::put(buffer, place, text);
            None
        }
        Field::Protect => {
            put_kinds(view, scene, place, buffer);
            None
        }
        Field::Policy => {
            put_policy(view, scene, place, buffer);
            None
        }
    }
}

fn put_age(view: &Cleanup, scene: Scene<'_>, place: Rect, buffer: &mut Buffer) -> Position {
    let styles = scene.styles;
    let age = &view.rules.age;
    let width = AGE.min(place.width);
    let box_of = Rect { width, ..place };
    let cursor = put_edited(age.line(), &[], scene, box_of, buffer);
    let note = match age.before() {
        Ok(before) => {
            let moment = before.to_rfc3339_opts(SecondsFormat::Secs, true);
            let day = moment.get(..10).unwrap_or(&moment).to_owned();
            let room = usize::from(place.width - width);
            let told = [
                format!("before {day}, {}", age::long(before, scene.now)),
                format!("before {day}"),
            ];
            let fits = told.into_iter().find(|text| cells::width(text) <= room);
            Span::styled(fits.unwrap_or(day), styles.muted)
        }
        Err(_) => Span::styled("no age", styles.bad),
    };
    let beside = Rect {
        x: place.x + width,
        width: place.width - width,
        ..place
    };
    let fitted = cells::fit(&note.content, beside.width.into());
    spans::put(buffer, beside, vec![Span::styled(fitted, note.style)]);
    cursor
}

fn put_line(
    line: &LineBox,
    empty: &'static str,
    scene: Scene<'_>,
    place: Rect,
    buffer: &mut Buffer,
) -> Position {
    if line.text().is_empty() {
        spans::put(buffer, place, vec![Span::styled(empty, scene.styles.faint)]);
    }
    put_edited(line, &[], scene, place, buffer)
}

/// The types, those protected with a mark; from the one under the cursor on when not all fit.
fn put_kinds(view: &Cleanup, scene: Scene<'_>, place: Rect, buffer: &mut Buffer) {
    let styles = scene.styles;
    let kinds = view.kinds();
    if kinds.is_empty() {
        spans::put(buffer, place, vec![Span::styled("–", styles.faint)]);
        return;
    }
    let focused = view.field == Field::Protect;
    let at = view.kind.min(kinds.len() - 1);
    let part = |number: usize| -> SpanLine {
        let kind = kinds[number];
        let protected = view.rules.protected.contains(kind);
        let (mark, style) = if protected {
            ("■ ", styles.good)
        } else {
            ("□ ", styles.faint)
        };
        let name = if kind.is_empty() { "(none)" } else { kind };
        let name_style = if focused && number == at {
            styles.matched
        } else if protected {
            styles.text
        } else {
            styles.muted
        };
        vec![
            Span::styled(mark, style),
            Span::styled(cells::fit(name, 20), name_style),
            Span::raw("  "),
        ]
    };
    let width = |numbers: std::ops::Range<usize>| -> u16 {
        numbers.map(|number| spans::columns(&part(number))).sum()
    };
    // The last one needs no air behind it.
    let whole = width(0..kinds.len()) <= place.width + 2;
    let room = if whole {
        place.width + 2
    } else {
        place.width.saturating_sub(MORE)
    };
    // As many before the cursor as leave room for it, and as many behind as fit.
    let mut first = 0;
    while first < at && width(first..at + 1) > room {
        first += 1;
    }
    let mut end = at + 1;
    while end < kinds.len() && width(first..end + 1) <= room {
        end += 1;
    }
    let mut rest = place;
    for number in first..end {
        let part = part(number);
        let width = spans::columns(&part).min(rest.width);
        // The air behind it is no part of it.
        let box_of = Rect {
            width: width.saturating_sub(2),
            ..rest
        };
        scene.clickable(box_of, Target::Kind(number));
        spans::put(buffer, rest, part);
        rest.x += width;
        rest.width -= width;
    }
    let hidden = kinds.len() - (end - first);
    if hidden > 0 {
        let more = format!("and {hidden} more");
        spans::put(buffer, rest, vec![Span::styled(more, styles.faint)]);
    }
}

/// The policy that is picked, in words; its ages are its own.
fn put_policy(view: &Cleanup, scene: Scene<'_>, place: Rect, buffer: &mut Buffer) {
    let styles = scene.styles;
    let (text, style) = if let Some((name, retention)) = view.picked() {
        (retention.words(name), styles.text)
    } else {
        let names: Vec<&str> = view
            .policies
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        (format!("none of {}", names.join(", ")), styles.faint)
    };
    spans::put(
        buffer,
        place,
        spans::fitted(&text, style, &[], place.width.into()),
    );
}

/// What is wrong, or what can be done with the field that has the keys.
fn hint(view: &Cleanup, scene: Scene<'_>, width: usize, with_hints: bool) -> Option<SpanLine> {
    let styles = scene.styles;
    let rules = &view.rules;
    let wrong = rules
        .wrong()
        .map(str::to_owned)
        .or_else(|| rules.age.before().err().map(str::to_owned))
        .or_else(|| view.error.clone());
    if let Some(wrong) = wrong {
        let text = cells::fit(&wrong, width.saturating_sub(2));
        return Some(vec![
            Span::styled("! ", styles.bad),
            Span::styled(text, styles.bad),
        ]);
    }
    if !with_hints {
        return None;
    }
    let text = match view.field {
        Field::Age => "type 90d, 6w, 1y or a date; ← → + - take the next step",
        Field::Filter if view.ignored_words => {
            "the panes' filter; its search words do not restrict a cleanup"
        }
        Field::Filter => "the panes' filter: type:issue project:x agent:qa \"exact words\"",
        Field::Keep => "they stay however old: type a number, or ← → + -",
        Field::Protect => "← → to a type, Space protects it or no longer",
        Field::Policy if view.policy.is_some() => {
            "Enter lists what the policy takes, in place of the rules counted here"
        }
        Field::Policy => "← → picks a policy of the config, in place of the rules above",
    };
    Some(vec![Span::styled(cells::fit(text, width), styles.faint)])
}
