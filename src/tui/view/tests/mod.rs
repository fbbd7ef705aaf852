//! Whole screens: what they look like, and that no text breaks them.

mod charts;
mod curating;
mod curation;
mod detail;
mod diffs;
mod editing;
mod foreign;
mod frames;
mod models;
mod render;
mod search_box;
mod themes;

use ratatui::{Terminal, backend::TestBackend, buffer::Buffer};

use super::draw;
use crate::{
    domain::change::ChangeId,
    service::Progress,
    tui::{
        keymap::Context,
        model::{
            Arrangement, Border, Focus, Help, Level, Look, Model, Overlay, Palette, Reembed, Scope,
            Viewport,
        },
        styles::Styles,
    },
};

/// The sizes that every state is drawn at.
const SIZES: [(u16, u16); 3] = [(40, 10), (80, 24), (160, 48)];

/// The styles of the theme for dark terminals, in all its colours.
fn styles() -> Styles {
    Look::default().styles().clone()
}

fn screen_in(model: &Model, styles: &Styles, (width, height): (u16, u16)) -> (Buffer, Viewport) {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let mut viewport = Viewport::default();
    terminal
        .draw(|frame| viewport = draw(model, styles, models::now(), frame))
        .unwrap();
    (terminal.backend().buffer().clone(), viewport)
}

fn screen(model: &Model, size: (u16, u16)) -> Buffer {
    screen_in(model, &styles(), size).0
}

/// Compares a model's screens of all sizes with their snapshots.
fn check(name: &str, model: &Model) {
    for (width, height) in SIZES {
        let rendered = render::render(&screen(model, (width, height)));
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), rendered);
    }
}

#[test]
fn nothing_loaded_yet() {
    for (name, focus) in FOCUSES {
        let mut model = models::loading();
        model.focus = focus;
        check(&format!("loading_{name}"), &model);
    }
}

#[test]
fn an_empty_store() {
    for (name, focus) in FOCUSES {
        let mut model = models::empty();
        model.focus = focus;
        check(&format!("empty_{name}"), &model);
    }
}

#[test]
fn an_emptied_store_names_the_ways_back() {
    let mut model = models::empty();
    model.changes.made = vec![ChangeId("c1".into())];
    for size in SIZES {
        let shown = render::render(&screen(&model, size));
        for text in [
            "Nothing is left here.",
            "u takes the last",
            "T shows the trash.",
        ] {
            assert!(shown.contains(text), "{text}: {shown}");
        }
    }
}

#[test]
fn a_store_that_cannot_be_read() {
    for (name, focus) in FOCUSES {
        let mut model = models::failed();
        model.focus = focus;
        check(&format!("failed_{name}"), &model);
    }
}

#[test]
fn a_full_store() {
    for (name, focus) in FOCUSES {
        let mut model = models::full();
        model.focus = focus;
        check(&format!("full_{name}"), &model);
    }
}

#[test]
fn a_pane_that_is_zoomed() {
    for (name, focus) in FOCUSES {
        let mut model = models::full();
        model.focus = focus;
        model.zoomed = true;
        check(&format!("zoomed_{name}"), &model);
    }
}

#[test]
fn panes_of_chosen_sizes() {
    let mut model = models::full();
    for arrangement in [Arrangement::Stacked, Arrangement::Columns] {
        let sizes = [
            (Border::Projects, 30),
            (Border::Detail, 60),
            (Border::Stats, 30),
        ];
        for (border, percent) in sizes {
            model.sizes.choose(arrangement, border, percent, (100, 0));
        }
    }
    check("sizes", &model);
}

const FOCUSES: [(&str, Focus); 4] = [
    ("results", Focus::Results),
    ("projects", Focus::Projects),
    ("detail", Focus::Detail),
    ("stats", Focus::Stats),
];

#[test]
fn hits_of_a_search() {
    let mut model = models::searched();
    model.focus = Focus::SearchBox;
    model.results.cursor = 1;
    check("searched", &model);
}

#[test]
fn a_search_under_way_in_one_project() {
    let mut model = models::searched();
    model.scope = Scope::Project {
        repository: "slack-broker".to_owned(),
        project_id: "api".to_owned(),
    };
    model.projects.cursor = 2;
    model.results.searching = true;
    model.reembed = Reembed::Running {
        progress: Some(Progress {
            done: 1_024,
            total: 12_345,
        }),
    };
    check("searching", &model);
}

#[test]
fn bars_of_scores_are_drawn_against_the_best() {
    let mut model = models::searched();
    let found = model.results.found.as_mut().unwrap();
    found.hits.truncate(3);
    for (hit, score) in found.hits.iter_mut().zip([0.02, 0.01, 0.02]) {
        hit.score = score;
    }
    found.hits[2].matched = crate::domain::search::MatchedBy::default();
    let screen = render::render(&screen(&model, (80, 24)));
    let bars: Vec<String> = screen
        .lines()
        .skip(4)
        .take(3)
        .map(|line| line.chars().filter(|c| "━╸─".contains(*c)).collect())
        .collect();
    assert_eq!(bars, ["━━━━━━", "━━━───", "──────"], "{screen}");
}

#[test]
fn letters_of_a_fuzzy_search() {
    let mut model = models::searched();
    model.mode = crate::domain::search::SearchMode::Fuzzy;
    model
        .search_box
        .change(models::now(), |line| line.set_text("rtry bckoff"));
    let rendered = render::render(&screen(&model, (80, 24)));
    insta::assert_snapshot!("fuzzy", rendered);
}

#[test]
fn a_query_that_is_wrong_and_finds_nothing() {
    let mut model = models::full();
    model.focus = Focus::SearchBox;
    model.search_box.change(models::now(), |line| {
        line.set_text("token before:soon type:decision \"exact words\"");
    });
    model.results.found = Some(crate::tui::model::Found::default());
    for (size, told) in [
        ((40, 10), "`soon` is no date: write 90d"),
        ((80, 24), "^ `soon` is no date: write 90d "),
    ] {
        let screen = render::render(&screen(&model, size));
        assert!(screen.contains(told), "{screen}");
    }
    check("wrong_query", &model);
}

#[test]
fn missing_vectors_are_told_while_one_types() {
    let mut model = models::searched();
    model.focus = Focus::SearchBox;
    for size in SIZES {
        let screen = render::render(&screen(&model, size));
        assert!(screen.contains(" · Esc R"), "{screen}");
    }
    model.results.found = Some(crate::tui::model::Found::default());
    let told = "312 of 12,345 entries have no vector: Esc R makes them.";
    let screen = |model: &Model| render::render(&screen(model, (160, 48)));
    assert!(screen(&model).contains(told), "{}", screen(&model));
    model.mode = crate::domain::search::SearchMode::Keyword;
    assert!(!screen(&model).contains("no vector"), "{}", screen(&model));
}

#[test]
fn projects_being_filtered() {
    let mut model = models::full();
    model.focus = Focus::ProjectFilter;
    model.projects.filter.set_text("br");
    model.projects.rows.retain(|row| row.label.contains("br"));
    for row in &mut model.projects.rows {
        row.matched = row
            .label
            .find("br")
            .map(|at| at..at + 2)
            .into_iter()
            .collect();
    }
    check("project_filter", &model);
}

#[test]
fn a_filter_that_no_project_matches() {
    let mut model = models::full();
    model.focus = Focus::ProjectFilter;
    model.projects.filter.set_text("zzz");
    model.projects.rows.truncate(1);
    let screen = render::render(&screen(&model, (160, 48)));
    assert!(screen.contains("no project matches"), "{screen}");
    assert!(screen.contains(" 0 of 8 "), "{screen}");
}

#[test]
fn an_entry_with_flaws_far_down_the_list() {
    let mut model = models::full();
    let mut entry = models::entry(0);
    "yesterday".clone_into(&mut entry.timestamp);
    "{broken".clone_into(&mut entry.metadata);
    entry.agent.clear();
    entry.null_columns = vec!["agent"];
    let page = 20;
    model
        .results
        .listing
        .insert(page, vec![std::sync::Arc::new(entry)]);
    model.results.cursor = page * crate::tui::model::listing::PAGE_ROWS;
    model.results.offset = model.results.cursor - 3;
    model.focus = Focus::Detail;
    check("flaws", &model);
}

#[test]
fn the_help() {
    let mut model = models::full();
    model.overlays = vec![Overlay::Help(Help {
        scroll: 4,
        ..Help::new(Context::Results)
    })];
    check("help", &model);
    let mut help = Help::new(Context::Trash);
    help.filter.set_text("mark");
    help.typing = true;
    model.overlays = vec![Overlay::Help(help)];
    check("help_filtered", &model);
    let mut help = Help::new(Context::Results);
    help.filter.set_text("no such key");
    model.overlays = vec![Overlay::Help(help)];
    check("help_nothing", &model);
}

#[test]
fn the_palette() {
    let mut model = models::full();
    let palette = Palette::new(&model.keymap, Context::Results, &[]);
    model.overlays = vec![Overlay::Palette(Box::new(palette))];
    check("palette", &model);
    for (name, typed) in [("typed", "mark a"), ("nothing", "qxqx")] {
        if let Some(Overlay::Palette(palette)) = model.overlays.last_mut() {
            palette.change(|line| line.set_text(typed));
        }
        check(&format!("palette_{name}"), &model);
    }
}

#[test]
fn questions_about_vectors() {
    let mut model = models::full();
    model.overlays = vec![Overlay::OfferReembed];
    check("offer_reembed", &model);
    model.reembed = Reembed::Running {
        progress: Some(Progress {
            done: 100,
            total: 312,
        }),
    };
    model.overlays = vec![Overlay::StopReembed];
    check("stop_reembed", &model);
}

#[test]
fn work_in_the_background_names_the_key_that_stops_it() {
    let mut model = models::full();
    let progress = Some(Progress {
        done: 1_200,
        total: 3_000,
    });
    model.reembed = Reembed::Running { progress };
    let shown = |model: &Model| render::render(&screen(model, (80, 24)));
    assert!(shown(&model).contains("1,200/3,000 · R stops"));
    model.reembed = Reembed::Stopping { progress };
    assert!(!shown(&model).contains("R stops"));
}

#[test]
fn notices_of_all_levels() {
    for (name, level) in [
        ("info", Level::Info),
        ("warning", Level::Warning),
        ("error", Level::Error),
    ] {
        let mut model = models::full();
        model.notices.say(
            level,
            "copied 1,204 characters to the clipboard",
            models::now(),
        );
        let rendered = render::render(&screen(&model, (80, 24)));
        insta::assert_snapshot!(format!("notice_{name}"), rendered);
    }
}

#[test]
fn a_screen_without_colours() {
    let model = models::searched();
    let rendered = render::render(&screen_in(&model, &Styles::plain(), (80, 24)).0);
    insta::assert_snapshot!("plain", rendered);
}

#[test]
fn a_screen_that_is_too_small() {
    for size in [(39, 10), (40, 9), (12, 2), (1, 1)] {
        let rendered = render::render(&screen(&models::full(), size));
        insta::assert_snapshot!(format!("too_small_{}x{}", size.0, size.1), rendered);
    }
}

#[test]
fn drawing_tells_what_it_had_room_for() {
    let mut model = models::full();
    let (_, wide) = screen_in(&model, &styles(), (160, 48));
    assert!(wide.projects > 30 && wide.results > 15 && wide.detail > 20 && wide.stats > 10);
    assert!(wide.detail_lines >= 20 && wide.stats_lines >= 15);
    assert_eq!((wide.help, wide.help_lines), (0, 0));
    model.overlays = vec![Overlay::Help(Help::new(Context::Results))];
    let (_, narrow) = screen_in(&model, &styles(), (40, 10));
    assert_eq!((narrow.projects, narrow.detail, narrow.stats), (0, 0, 0));
    assert!(narrow.results > 3 && narrow.help > 3 && narrow.help_lines > narrow.help);
}
