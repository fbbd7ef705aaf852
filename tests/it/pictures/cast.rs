//! Recordings of terminals, as asciicast v2: a line of JSON as the head, then one for each event.

use std::fmt::Write;

use serde_json::{Value, json};

/// A recording that grows. Its time is made up, so that a slow machine records no slow program.
pub struct Recorder {
    lines: String,
    seconds: f64,
    shown: vt100::Screen,
}

impl Recorder {
    pub fn new(columns: u16, rows: u16, title: &str) -> Self {
        let head = json!({
            "version": 2,
            "width": columns,
            "height": rows,
            "title": title,
            "env": {"TERM": "xterm-256color"},
        });
        let blank = vt100::Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 0);
        Self {
            lines: format!("{head}\n"),
            seconds: 0.0,
            shown: blank.screen().clone(),
        }
    }

    /// After some time, the screen is like this.
    pub fn frame(&mut self, after: f64, screen: &vt100::Screen) {
        self.seconds += after;
        let change = screen.contents_diff(&self.shown);
        if !change.is_empty() {
            self.event("o", &change);
            self.shown = screen.clone();
        }
    }

    /// What shows now has a name.
    pub fn mark(&mut self, name: &str) {
        self.event("m", name);
    }

    fn event(&mut self, kind: &str, data: &str) {
        let seconds = (self.seconds * 1000.0).round() / 1000.0;
        // Writing to a string cannot fail.
        let _ = writeln!(self.lines, "{}", json!([seconds, kind, data]));
    }

    pub fn finish(self) -> String {
        self.lines
    }
}

/// What a recording shows at each of its marks.
pub fn marked(cast: &str) -> Vec<(String, vt100::Screen)> {
    let mut lines = cast
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let Some(head) = lines.next() else {
        return Vec::new();
    };
    let number = |name: &str| u16::try_from(head[name].as_u64().unwrap()).unwrap();
    let (rows, columns) = (number("height"), number("width"));
    let mut player = vt100::Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 0);
    let mut marked = Vec::new();
    for event in lines {
        let data = event[2].as_str().unwrap();
        match event[1].as_str().unwrap() {
            "o" => player.process(data.as_bytes()),
            "m" => marked.push((data.to_owned(), player.screen().clone())),
            other => panic!("an event of kind {other}"),
        }
    }
    marked
}

#[test]
fn a_recording_plays_what_was_recorded() {
    let mut terminal = vt100::Parser::default();
    let mut recorder = Recorder::new(80, 24, "a test");
    terminal.process(b"\x1b[31mred\x1b[m and \x1b[1mbold\r\n");
    recorder.frame(0.5, terminal.screen());
    recorder.mark("first");
    terminal.process("\x1b[H\x1b[Kwide: 日本".as_bytes());
    recorder.frame(1.0, terminal.screen());
    recorder.mark("second");
    let marked = marked(&recorder.finish());
    assert_eq!(marked.len(), 2);
    assert_eq!(marked[0].1.contents().trim_end(), "red and bold");
    assert_eq!(
        marked[1].1.contents_formatted(),
        terminal.screen().contents_formatted()
    );
}
