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
    /// It did what a double click would do.
    opened: bool,
}

/// What a press is to the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Click {
    /// It stands alone.
    Single,
    /// It makes a double click, of which the first press hit this: what lies there may have moved
    /// on since.
    Double(Target),
    /// It makes a double click where a single one was enough.
    Spare,
}

impl Pointer {
    /// Notes a press, and tells what it is to the one before.
    pub(crate) fn press(&mut self, target: Target, at: Position, now: DateTime<Utc>) -> Click {
        let before = self.pressed.replace(Press {
            target,
            at,
            when: now,
            opened: false,
        });
        let first = before.filter(|press| {
            press.at == at && (TimeDelta::zero()..=DOUBLE_CLICK).contains(&(now - press.when))
        });
        let Some(first) = first else {
            return Click::Single;
        };
        self.pressed = None;
        if first.opened {
            Click::Spare
        } else {
            Click::Double(first.target)
        }
    }

    /// The last press did all there is to do: a second one would hit what came up under it.
    pub(crate) fn has_opened(&mut self) {
        if let Some(press) = &mut self.pressed {
            press.opened = true;
        }
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
        assert_eq!(press(5, 0), Click::Single);
        assert_eq!(press(5, 300), Click::Double(Target::Row(0)));
        assert_eq!(press(5, 500), Click::Single, "a third press begins anew");
        assert_eq!(press(6, 600), Click::Single, "another place");
        assert_eq!(press(6, 1_100), Click::Single, "too late");
    }

    #[test]
    fn the_second_press_is_spare_where_the_first_was_enough() {
        let mut pointer = Pointer::default();
        let now = Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap();
        let press = |pointer: &mut Pointer| pointer.press(Target::Row(0), Position::new(1, 1), now);
        assert_eq!(press(&mut pointer), Click::Single);
        pointer.has_opened();
        assert_eq!(press(&mut pointer), Click::Spare);
        assert_eq!(press(&mut pointer), Click::Single);
    }
}
