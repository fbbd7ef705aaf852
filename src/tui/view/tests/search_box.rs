//! The search box: chips, its menu, and errors under the word that is wrong.

use ratatui::{layout::Position, style::Modifier};

use super::{SIZES, check, models, render, screen, screen_in, styles};
use crate::{
    domain::{
        filter::Filter,
        query::{Field, completing},
        search::{SearchMode, Sort},
        stats::Count,
    },
    tui::{
        model::{Chip, Focus, Found, Model, Scope, Target},
        text::cells,
    },
};

/// A line being typed.
fn typing(line: &str) -> Model {
    let mut model = models::full();
    model.focus = Focus::SearchBox;
    model
        .search_box
        .change(models::now(), |it| it.set_text(line));
    model
}

/// The menu for the end of the line is open; `values` are known.
fn offering(line: &str, values: Option<Vec<Count>>) -> Model {
    let mut model = typing(line);
    let completion = &mut model.search_box.completion;
    completion.awake = true;
    completion.asked(1, Field::Agent, Filter::default());
    if let Some(values) = values {
        completion.take(1, Ok(values));
    }
    completion.show(completing(line, line.len()), &[], models::now());
    model
}

fn agents() -> Vec<Count> {
    let names = [
        "architect",
        "rust",
        "qa",
        "python",
        "devops",
        "security",
        "",
        "技術者\u{1b}[31m",
        "go",
        "an agent with a name so long that no menu has room for all of it",
    ];
    let count = |(at, name): (usize, &str)| Count {
        name: name.to_owned(),
        entries: 4_002 / (at + 1),
    };
    names.into_iter().enumerate().map(count).collect()
}

#[test]
fn fields_are_offered() {
    check("menu_fields", &offering("retry ag", None));
}

#[test]
fn values_are_offered() {
    check("menu_values", &offering("retry agent:", Some(agents())));
}

#[test]
fn values_on_their_way() {
    check("menu_loading", &offering("agent:", None));
}

#[test]
fn dates_are_offered() {
    check("menu_dates", &offering("type:decision before:", None));
}

#[test]
fn the_menu_never_hides_the_line() {
    for line in [
        "agent:",
        "a rather long line of words to search for, and then agent:",
    ] {
        for size in SIZES {
            let model = offering(line, Some(agents()));
            let shown = render::render(&screen(&model, size));
            assert!(shown.contains("agent:"), "{shown}");
            assert!(shown.contains("architect"), "{shown}");
        }
    }
}

#[test]
fn a_value_from_far_down_the_menu() {
    let mut model = offering("agent:", Some(agents()));
    model
        .search_box
        .completion
        .menu_mut()
        .unwrap()
        .scroll
        .cursor = 9;
    let shown = render::render(&screen(&model, (80, 24)));
    assert!(shown.contains("an agent with"), "{shown}");
    assert!(shown.contains("10/10"), "{shown}");
}

#[test]
fn who_finds_nothing_is_told_what_was_misread() {
    let told = |line: &str| {
        let mut model = typing(line);
        model.results.found = Some(Found::default());
        let completion = &mut model.search_box.completion;
        let names = ["decision", "issue", "pattern"];
        let count = |name: &&str| Count {
            name: (*name).to_owned(),
            entries: 3,
        };
        completion.asked(1, Field::Type, Filter::default());
        completion.take(1, Ok(names.iter().map(count).collect()));
        // Lines are cut where the pane ends.
        render::render(&screen(&model, (160, 48)))
    };
    let open = told("\"unclosed");
    assert!(open.contains("do not close"), "{open}");
    let unknown = told("type:nonsense");
    assert!(
        unknown.contains("No entry here has `type:nonsense`"),
        "{unknown}"
    );
    assert!(!told("type:issue").contains("No entry here"));
    let empty = told("before:90d after:1d");
    assert!(empty.contains("no time lies between"), "{empty}");
}

#[test]
fn a_value_that_nobody_has_is_marked_though_another_one_finds_something() {
    let mut model = typing("type:decsion type:issue ");
    let count = |name: &str| Count {
        name: name.to_owned(),
        entries: 107,
    };
    let completion = &mut model.search_box.completion;
    completion.asked(1, Field::Type, Filter::default());
    completion.take(1, Ok(vec![count("decision"), count("issue")]));
    let styles = styles();
    let (buffer, _) = screen_in(&model, &styles, (160, 48));
    let shown = render::render(&buffer);
    let told = "^ no entry here has `type:decsion`; decision has 107";
    assert!(shown.contains(told), "{shown}");
    let mut rows = (0..).zip(shown.lines());
    let (y, line) = rows
        .find(|(_, line)| line.contains("type:decsion"))
        .unwrap();
    let marked = |what| {
        let x = u16::try_from(column(line, what)).unwrap();
        buffer[(x, y)].modifier.contains(Modifier::UNDERLINED)
    };
    assert!(marked("decsion"));
    assert!(!marked("issue"));
    let mut model = typing("type:issue type:decsion");
    model
        .search_box
        .completion
        .asked(1, Field::Type, Filter::default());
    model
        .search_box
        .completion
        .take(1, Ok(vec![count("issue")]));
    let typed = render::render(&screen(&model, (160, 48)));
    assert!(
        !typed.contains("no entry here"),
        "it is being typed: {typed}"
    );
}

#[test]
fn a_sign_between_two_chips_is_a_gap() {
    let mut model = typing("type:decision type:issue");
    model.focus = Focus::Results;
    let styles = styles();
    let (buffer, viewport) = screen_in(&model, &styles, (80, 24));
    let sign = |number| {
        let place = viewport.hits.area_of(Target::Clause(number)).unwrap();
        buffer[place.as_position()].clone()
    };
    assert_eq!((sign(0).symbol(), sign(1).symbol()), ("×", "×"));
    assert_ne!(sign(0).bg, sign(1).bg);
}

#[test]
fn everything_in_force_is_a_chip() {
    let mut model = typing("type:decision \"exact words\" retry agent:qa ");
    model.focus = Focus::Results;
    model.mode = SearchMode::Keyword;
    model.scope = Scope::Project {
        repository: "slack-broker".to_owned(),
        project_id: "api".to_owned(),
    };
    check("chips", &model);
    model
        .search_box
        .change(models::now(), |it| it.set_text("type:decision"));
    model.sort = Sort::Oldest;
    let (_, viewport) = screen_in(&model, &styles(), (80, 24));
    for target in [
        Target::Clause(0),
        Target::Chip(Chip::Scope),
        Target::Chip(Chip::Mode),
        Target::Chip(Chip::Sort),
    ] {
        assert!(viewport.hits.area_of(target).is_some(), "{target:?}");
    }
    model.mouse = false;
    let (_, viewport) = screen_in(&model, &styles(), (80, 24));
    assert_eq!(viewport.hits.area_of(Target::Clause(0)), None);
}

#[test]
fn offers_take_clicks_and_what_lies_below_does_not() {
    let model = offering("agent:", Some(agents()));
    let (_, viewport) = screen_in(&model, &styles(), (80, 24));
    let area = viewport.hits.area_of(Target::Offer(2)).unwrap();
    let hit = viewport
        .hits
        .pressed(Position::new(area.x + 1, area.y))
        .unwrap();
    assert_eq!(hit.target, Target::Offer(2));
}

/// The row with the query, and the one below it.
fn told(line: &str, size: (u16, u16)) -> (String, String) {
    let rendered = render::render(&screen(&typing(line), size));
    let mut lines = rendered.lines().skip_while(|line| !line.contains('›'));
    let mut next = || lines.next().unwrap().to_owned();
    (next(), next())
}

fn column(line: &str, what: &str) -> usize {
    let at = line
        .find(what)
        .unwrap_or_else(|| panic!("no {what} in {line}"));
    cells::width(&line[..at])
}

#[test]
fn an_error_stands_under_the_word() {
    for (line, wrong, size) in [
        ("before:soon x", "soon", (80, 24)),
        ("token before:2026-13-01 x", "2026-13-01", (160, 48)),
        ("tpye:x", "tpye", (160, 48)),
        ("before:90", "90", (40, 10)),
        ("日本語 before:90x", "90x", (80, 24)),
    ] {
        let (query, below) = told(line, size);
        assert_eq!(
            column(&below, "^"),
            column(&query, wrong),
            "{query}\n{below}"
        );
    }
    let (query, below) = told(
        "a long line of words before the date that is not right before:2026-13-01",
        (160, 48),
    );
    let after = column(&below, "^") > column(&below, "month");
    assert!(
        after,
        "the message stands left of the word\n{query}\n{below}"
    );
}

#[test]
fn an_error_is_told_where_there_is_no_room_under_the_word() {
    for size in SIZES {
        let (_, below) = told("words and words and more words before:2026-02-31", size);
        assert!(below.contains("`31`"), "{below}");
    }
}
