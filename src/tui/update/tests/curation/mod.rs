//! Cleanup, duplicates, purge and credentials: keys in, effects out.

mod cleanup;
mod duplicates;
mod purge;
mod secrets;

use super::app::App;
use crate::tui::{
    effect::Effect,
    model::Overlay,
    msg::Msg,
    read::{Answer, Read},
};

impl App {
    /// What was asked for last, with its number.
    fn asked(&self) -> (u64, &Read) {
        self.effects
            .iter()
            .rev()
            .find_map(|effect| match effect {
                Effect::Read { number, read } => Some((*number, read)),
                _ => None,
            })
            .expect("something was asked for")
    }

    fn answer_to(self, number: u64, answer: Answer) -> Self {
        self.tell(Msg::Answer { number, answer })
    }

    fn top(&self) -> &Overlay {
        self.model.overlays.last().expect("something lies on top")
    }
}
