//! A screen in memory that others can watch.

use std::{convert::Infallible, io};

use ratatui::{
    backend::{Backend, ClearType, TestBackend, WindowSize},
    buffer::Cell,
    layout::{Position, Size},
};
use tokio::sync::watch;

/// Shows each frame as text.
pub struct WatchedScreen {
    inner: TestBackend,
    frames: watch::Sender<String>,
}

impl WatchedScreen {
    pub fn new(width: u16, height: u16) -> (Self, watch::Receiver<String>) {
        let (frames, watched) = watch::channel(String::new());
        let inner = TestBackend::new(width, height);
        (Self { inner, frames }, watched)
    }

    fn text(&self) -> String {
        let buffer = self.inner.buffer();
        let mut text = String::new();
        for row in buffer.content().chunks(buffer.area.width.into()) {
            text.extend(row.iter().map(Cell::symbol));
            text.push('\n');
        }
        text
    }
}

fn sure<T>(outcome: Result<T, Infallible>) -> io::Result<T> {
    outcome.map_err(|never| match never {})
}

impl Backend for WatchedScreen {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        sure(self.inner.draw(content))
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        sure(self.inner.hide_cursor())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        sure(self.inner.show_cursor())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        sure(self.inner.get_cursor_position())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        sure(self.inner.set_cursor_position(position))
    }

    fn clear(&mut self) -> io::Result<()> {
        sure(self.inner.clear())
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        sure(self.inner.clear_region(clear_type))
    }

    fn size(&self) -> io::Result<Size> {
        sure(self.inner.size())
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        sure(self.inner.window_size())
    }

    fn flush(&mut self) -> io::Result<()> {
        sure(self.inner.flush())?;
        self.frames.send_replace(self.text());
        Ok(())
    }
}
