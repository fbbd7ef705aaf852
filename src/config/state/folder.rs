//! The folder of what is remembered. Several programs may use it at a time.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};

use super::{
    Everywhere, Searches, State,
    file::{self, Unfit},
    searches::may_be_kept,
};

/// The file of what the UI remembers.
const STATE: &str = "ui.json";

/// The file of searches, a line each, the newest first.
const SEARCHES: &str = "searches";

/// Held while one of them is written.
const LOCK: &str = "ui.lock";

/// How long to wait for another program that writes, and how often to look.
const PATIENCE: Duration = Duration::from_secs(1);
const POLL: Duration = Duration::from_millis(5);

/// Where what is remembered about a store is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateFolder {
    folder: PathBuf,
    store: String,
}

/// What was remembered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Remembered {
    /// How the UI was left.
    pub state: State,
    /// Searches that were used.
    pub searches: Searches,
    /// What people should know, in one line.
    pub notice: Option<String>,
}

impl StateFolder {
    /// Keeps in this folder what is remembered about a store.
    #[must_use]
    pub fn new(folder: PathBuf, store: &Path) -> Self {
        // The same store by another path is the same store.
        let store = fs::canonicalize(store).unwrap_or_else(|_| store.to_owned());
        Self {
            folder,
            store: store.to_string_lossy().into_owned(),
        }
    }

    /// What was remembered. What cannot be read is set aside, and that is told.
    #[must_use]
    pub fn load(&self) -> Remembered {
        let path = self.folder.join(STATE);
        let (state, notice) = match file::read(&path, &self.store) {
            Ok(state) => (state, None),
            Err(unfit) => (State::default(), Some(aside(&path, &unfit))),
        };
        Remembered {
            state,
            searches: self.searches(),
            notice,
        }
    }

    /// Writes what is to be remembered. What is as in `base`, with which this run began, stays as
    /// another run has written it.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn save(&self, state: &State, base: &Everywhere, now: DateTime<Utc>) -> io::Result<()> {
        let mut state = state.clone();
        if !may_be_kept(&state.here.query) {
            state.here.query.clear();
        }
        let _lock = self.lock()?;
        file::write(&self.folder.join(STATE), &self.store, &state, base, now)
    }

    /// Adds searches that were used, the newest first, to those of other runs.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn add_searches(&self, newest_first: &[String]) -> io::Result<()> {
        let _lock = self.lock()?;
        let mut searches = self.searches();
        searches.extend(newest_first);
        file::replace(&self.folder.join(SEARCHES), searches.to_lines().as_bytes())
    }

    fn searches(&self) -> Searches {
        let bytes = fs::read(self.folder.join(SEARCHES)).unwrap_or_default();
        Searches::from_lines(&String::from_utf8_lossy(&bytes))
    }

    /// The right to write, until it is dropped.
    fn lock(&self) -> io::Result<File> {
        let mut folder = DirBuilder::new();
        let mut lock = OpenOptions::new();
        #[cfg(unix)]
        {
            std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
            std::os::unix::fs::OpenOptionsExt::mode(&mut lock, 0o600);
        }
        folder.recursive(true).create(&self.folder)?;
        lock.write(true).create(true).truncate(false);
        let file = lock.open(self.folder.join(LOCK))?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(fs::TryLockError::WouldBlock) if Instant::now() < deadline => {
                    thread::sleep(POLL);
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// Puts a file away that cannot be used; tells so in one line.
fn aside(path: &Path, unfit: &Unfit) -> String {
    let what = match unfit {
        Unfit::Newer => "was written by a newer lore",
        Unfit::Damaged => "cannot be read",
    };
    let becomes = match file::set_aside(path) {
        Ok(aside) => format!("it is {} now", aside.display()),
        Err(error) => format!("it stays where it is: {error}"),
    };
    format!(
        "the remembered state {} {what}; {becomes}, and everything starts anew",
        path.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(at: &Path) -> StateFolder {
        StateFolder::new(at.join("state"), Path::new("/some/store"))
    }

    fn now() -> DateTime<Utc> {
        "2026-03-31T10:00:00Z".parse().unwrap()
    }

    fn state(query: &str) -> State {
        let mut state = State::default();
        query.clone_into(&mut state.here.query);
        state
    }

    #[test]
    fn what_is_kept_comes_back() {
        let temp = tempfile::tempdir().unwrap();
        let folder = folder(temp.path());
        assert_eq!(folder.load(), Remembered::default());
        let mut kept = state("token type:issue");
        kept.everywhere.theme = Some("dusk".to_owned());
        kept.here.project = Some("api".to_owned());
        folder.save(&kept, &Everywhere::default(), now()).unwrap();
        folder
            .add_searches(&["b".to_owned(), "a".to_owned()])
            .unwrap();
        let loaded = folder.load();
        assert_eq!(loaded.state, kept);
        assert_eq!(loaded.searches.lines(), ["b", "a"]);
        assert_eq!(loaded.notice, None);
        let other = StateFolder::new(temp.path().join("state"), Path::new("/other"));
        let other = other.load().state;
        assert_eq!(other.here, super::super::Here::default());
        assert_eq!(other.everywhere, kept.everywhere);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let temp = tempfile::tempdir().unwrap();
        let folder = folder(temp.path());
        folder
            .save(&state("a"), &Everywhere::default(), now())
            .unwrap();
        folder.add_searches(&["a".to_owned()]).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder.folder), 0o700);
        for file in [STATE, SEARCHES, LOCK] {
            assert_eq!(mode(&folder.folder.join(file)), 0o600, "{file}");
        }
    }

    #[test]
    fn two_runs_do_not_undo_each_other() {
        let temp = tempfile::tempdir().unwrap();
        let folder = folder(temp.path());
        let begun = Everywhere::default();
        let mut one = state("");
        one.everywhere.theme = Some("dusk".to_owned());
        folder.save(&one, &begun, now()).unwrap();
        let mut two = state("");
        two.everywhere.actions = vec!["undo".to_owned()];
        folder.save(&two, &begun, now()).unwrap();
        let both = folder.load().state.everywhere;
        assert_eq!(
            (both.theme.as_deref(), both.actions.len()),
            (Some("dusk"), 1)
        );
        folder.save(&state(""), &both, now()).unwrap();
        assert_eq!(folder.load().state.everywhere, Everywhere::default());
    }

    #[test]
    fn searches_of_many_runs_come_together() {
        let temp = tempfile::tempdir().unwrap();
        let folder = folder(temp.path());
        thread::scope(|scope| {
            for run in 0..4 {
                let folder = &folder;
                scope.spawn(move || {
                    for number in 0..10 {
                        folder.add_searches(&[format!("{run} {number}")]).unwrap();
                    }
                });
            }
        });
        assert_eq!(folder.load().searches.lines().len(), 40);
    }

    #[test]
    fn what_cannot_be_read_is_set_aside() {
        for (text, told) in [
            ("{\"version\":1,", "cannot be read"),
            ("[]", "cannot be read"),
            ("\u{0}\u{1}", "cannot be read"),
            (
                "{\"stores\":{\"/some/store\":{\"query\":7}}}",
                "cannot be read",
            ),
            ("{\"version\":2,\"stores\":[]}", "newer lore"),
        ] {
            let temp = tempfile::tempdir().unwrap();
            let folder = folder(temp.path());
            fs::create_dir_all(&folder.folder).unwrap();
            fs::write(folder.folder.join(STATE), text).unwrap();
            let loaded = folder.load();
            assert_eq!(loaded.state, State::default());
            let notice = loaded.notice.unwrap();
            assert!(notice.contains(told), "{notice}");
            assert_eq!(
                fs::read_to_string(folder.folder.join("ui.json.aside")).unwrap(),
                text
            );
            folder
                .save(&state("a"), &Everywhere::default(), now())
                .unwrap();
            assert_eq!(folder.load().state, state("a"));
        }
    }

    #[test]
    fn what_a_later_version_adds_is_passed_over() {
        let temp = tempfile::tempdir().unwrap();
        let folder = folder(temp.path());
        fs::create_dir_all(&folder.folder).unwrap();
        let text = "{\"version\":1,\"more\":1,\"everywhere\":{\"sound\":\"on\",\"theme\":\"dusk\"},\
            \"stores\":{\"/some/store\":{\"query\":\"a\",\"zoom\":3}}}";
        fs::write(folder.folder.join(STATE), text).unwrap();
        let loaded = folder.load();
        assert_eq!(loaded.notice, None);
        assert_eq!(loaded.state.here.query, "a");
        assert_eq!(loaded.state.everywhere.theme.as_deref(), Some("dusk"));
        folder
            .save(&state("b"), &loaded.state.everywhere, now())
            .unwrap();
        let text = fs::read_to_string(folder.folder.join(STATE)).unwrap();
        assert!(text.contains("sound"), "{text}");
    }

    #[test]
    fn a_query_with_a_credential_is_not_kept() {
        let temp = tempfile::tempdir().unwrap();
        let folder = folder(temp.path());
        let token = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
        folder
            .save(&state(&token), &Everywhere::default(), now())
            .unwrap();
        assert_eq!(folder.load().state, State::default());
    }

    #[test]
    fn only_the_stores_used_last_are_remembered() {
        let temp = tempfile::tempdir().unwrap();
        for number in 0..105 {
            let store = PathBuf::from(format!("/store/{number}"));
            let folder = StateFolder::new(temp.path().to_owned(), &store);
            let used = now() + chrono::TimeDelta::minutes(number);
            folder
                .save(&state("a"), &Everywhere::default(), used)
                .unwrap();
        }
        let kept = |number: u32| {
            let store = PathBuf::from(format!("/store/{number}"));
            let folder = StateFolder::new(temp.path().to_owned(), &store);
            folder.load().state == state("a")
        };
        assert!(!kept(0) && !kept(4) && kept(5) && kept(104));
    }
}
