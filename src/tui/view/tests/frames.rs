//! No text, whatever it holds, breaks a frame.

use std::sync::Arc;

use proptest::prelude::*;
use ratatui::buffer::{Buffer, CellWidth};

use super::{models, screen};
use crate::{
    domain::{
        entry::Entry,
        neighbours::{SameSession, Similar},
        search::{Hit, MatchedBy, SearchAnswer},
        stats::Count,
    },
    tui::{
        model::{Focus, Level, Listing, Model, Scope},
        read::Surroundings,
    },
};

/// An entry in which every text is `text`.
pub(super) fn entry_of(text: &str) -> Entry {
    let mut entry = models::entry(0);
    for field in [
        &mut entry.text,
        &mut entry.kind,
        &mut entry.agent,
        &mut entry.project_id,
        &mut entry.session_id,
        &mut entry.repository,
        &mut entry.id,
        &mut entry.timestamp,
    ] {
        text.clone_into(field);
    }
    entry.metadata = serde_json::json!({ text: [text, { text: text }] }).to_string();
    entry
}

/// A model in which every text of others is `text`.
pub(super) fn model_of(text: &str, focus: Focus) -> Model {
    let mut model = models::searched();
    let entry = entry_of(text);
    model.results.listing = Listing::new(3);
    model
        .results
        .listing
        .insert(0, vec![Arc::new(entry.clone())]);
    if let Some(found) = &mut model.results.found {
        found.hits.truncate(3);
        found.hits[0].entry = Arc::new(entry.clone());
    }
    let hit = Hit {
        entry: entry.clone(),
        score: 0.5,
        matched: MatchedBy::default(),
    };
    model.detail.neighbours.await_those_of(&entry, 1);
    model.detail.neighbours.set(Ok(Surroundings {
        entry: None,
        similar: Similar::Known(SearchAnswer {
            hits: vec![hit],
            total: 1,
        }),
        session: SameSession {
            session: text.to_owned(),
            before: vec![entry.clone()],
            after: vec![entry],
            ..SameSession::default()
        },
    }));
    for row in &mut model.projects.rows {
        text.clone_into(&mut row.label);
        row.scope = Scope::Repository(text.to_owned());
        row.matched = vec![0..1, 2..7];
    }
    if let Some(stats) = &mut model.stats.stats {
        let stats = Arc::make_mut(stats);
        stats.by_kind = vec![Count {
            name: text.to_owned(),
            entries: 3,
        }];
        stats.by_agent.clone_from(&stats.by_kind);
    }
    model
        .search_box
        .change(models::now(), |line| line.set_text(text));
    model.projects.filter.set_text(text);
    model.notices.say(Level::Error, text, models::now());
    text.clone_into(&mut model.store);
    model.focus = focus;
    model
}

/// The places of the frames of a screen.
pub(super) fn frames(buffer: &Buffer) -> Vec<(u16, u16, String)> {
    let sides = ["│", "╭", "╮", "╰", "╯", "┃", "╷"];
    let mut found = Vec::new();
    for position in buffer.area.positions() {
        let symbol = buffer[position].symbol();
        if sides.contains(&symbol) {
            // A scroll bar may be there with one text and not with another.
            let symbol = symbol.replace(['┃', '╷'], "│");
            found.push((position.x, position.y, symbol));
        }
    }
    found
}

pub(super) fn text() -> impl Strategy<Value = String> {
    let hostile = prop::sample::select(vec![
        "```rust\n",
        "|a|b|\n|-|-|\n",
        "| ",
        "> ",
        "1. ",
        "**",
        "[x](y)",
        "    ",
        "---\n",
        "<b>",
        "\x1b[2J",
        "\x1b]0;x\x07",
        "\u{202e}",
        "\u{2066}",
        "\u{200b}",
        "\u{200d}",
        "\u{feff}",
        "\r\n",
        "\n",
        "\t",
        "\0",
        "👩‍👩‍👧‍👦",
        "👍🏽",
        "🇯🇵",
        "e\u{301}",
        "\u{301}",
        "日本",
        "ｶﾞ",
        "\u{fe0f}",
        "☺️",
        "لا",
        "क्षि",
        "\u{1f1ef}",
        "word",
        "`",
        "``` ",
        "# ",
        "- ",
        "\u{ad}",
        "\u{9b}31m",
        "한국어",
        "\u{1160}",
        "\u{3164}",
    ])
    .prop_map(str::to_owned);
    prop::collection::vec(prop_oneof![3 => hostile, 1 => any::<String>()], 0..30)
        .prop_map(|parts| parts.concat())
        // The frame's own characters would be counted as frames.
        .prop_map(|text| text.replace(['│', '╭', '╮', '╰', '╯', '┃', '╷'], ""))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_text_in_any_pane_keeps_the_frames(
        text in text(),
        focus in prop::sample::select(vec![
            Focus::Results, Focus::SearchBox, Focus::Projects, Focus::ProjectFilter, Focus::Detail,
            Focus::Stats,
        ]),
        size in prop::sample::select(vec![(40, 10), (69, 20), (80, 24), (160, 48)]),
    ) {
        let screen_of = |text: &str| {
            let mut model = model_of(text, focus);
            // Long messages have a frame of their own.
            model.notices.dismiss();
            screen(&model, size)
        };
        let (drawn, calm) = (screen_of(&text), screen_of("calm"));
        prop_assert_eq!(frames(&drawn), frames(&calm));
        for position in drawn.area.positions() {
            let symbol = drawn[position].symbol();
            prop_assert!(!symbol.chars().any(char::is_control), "{:?}", symbol);
            prop_assert!(
                position.x + symbol.cell_width() <= drawn.area.right(),
                "{:?} reaches out of the screen", symbol
            );
        }
    }
}
