//! Clicks, the wheel and drags on the screen as it is drawn; zoom and sizes.

use chrono::TimeDelta;
use crossterm::event::KeyCode;
use ratatui::{Terminal, backend::TestBackend, buffer::Buffer, layout::Position};

use super::app::{App, now, project};
use crate::domain::fields::Field;
use crate::tui::{
    effect::Effect,
    model::{
        Arrangement, Cleanup, Focus, Gesture, Level, Look, Overlay, Pane, Scope, Sizes, Target,
        cleanup::{Field as Rule, tally::tests::ages},
    },
    msg::Msg,
    read::Answer,
    view,
};

/// A UI on a screen.
struct Seen {
    app: App,
    size: (u16, u16),
    buffer: Buffer,
}

impl Seen {
    fn new(app: App, size: (u16, u16)) -> Self {
        let buffer = Buffer::default();
        Self { app, size, buffer }.draw()
    }

    /// Forty entries in two repositories.
    fn full(size: (u16, u16)) -> Self {
        let app = App::listing(40).projects(vec![
            project("shop", "api", 30),
            project("shop", "web", 8),
            project("wiki", "docs", 2),
        ]);
        Self::new(app, size)
    }

    fn draw(mut self) -> Self {
        // A second frame may follow from what the first one had room for.
        for _ in 0..2 {
            let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).unwrap();
            let mut viewport = None;
            let (model, look) = (&self.app.model, Look::default());
            terminal
                .draw(|frame| viewport = Some(view::draw(model, look.styles(), now(), frame)))
                .unwrap();
            let effects = std::mem::take(&mut self.app.effects);
            self.app = self.app.tell(Msg::Drawn(viewport.unwrap()));
            self.app.effects.splice(..0, effects);
            self.buffer = terminal.backend().buffer().clone();
        }
        self
    }

    fn lines(&self) -> Vec<String> {
        let row = |y| (0..self.size.0).map(move |x| self.buffer[(x, y)].symbol());
        (0..self.size.1).map(|y| row(y).collect()).collect()
    }

    /// Where a text begins.
    fn find(&self, text: &str) -> Position {
        for (line, y) in self.lines().iter().zip(0..) {
            if let Some(at) = line.find(text) {
                let x = u16::try_from(line[..at].chars().count()).unwrap();
                return Position::new(x, y);
            }
        }
        panic!("no {text} on\n{}", self.lines().join("\n"));
    }

    fn mouse(mut self, gesture: Gesture, at: Position) -> Self {
        self.app = self.app.tell(Msg::Mouse(gesture, at));
        self.draw()
    }

    fn click_at(self, at: Position) -> Self {
        self.mouse(Gesture::Press, at).mouse(Gesture::Release, at)
    }

    fn click(self, text: &str) -> Self {
        let at = self.find(text);
        self.click_at(at)
    }

    fn double(self, text: &str) -> Self {
        let at = self.find(text);
        self.click_at(at).click_at(at)
    }

    fn wheel(self, at: Position, down: bool) -> Self {
        self.mouse(Gesture::Wheel { down }, at)
    }

    fn drag(self, from: Position, to: Position) -> Self {
        self.mouse(Gesture::Press, from)
            .mouse(Gesture::Drag, to)
            .mouse(Gesture::Release, to)
    }

    fn keys(mut self, keys: &str) -> Self {
        self.app = self.app.keys(keys);
        self.draw()
    }

    fn special(mut self, code: KeyCode) -> Self {
        self.app = self.app.special(code);
        self.draw()
    }

    fn wait(mut self, milliseconds: i64) -> Self {
        self.app.now += TimeDelta::milliseconds(milliseconds);
        self
    }

    fn focus(&self) -> Focus {
        self.app.model.focus
    }

    fn area(&self, pane: Pane) -> ratatui::layout::Rect {
        let hits = &self.app.model.viewport.hits;
        hits.area_of(Target::Pane(pane)).expect("the pane shows")
    }
}

#[test]
fn a_click_focuses_and_selects() {
    let seen = Seen::full((160, 48)).click("text 7");
    assert_eq!((seen.app.selected(), seen.focus()), ("e7", Focus::Results));
    let seen = seen.click("Stats");
    assert_eq!(seen.focus(), Focus::Stats);
    let seen = seen.wait(900).click("text 3");
    assert_eq!((seen.app.selected(), seen.focus()), ("e3", Focus::Results));
}

#[test]
fn a_double_click_opens_what_the_first_click_chose() {
    // With the focus the detail gives rows up, so that another entry comes under the pointer.
    let seen = Seen::full((80, 24)).special(KeyCode::Tab);
    assert_eq!(seen.focus(), Focus::Detail);
    let seen = seen.double("text 2");
    assert_eq!((seen.app.selected(), seen.focus()), ("e2", Focus::Detail));
    let slow = Seen::full((80, 24));
    let at = slow.find("text 2");
    let slow = slow.click_at(at).wait(500).click_at(at);
    assert_eq!(slow.focus(), Focus::Results);
}

#[test]
fn a_click_on_a_project_restricts_to_it() {
    let seen = Seen::full((160, 48)).click("web");
    assert_eq!(seen.focus(), Focus::Projects);
    let scope = Scope::Project {
        repository: "shop".into(),
        project_id: "web".into(),
    };
    assert_eq!(seen.app.model.scope, scope);
    assert_eq!(seen.double("wiki").focus(), Focus::Results);
}

#[test]
fn a_click_on_the_fold_mark_folds() {
    let seen = Seen::full((160, 48));
    let mark = seen.find("▾ shop");
    let rows = seen.app.model.projects.rows.len();
    let seen = seen.click_at(mark);
    assert_eq!(seen.app.model.projects.rows.len(), rows - 2);
    assert_eq!(seen.app.model.scope, Scope::All, "the scope stays");
    let seen = seen.wait(900).click("▸ shop");
    assert_eq!(seen.app.model.projects.rows.len(), rows);
    // A project that vanishes hands its scope to the repository.
    let seen = seen.click("web").click("▾ shop");
    assert_eq!(seen.app.model.scope, Scope::Repository("shop".into()));
}

#[test]
fn a_click_into_the_search_box_puts_the_cursor_there() {
    let seen = Seen::full((80, 24)).keys("/retry 日本 backoff");
    let seen = seen.click("ry 日").keys("X");
    assert_eq!(seen.app.line(), "retXry 日本 backoff");
    let at = seen.find("日");
    let seen = seen.click_at(Position::new(at.x + 1, at.y)).keys("Y");
    assert_eq!(seen.app.line(), "retXry Y日本 backoff");
    let seen = seen.special(KeyCode::Enter);
    assert_eq!(seen.focus(), Focus::Results);
    let far = Position::new(seen.area(Pane::Results).right() - 3, 1);
    let seen = seen.click_at(far).keys("Z");
    assert_eq!(seen.app.line(), "retXry Y日本 backoffZ");
}

#[test]
fn tabs_of_a_narrow_screen_are_clicked() {
    let seen = Seen::full((40, 10)).click(" Detail ");
    assert_eq!(seen.focus(), Focus::Detail);
    assert_eq!(seen.click(" Projects ").focus(), Focus::Projects);
}

#[test]
fn hints_of_the_last_line_are_clicked() {
    let seen = Seen::full((80, 24)).click("? help");
    assert!(matches!(
        seen.app.model.overlays.as_slice(),
        [Overlay::Help(_)]
    ));
    let seen = seen.wait(900).click("Esc back");
    assert!(seen.app.model.overlays.is_empty());
    assert_eq!(seen.click("/ search").focus(), Focus::SearchBox);
}

#[test]
fn a_question_takes_clicks_on_its_answers_and_none_beside_it() {
    let seen = Seen::full((80, 24)).keys("d");
    assert_eq!(seen.app.model.overlays.len(), 1);
    let selected = seen.app.selected().to_owned();
    let seen = seen.click_at(Position::new(2, 3)).click("Search");
    assert_eq!(
        seen.app.model.overlays.len(),
        1,
        "beside it nothing happens"
    );
    assert_eq!(seen.app.selected(), selected);
    let at = seen.find("Esc keep");
    let seen = seen.click_at(at);
    assert!(seen.app.model.overlays.is_empty());
}

#[test]
fn the_wheel_scrolls_what_is_under_the_pointer() {
    let seen = Seen::full((80, 24)).special(KeyCode::Tab);
    let at = seen.area(Pane::Results).as_position();
    let at = Position::new(at.x + 5, at.y + 2);
    let seen = seen.wheel(at, true);
    assert_eq!(seen.focus(), Focus::Detail, "the keys stay where they are");
    assert_eq!(seen.app.model.results.offset, 3);
    assert_eq!(seen.app.selected(), "e3", "what leaves is not selected");
    let seen = seen.wheel(at, true).wheel(at, false);
    assert_eq!(seen.app.model.results.offset, 3);
    assert_eq!(seen.app.selected(), "e6");
    let mut seen = seen;
    for _ in 0..100 {
        seen = seen.wheel(at, true);
    }
    let results = &seen.app.model.results;
    assert_eq!(results.offset + seen.app.model.viewport.results, 40);
}

#[test]
fn the_wheel_leaves_the_scope_alone() {
    let many = (0..60).map(|number| project("shop", &format!("p{number}"), 1));
    let app = App::listing(5).projects(many.collect());
    let seen = Seen::new(app, (80, 24));
    let at = seen.find("p1");
    let seen = seen.wheel(at, true);
    assert_eq!(seen.app.model.projects.offset, 3);
    assert_eq!(seen.app.model.scope, Scope::All);
    assert!(seen.lines().join("").contains("p4"));
    // Another frame of the same size leaves it there; a key goes back to the cursor.
    let seen = seen.draw();
    assert_eq!(seen.app.model.projects.offset, 3);
}

#[test]
fn the_wheel_scrolls_the_help() {
    let seen = Seen::full((80, 24)).keys("?");
    let seen = seen.wheel(Position::new(20, 10), true);
    let [Overlay::Help(help)] = seen.app.model.overlays.as_slice() else {
        panic!("no help");
    };
    assert_eq!(help.scroll, 3);
}

#[test]
fn a_scroll_bar_is_dragged() {
    let seen = Seen::full((80, 24));
    let area = seen.area(Pane::Results);
    let bar = |y| Position::new(area.right() - 1, y);
    let seen = seen.drag(bar(area.y + 1), bar(area.bottom() - 2));
    let results = &seen.app.model.results;
    assert_eq!(results.offset + seen.app.model.viewport.results, 40);
    let seen = seen.drag(bar(area.bottom() - 2), bar(0));
    assert_eq!(seen.app.model.results.offset, 0);
}

#[test]
fn borders_are_dragged_and_shares_stay_when_the_screen_grows() {
    let seen = Seen::full((160, 48));
    let before = seen.area(Pane::Projects);
    for grip in [before.right() - 1, before.right()] {
        let from = Position::new(grip, 20);
        let seen = Seen::full((160, 48)).drag(from, Position::new(grip + 10, 20));
        assert_eq!(seen.area(Pane::Projects).width, before.width + 10);
        assert_eq!(seen.focus(), Focus::Results);
    }
    let right = seen.area(Pane::Detail);
    let seen = seen.drag(right.as_position(), Position::new(right.x - 20, 5));
    assert_eq!(seen.area(Pane::Detail).width, right.width + 20);
    let stats = seen.area(Pane::Stats);
    let from = Position::new(stats.x + 20, stats.y);
    let mut seen = seen.drag(from, Position::new(stats.x + 20, stats.y - 6));
    assert_eq!(seen.area(Pane::Stats).height, stats.height + 6);
    seen.size = (200, 48);
    let seen = seen.draw();
    let wide = seen.area(Pane::Detail).width;
    let exact = f64::from(right.width + 20) * 200.0 / 160.0;
    assert!((f64::from(wide) - exact).abs() < 1.0, "{wide}");
    let seen = seen.keys("=");
    assert_eq!(seen.app.model.sizes, Sizes::default());
}

#[test]
fn keys_change_sizes() {
    let seen = Seen::full((80, 24));
    let before = seen.area(Pane::Projects);
    let seen = seen.keys("<<");
    assert_eq!(seen.area(Pane::Projects).width, before.width + 4);
    let rows = seen.area(Pane::Results).height;
    let seen = seen.keys("+++-");
    assert_eq!(seen.area(Pane::Results).height, rows + 2);
    // However often, every pane stays usable, and the way back is as long as the screen.
    let mut seen = seen;
    for _ in 0..100 {
        seen = seen.keys("+");
    }
    let detail = seen.area(Pane::Detail).height;
    assert!(detail >= 5, "{detail}");
    assert_eq!(seen.keys("-").area(Pane::Detail).height, detail + 1);
}

#[test]
fn zoom_gives_the_screen_to_a_pane() {
    let seen = Seen::full((160, 48)).keys("z");
    assert_eq!(seen.area(Pane::Results).width, 160);
    let viewport = &seen.app.model.viewport;
    assert_eq!(viewport.arrangement, Arrangement::Single);
    let seen = seen.special(KeyCode::Enter);
    assert_eq!(seen.area(Pane::Detail).width, 160, "zoom follows the focus");
    let seen = seen.special(KeyCode::Esc);
    assert!(!seen.app.model.zoomed);
    assert_eq!(seen.focus(), Focus::Detail, "one step at a time");
    let seen = seen.keys("zz");
    assert!(!seen.app.model.zoomed);
    let seen = Seen::full((40, 10)).keys("z");
    assert!(!seen.app.model.zoomed);
    assert!(seen.app.notice().contains("one pane"));
}

#[test]
fn the_mouse_can_be_left_to_the_terminal() {
    let seen = Seen::full((80, 24)).keys("M");
    assert!(seen.app.effects.contains(&Effect::Mouse(false)));
    let seen = seen.click("text 2");
    assert_eq!(seen.app.selected(), "e0");
    let seen = seen.keys("M");
    assert!(seen.app.effects.contains(&Effect::Mouse(true)));
    assert_eq!(seen.wait(900).click("text 2").app.selected(), "e2");
}

#[test]
fn a_click_takes_a_long_message_away() {
    let mut seen = Seen::full((80, 24));
    let text = "it could not be done, since ".repeat(8) + "so it is.";
    seen.app.model.notices.say(Level::Error, text, now());
    let seen = seen.draw();
    let seen = seen.click("so it is.");
    assert_eq!(seen.app.notice(), "");
    assert_eq!(seen.app.selected(), "e0", "what lies below is not clicked");
}

#[test]
fn the_editor_takes_clicks_and_selects_by_dragging() {
    let editor = |seen: &Seen| -> (Field, Option<String>, (usize, usize)) {
        let Some(Overlay::Editor(editor)) = seen.app.model.overlays.last() else {
            panic!("no editor");
        };
        let text = editor.text_box(editor.focus);
        (editor.focus, text.selected(), text.cursor())
    };
    let seen = Seen::full((80, 24)).keys("e");
    let text = seen.find("text 0");
    let seen = seen.click_at(Position::new(text.x + 3, text.y));
    assert_eq!(editor(&seen), (Field::Text, None, (0, 3)));
    let seen = seen.drag(text, Position::new(text.x + 4, text.y));
    let selected = Some("text".to_owned());
    assert_eq!(editor(&seen), (Field::Text, selected, (0, 4)));
    let seen = seen.click("decision");
    assert_eq!(editor(&seen).0, Field::Kind);
    assert_eq!(editor(&seen).1, None);
}

#[test]
fn one_click_does_what_a_row_of_a_menu_says_and_a_second_hits_nothing() {
    let seen = Seen::full((80, 24)).keys("x").double("xport");
    assert!(matches!(
        seen.app.model.overlays.last(),
        Some(Overlay::Export(_))
    ));
    let seen = Seen::full((80, 24)).keys(":log");
    let seen = seen.double("the journal of changes");
    assert!(matches!(
        seen.app.model.overlays.last(),
        Some(Overlay::Log(_))
    ));
}

#[test]
fn rows_of_views_are_clicked() {
    let seen = Seen::full((80, 24)).keys("t");
    let chosen = |seen: &Seen| match seen.app.model.overlays.last() {
        Some(overlay) => overlay.list().unwrap().cursor,
        None => panic!("no list"),
    };
    let hits = &seen.app.model.viewport.hits;
    let place = hits.area_of(Target::Row(2)).unwrap();
    let seen = seen.click_at(place.as_position());
    assert_eq!(chosen(&seen), 2);
}

/// The cleanup over a hundred entries.
fn cleanup() -> Seen {
    let app = App::listing(40).keys("c");
    Seen::new(app.answer(Answer::Ages(Ok(ages(100)))), (80, 24))
}

fn rules(seen: &Seen) -> &Cleanup {
    match seen.app.model.overlays.last() {
        Some(Overlay::Cleanup(view)) => view,
        _ => panic!("no cleanup"),
    }
}

#[test]
fn the_rules_of_a_cleanup_are_clicked() {
    let seen = cleanup().click("□ issue");
    assert_eq!(rules(&seen).field, Rule::Protect);
    assert!(rules(&seen).rules.protected.contains("issue"));
    let seen = seen.wait(900).click("■ issue");
    assert!(rules(&seen).rules.protected.is_empty());
    let seen = seen.wait(900).click("every entry");
    assert_eq!(rules(&seen).field, Rule::Filter);
    let seen = seen.wait(900).keys("type:issue").click("pe:iss").keys("X");
    assert_eq!(rules(&seen).rules.line().text(), "tyXpe:issue");
    // The age has steps, which a click does not take.
    let seen = seen.wait(900).click("90d");
    assert_eq!(rules(&seen).field, Rule::Age);
    assert_eq!(rules(&seen).rules.age.line().text(), "90d");
}

#[test]
fn bars_and_types_of_a_cleanup_are_clicked() {
    let seen = cleanup();
    let day = seen
        .app
        .model
        .viewport
        .hits
        .area_of(Target::Day("2026-10-05".parse().unwrap()));
    let seen = seen.click_at(day.expect("the day has a bar").as_position());
    let view = rules(&seen);
    assert_eq!(view.field, Rule::Age);
    assert_eq!(view.rules.age.line().text(), "2026-10-05");
    let number = view.kinds().iter().position(|kind| *kind == "issue");
    let row = seen
        .app
        .model
        .viewport
        .hits
        .area_of(Target::Kind(number.unwrap()));
    let row = row.expect("the type has a row in the chart");
    assert!(row.y > 8, "{row}");
    let seen = seen.click_at(row.as_position());
    assert!(rules(&seen).rules.protected.contains("issue"));
}
