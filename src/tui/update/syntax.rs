//! The colours of programs: made in the background, and then kept.

use crate::tui::{effect::Effect, model::Model, read::Read, text::markdown::block::Coloured};

/// Asks for the colours of the programs in the entry that shows.
pub(super) fn want(model: &mut Model) -> Vec<Effect> {
    let wanted = model.detail.uncoloured();
    if wanted.is_empty() {
        return Vec::new();
    }
    let (number, effect) = model.read(Read::Syntax(wanted.clone()));
    model.detail.colouring = Some((number, wanted));
    vec![effect]
}

/// Takes colours in.
pub(super) fn read(model: &mut Model, number: u64, answer: Vec<Coloured>) -> Vec<Effect> {
    let detail = &mut model.detail;
    if detail
        .colouring
        .take_if(|(known, _)| *known == number)
        .is_some()
    {
        for (code, parts) in answer {
            detail.colour(code, parts.into());
        }
    }
    Vec::new()
}
