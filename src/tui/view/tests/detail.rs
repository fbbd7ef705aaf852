//! The detail pane: Markdown, raw text, folds, neighbours.

use std::{sync::Arc, time::Instant};

use super::{check, models, render, screen, screen_in, styles};
use crate::{
    domain::{
        entry::Entry,
        neighbours::{SameSession, Similar},
        search::{Hit, MatchedBy, SearchAnswer},
    },
    tui::{
        model::{Focus, Model},
        read::Surroundings,
        styles::Styles,
        text::syntax,
    },
};

const NOTE: &str = r#"# Retry policy of the broker

Workers retry with **exponential backoff** and *full* jitter; the limits stand in
`config/retry.toml`. See [the guide](https://docs.example.org/retry) or <https://example.org>.
Never ~~three~~ more than five retries.

## Limits

1. base 200 ms
2. factor 2, at most 5 retries, and then the message goes to the dead letter queue
   - per *queue*, not per worker
   - counted in `x-death`
- [x] jitter is full
- [ ] the alarm for dead letters

> A retry of a request that is not idempotent is a **bug**.

| setting | default | why |
|---------|--------:|-----|
| base | 200 ms | measured on staging |
| factor | 2 | doubles until the limit |

### How

```rust
/// Waits before the next retry.
fn pause(attempt: u32) -> Duration {
    let base = Duration::from_millis(200);
    base * 2u32.pow(attempt.min(5)) // capped
}
```

```json
{"retry": {"base": 200, "jitter": true, "queue": null}}
```

---

Old numbers: <b>3</b> retries.
"#;

fn entry(text: &str) -> Entry {
    Entry {
        text: text.to_owned(),
        ..models::entry(0)
    }
}

/// A searched store whose first hit says `text`, the detail in front.
fn reading(text: &str) -> Model {
    let mut model = models::searched();
    model.focus = Focus::Detail;
    model.results.found.as_mut().unwrap().hits[0].entry = Arc::new(entry(text));
    model
}

/// Colours programs as the background does.
fn colour(model: &mut Model) {
    screen(model, (80, 24));
    for code in model.detail.uncoloured() {
        let parts = syntax::parts(&code.info, &code.text, &|| false);
        model.detail.colour(code, parts.into());
    }
}

fn surroundings() -> Surroundings {
    let hit = |number: usize| Hit {
        entry: models::entry(number),
        score: 0.91 - number as f32 * 0.07,
        matched: MatchedBy::default(),
    };
    Surroundings {
        entry: Some(models::entry(0)),
        similar: Similar::Known(SearchAnswer {
            hits: (1..6).map(hit).collect(),
            total: 412,
        }),
        session: SameSession {
            session: "s".to_owned(),
            before: vec![models::entry(7), models::entry(8)],
            after: vec![models::entry(3)],
            place: 4,
            total: 6,
        },
    }
}

#[test]
fn markdown_is_rendered() {
    let mut model = reading(NOTE);
    colour(&mut model);
    check("detail_markdown", &model);
    let key = model.selected_entry().unwrap().key();
    model.detail.set_scroll(&key, 16);
    check("detail_markdown_further", &model);
}

#[test]
fn markdown_without_colours() {
    let mut model = reading(NOTE);
    colour(&mut model);
    let (buffer, _) = screen_in(&model, &Styles::plain(), (80, 24));
    insta::assert_snapshot!("detail_plain", render::render(&buffer));
}

#[test]
fn raw_text_stands_as_it_is() {
    let mut model = reading(NOTE);
    model.detail.raw = true;
    check("detail_raw", &model);
}

#[test]
fn metadata_and_fields_are_folded() {
    let mut model = reading("A short note about the retry policy.");
    check("detail_unfolded", &model);
    model.detail.folded = true;
    check("detail_folded", &model);
}

#[test]
fn neighbours_in_all_states() {
    let mut model = reading("A short note about the retry policy.");
    let selected = model.selected_entry().unwrap().clone();
    let neighbours = |model: &mut Model, answer| {
        model.detail.neighbours.await_those_of(&selected, 1);
        model.detail.neighbours.set(answer);
    };
    model.detail.neighbours.await_those_of(&selected, 1);
    check("neighbours_loading", &model);
    neighbours(&mut model, Ok(surroundings()));
    model.detail.neighbours.cursor = Some(1);
    check("neighbours_full", &model);
    let steps = vec![Arc::new(models::entry(3)), Arc::clone(&selected)];
    model.detail.trail = steps;
    check("neighbours_trail", &model);
    model.detail.trail.clear();
    let none = Surroundings {
        similar: Similar::Known(SearchAnswer::default()),
        session: SameSession {
            session: "s".to_owned(),
            total: 1,
            ..SameSession::default()
        },
        ..surroundings()
    };
    neighbours(&mut model, Ok(none));
    check("neighbours_none", &model);
    let unknown = Surroundings {
        similar: Similar::Unknown,
        session: SameSession::default(),
        ..surroundings()
    };
    neighbours(&mut model, Ok(unknown));
    check("neighbours_no_vector", &model);
    let failure = "the repository shop cannot be read: its manifest is truncated";
    neighbours(&mut model, Err(failure.to_owned()));
    check("neighbours_failed", &model);
}

/// A credential in every place where a text shows.
fn exposed() -> (Model, [&'static str; 2]) {
    let (whole, split) = (
        "ghp_x7Kq2VbN9sLm4TzR8wYc1HdJ6fGpE3aUo5Xi",
        "x7Kq2VbN9sLm4TzR8",
    );
    let text = format!(
        "# Key {whole}\n\ninline `{whole}` and [link](https://x.example/{whole})\n\n\
         ```sh\nexport TOKEN={whole}\n```\n\n| a |\n|---|\n| {whole} |\n\n\
         split ghp_`{split}`wYc1HdJ6fGpE3aUo5Xi and gh&#112;_{split}wYc1HdJ6fGpE3aUo5Xi\n"
    );
    let mut model = reading(&text);
    let near = Entry {
        text: format!("retry with {whole}"),
        revision: "another".to_owned(),
        ..models::entry(1)
    };
    let selected = model.selected_entry().unwrap().clone();
    let mut around = surroundings();
    if let Similar::Known(answer) = &mut around.similar {
        answer.hits[0].entry = near.clone();
    }
    around.session.after = vec![near];
    model.detail.neighbours.await_those_of(&selected, 1);
    model.detail.neighbours.set(Ok(around));
    (model, [whole, split])
}

#[test]
fn credentials_are_masked_wherever_they_stand() {
    let (mut model, secrets) = exposed();
    for raw in [false, true] {
        model.detail.raw = raw;
        for folded in [false, true] {
            model.detail.folded = folded;
            let screen = render::render(&screen(&model, (160, 80)));
            let text: String = screen.split_whitespace().collect();
            assert!(!text.contains(secrets[0]), "{screen}");
            if !raw {
                assert!(!text.contains(secrets[1]), "{screen}");
            }
            assert!(text.contains("••••"), "{screen}");
        }
    }
    model.detail.raw = false;
    let key = model.selected_entry().unwrap().key();
    model.veil.toggle(key);
    let screen = render::render(&screen(&model, (160, 80)));
    assert!(screen.contains(secrets[0]), "{screen}");
}

#[test]
fn rows_of_entries_with_credentials_have_a_sign() {
    let (model, _) = exposed();
    let screen = render::render(&screen(&model, (80, 24)));
    let signed = screen
        .lines()
        .filter(|line| line.contains("decision•"))
        .count();
    assert_eq!(signed, 1, "{screen}");
}

#[test]
fn words_match_across_the_marks_of_markdown() {
    let mut model = reading("One re`try` and a policy for all");
    model
        .search_box
        .change(models::now(), |line| line.set_text("retry"));
    let buffer = screen(&model, (80, 24));
    let matched = |word: &str| {
        let text: String = buffer
            .content
            .iter()
            .map(ratatui::buffer::Cell::symbol)
            .collect();
        let at = text.find("One retry").unwrap();
        let at = text[..at].chars().count() + 4;
        let styles = styles().matched;
        buffer.content[at..at + word.len()]
            .iter()
            .all(|cell| Some(cell.bg) == styles.bg)
    };
    assert!(matched("retry"), "{}", render::render(&buffer));
}

#[test]
fn long_texts_do_not_hold_a_frame_up() {
    for (bytes, most) in [(10_000, 16), (1_000_000, 100), (10_000_000, 400)] {
        let text = NOTE.repeat(bytes / NOTE.len() + 1);
        let model = reading(&text);
        // Which credentials an entry holds is known from the row of the results.
        let start = Instant::now();
        let shown = model.veil.shown(model.selected_entry().unwrap());
        assert_eq!(shown.text.len(), text.len());
        println!(
            "{bytes} bytes: {:?} to look for credentials",
            start.elapsed()
        );
        let start = Instant::now();
        screen(&model, (160, 48));
        let took = start.elapsed().as_millis();
        println!("{bytes} bytes: {took} ms for the first frame");
        assert!(took <= most * 4, "{bytes} bytes took {took} ms");
        let start = Instant::now();
        screen(&model, (160, 48));
        println!("{bytes} bytes: {:?} for the next one", start.elapsed());
    }
}
