//! What the mouse did last, as far as the next step depends on it.

use chrono::{DateTime, TimeDelta, Utc};
use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::hits::{Hit, Target};

/// Two presses at one place within this time are a double click.
const DOUBLE_CLICK: TimeDelta = TimeDelta::milliseconds(400);

/// What a person does with the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gesture {
    /// The left button goes down.
    Press,
    /// The mouse moves while the left button is down.
    Drag,
    /// The left button goes up.
    Release,
    /// The wheel turns: down, or up.
    Wheel {
        /// Towards the end of what is scrolled.
        down: bool,
    },
}

impl Gesture {
    /// What a terminal's event means here; most mean nothing.
    #[must_use]
    pub fn of(event: MouseEvent) -> Option<(Self, Position)> {
        let gesture = match event.kind {
            MouseEventKind::Down(MouseButton::Left) => Self::Press,
            MouseEventKind::Drag(MouseButton::Left) => Self::Drag,
            MouseEventKind::Up(MouseButton::Left) => Self::Release,
            MouseEventKind::ScrollDown => Self::Wheel { down: true },
            MouseEventKind::ScrollUp => Self::Wheel { down: false },
            _ => return None,
        };
        Some((gesture, Position::new(event.column, event.row)))
    }
}

/// What the mouse is doing.
#[derive(Debug, Default)]
pub struct Pointer {
    /// The last press, unless it was the second of a double click.
    pressed: Option<Press>,
    /// What was taken hold of and not let go, and where.
    pub(crate) held: Option<(Hit, Position)>,
}

/// A press.
#[derive(Debug, Clone, Copy)]
struct Press {
    target: Target,
    at: Position,
    when: DateTime<Utc>,
}

impl Pointer {
    /// Notes a press. For the second of a double click, tells what the first one hit: what lies
    /// there may have moved on since.
    pub(crate) fn press(
        &mut self,
        target: Target,
        at: Position,
        now: DateTime<Utc>,
    ) -> Option<Target> {
        let when = now;
        let before = self.pressed.replace(Press { target, at, when });
        let first = before.filter(|press| {
            press.at == at && (TimeDelta::zero()..=DOUBLE_CLICK).contains(&(now - press.when))
        })?;
        self.pressed = None;
        Some(first.target)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn two_quick_presses_at_one_place_are_a_double_click() {
        let mut pointer = Pointer::default();
        let start = Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap();
        let mut press = |x, milliseconds| {
            let now = start + TimeDelta::milliseconds(milliseconds);
            let target = Target::Row(usize::try_from(milliseconds).unwrap());
            pointer.press(target, Position::new(x, 1), now)
        };
        assert_eq!(press(5, 0), None);
        assert_eq!(press(5, 300), Some(Target::Row(0)));
        assert_eq!(press(5, 500), None, "a third press begins anew");
        assert_eq!(press(6, 600), None, "another place");
        assert_eq!(press(6, 1_100), None, "too late");
    }
}
