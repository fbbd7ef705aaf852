//! Short messages to people.

use chrono::{DateTime, TimeDelta, Utc};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Good to know.
    Info,
    /// Something needs attention.
    Warning,
    /// Something failed.
    Error,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How bad it is.
    pub level: Level,
    /// One line.
    pub text: String,
    /// When it leaves the screen.
    pub until: DateTime<Utc>,
}

/// How long a message stays.
const INFO_SECONDS: i64 = 5;
const PROBLEM_SECONDS: i64 = 15;

/// Characters that people read in a second.
const READ_A_SECOND: usize = 20;

/// The messages; only the newest is shown.
#[derive(Debug, Default)]
pub struct Notices {
    current: Option<Notice>,
}

impl Notices {
    /// What to show now.
    #[must_use]
    pub fn current(&self) -> Option<&Notice> {
        self.current.as_ref()
    }

    /// Says something.
    pub fn say(&mut self, level: Level, text: impl Into<String>, now: DateTime<Utc>) {
        let seconds = if level == Level::Info {
            INFO_SECONDS
        } else {
            PROBLEM_SECONDS
        };
        let text = text.into();
        let reading = i64::try_from(text.chars().count() / READ_A_SECOND).unwrap_or(0);
        self.current = Some(Notice {
            level,
            text,
            until: now + TimeDelta::seconds(seconds.max(reading)),
        });
    }

    /// Takes the message away. Tells whether there was one.
    pub fn dismiss(&mut self) -> bool {
        self.current.take().is_some()
    }

    /// Takes the message away if it only told of what was done: something else was done since.
    pub fn outdate(&mut self) {
        self.current.take_if(|notice| notice.level == Level::Info);
    }

    /// Takes the message away when its time is over. Tells whether it did.
    pub fn expire(&mut self, now: DateTime<Utc>) -> bool {
        self.current
            .as_ref()
            .is_some_and(|notice| notice.until <= now)
            && self.dismiss()
    }
}
