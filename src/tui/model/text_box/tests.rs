use proptest::prelude::*;

use super::*;

fn typed(text: &str) -> TextBox {
    let mut typed = TextBox::new("", true);
    for letter in text.chars() {
        typed.insert(letter.encode_utf8(&mut [0; 4]));
    }
    typed
}

fn act(text_box: &mut TextBox, actions: &[TextAction]) {
    for action in actions {
        text_box.act(*action);
    }
}

use Motion::{Down, End, First, Last, Left, PageDown, Right, Start, Up, WordLeft, WordRight};
use TextAction::{Delete, Go, Newline, Redo, Select, SelectAll, Tab, Undo};

#[test]
fn undo_takes_words_back() {
    let mut text = typed("one two");
    text.act(Undo);
    assert_eq!(text.text(), "one ");
    act(&mut text, &[Undo, Undo, Undo]);
    assert_eq!(text.text(), "");
    act(&mut text, &[Redo, Redo]);
    assert_eq!(text.text(), "one ");
    text.insert("x");
    text.act(Redo);
    assert_eq!(text.text(), "one x");
}

#[test]
fn what_is_selected_is_replaced_and_comes_back() {
    let mut text = TextBox::new("alpha beta\ngamma", true);
    act(&mut text, &[Go(WordRight), Select(Down), Select(Start)]);
    assert_eq!(text.selected().as_deref(), Some("beta\n"));
    text.insert("X");
    assert_eq!(text.text(), "alpha Xgamma");
    text.act(Undo);
    assert_eq!(text.text(), "alpha beta\ngamma");
    text.act(SelectAll);
    assert_eq!(text.selected(), Some(text.text()));
    text.act(Delete(Left));
    assert_eq!(text.text(), "");
    text.act(Undo);
    assert!(text.is("alpha beta\ngamma"));
}

#[test]
fn deletions_go_by_what_is_seen_as_one() {
    let mut text = TextBox::new("ae\u{301}👩‍💻z", true);
    act(&mut text, &[Go(End), Delete(Left), Delete(Left)]);
    assert_eq!(text.text(), "ae\u{301}");
    text.act(Delete(Left));
    assert_eq!(text.text(), "a");
    let mut text = TextBox::new("one two\nthree", true);
    act(&mut text, &[Go(WordRight), Delete(WordRight)]);
    assert_eq!(text.text(), "one three");
    let mut text = TextBox::new("one two\nthree", true);
    act(&mut text, &[Go(End), Delete(End)]);
    assert_eq!(text.text(), "one twothree");
    act(&mut text, &[Delete(WordLeft), Delete(Start), Delete(Start)]);
    assert_eq!(
        text.text(),
        "twothree".strip_prefix("two").map_or("", |rest| rest)
    );
}

#[test]
fn one_line_stays_one() {
    let mut text = TextBox::new("", false);
    text.insert("a\r\nb\rc");
    act(&mut text, &[Newline, Tab]);
    assert_eq!(text.lines().len(), 1);
    assert_eq!(text.text(), "a b c\t");
}

#[test]
fn pastes_of_terminals_have_lines() {
    let mut text = TextBox::new("", true);
    text.insert("a\rb\r\nc");
    assert_eq!(text.lines(), ["a", "b", "c"]);
}

#[test]
fn line_breaks_of_others_are_kept() {
    let text = "dos\r\nlines\r\n\x1b[2J";
    assert_eq!(TextBox::new(text, true).text(), text);
    assert_eq!(TextBox::new("two\nlines", false).text(), "two\nlines");
}

#[test]
fn up_and_down_go_by_rows_and_keep_their_column() {
    let mut text = TextBox::new("日本語 one two three\nab\nlast line", true);
    let room = Room {
        width: 10,
        height: 3,
    };
    let rows = text.window(room);
    assert_eq!(rows.len(), 3);
    act(&mut text, &[Go(Right), Go(Right), Go(Right)]);
    assert_eq!(text.spot().1, 6);
    text.act(Go(Down));
    assert_eq!(text.spot(), (Spot { line: 0, row: 1 }, 6));
    act(&mut text, &[Go(Down), Go(Down)]);
    assert_eq!(text.cursor(), (2, 6));
    act(&mut text, &[Go(Up), Go(Up), Go(Up)]);
    assert_eq!(text.cursor(), (0, 3));
    act(&mut text, &[Go(PageDown), Go(PageDown), Go(PageDown)]);
    assert_eq!(text.cursor(), (2, 9));
    act(&mut text, &[Go(First)]);
    assert_eq!(text.cursor(), (0, 0));
    act(&mut text, &[Go(Last)]);
    assert_eq!(text.window(room).last().map(|row| row.0), Some(2));
}

#[test]
fn places_far_out_are_reached() {
    let mut text = TextBox::new(&"x".repeat(70_000), true);
    act(&mut text, &[Go(End), Go(Left)]);
    assert_eq!(text.cursor(), (0, 69_999));
    text.act(Go(Up));
    assert_eq!(text.spot().0.row, 69_999 / 76 - 1);
    let mut text = TextBox::new(&"\n".repeat(70_000), true);
    act(&mut text, &[Go(Last), Go(Up)]);
    assert_eq!(text.cursor(), (69_999, 0));
    text.act(Go(Left));
    assert_eq!(text.cursor(), (69_998, 0));
}

fn actions() -> impl Strategy<Value = Vec<TextAction>> {
    let motion = prop::sample::select(vec![
        Left, Right, WordLeft, WordRight, Up, Down, Start, End, First, Last, PageDown,
    ]);
    let action = (motion, 0..4u8).prop_map(|(motion, what)| match what {
        0 => Go(motion),
        1 => Select(motion),
        2 => Delete(motion),
        _ => Newline,
    });
    prop::collection::vec(action, 0..12)
}

proptest! {
    #[test]
    fn whatever_is_done_is_taken_back(
        text in "[ab 日e\u{301}\n\t\u{200b}\x1b]{0,20}", actions in actions(), paste in "[x \n]{0,4}",
    ) {
        let mut text_box = TextBox::new(&text, true);
        let room = Room { width: 6, height: 3 };
        for action in actions {
            text_box.act(action);
            text_box.insert(&paste);
            let shown = text_box.window(room);
            let spot = text_box.spot().0;
            prop_assert!(shown.iter().any(|(line, _)| *line == spot.line));
            prop_assert!(shown.len() <= 3);
        }
        let after = text_box.text();
        for _ in 0..40 {
            text_box.act(Undo);
        }
        prop_assert_eq!(text_box.text(), text);
        for _ in 0..40 {
            text_box.act(Redo);
        }
        prop_assert_eq!(text_box.text(), after);
    }
}
