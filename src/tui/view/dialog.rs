//! Questions that `Enter` answers with yes and `Esc` with no.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::Span,
    widgets::{Clear, Widget},
};

use super::{Scene, help::centred, pane::Pane, spans};
use crate::{
    domain::count::{counted, thousands},
    tui::{
        model::{Overlay, Reembed},
        text::wrap,
    },
};

/// Columns of the text.
const WIDTH: u16 = 54;

pub(super) fn draw(scene: Scene<'_>, overlay: Overlay, area: Rect, buffer: &mut Buffer) {
    let Scene { model, styles, .. } = scene;
    let (title, body, yes) = match overlay {
        Overlay::OfferReembed => {
            let missing = counted(model.missing_vectors(), "entry has", "entries have");
            let body = format!(
                "{missing} no vector of the current model, so search by meaning cannot see \
                 them. The work runs in the background and can be stopped."
            );
            ("Make the missing vectors?", body, "make them")
        }
        Overlay::StopReembed => {
            let done = match model.reembed {
                Reembed::Running {
                    progress: Some(progress),
                }
                | Reembed::Stopping {
                    progress: Some(progress),
                } => {
                    let (done, total) = (thousands(progress.done), thousands(progress.total));
                    format!("{done} of {total} are made and stay. ")
                }
                _ => String::new(),
            };
            (
                "Stop making vectors?",
                format!("{done}It can go on later where it was."),
                "stop",
            )
        }
        Overlay::Help { .. } => return,
    };
    let width = (WIDTH + 4).min(area.width);
    let text_width = usize::from(width.saturating_sub(4));
    let mut lines: Vec<Vec<Span<'_>>> = wrap::lines(&body, text_width)
        .map(|line| vec![Span::styled(line, styles.text)])
        .collect();
    lines.push(Vec::new());
    lines.push(vec![
        Span::styled("Enter", styles.key),
        Span::styled(format!(" {yes}   "), styles.muted),
        Span::styled("Esc", styles.key),
        Span::styled(" not now", styles.muted),
    ]);
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
    let frame = centred(area, width, height);
    Clear.render(frame, buffer);
    buffer.set_style(frame, styles.raised);
    let inner = Pane::new(styles, true).named(title).draw(frame, buffer);
    for (line, row) in lines.into_iter().zip(spans::rows(inner)) {
        spans::put(buffer, row, line);
    }
}
