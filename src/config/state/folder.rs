//! The folder of what is remembered. Several programs may use it at a time.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};

use crate::config::create_private_folder;

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
    /// Nothing is to be written in this run: it would replace what could not be taken in.
    pub is_fixed: bool,
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

    /// What was remembered. What cannot be taken in is told; the files stay as they are.
    #[must_use]
    pub fn load(&self) -> Remembered {
        let path = self.folder.join(STATE);
        let (searches, unread) = match self.searches() {
            Ok(searches) => (searches, None),
            Err(error) => {
                let path = self.folder.join(SEARCHES);
                let told = format!(
                    "the searches of before {} cannot be read: {error}; none is remembered in this run",
                    path.display()
                );
                (Searches::default(), Some(told))
            }
        };
        let unfit = match file::read(&path, &self.store) {
            Ok(state) => {
                return Remembered {
                    state,
                    searches,
                    notice: unread,
                    ..Remembered::default()
                };
            }
            Err(unfit) => unfit,
        };
        let is_fixed = !matches!(unfit, Unfit::Damaged);
        let follows = if is_fixed {
            "nothing is remembered in this run"
        } else {
            "everything starts anew, and it is set aside once there is something to remember"
        };
        Remembered {
            state: State::default(),
            searches,
            notice: Some(format!(
                "the remembered state {} {unfit}; {follows}",
                path.display()
            )),
            is_fixed,
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
        let mut searches = self.searches()?;
        searches.extend(newest_first);
        file::replace(&self.folder.join(SEARCHES), searches.to_lines().as_bytes())
    }

    fn searches(&self) -> io::Result<Searches> {
        match file::bytes(&self.folder.join(SEARCHES)) {
            Ok(bytes) => Ok(Searches::from_lines(&String::from_utf8_lossy(&bytes))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Searches::default()),
            Err(error) => Err(error),
        }
    }

    /// The right to write, until it is dropped.
    fn lock(&self) -> io::Result<File> {
        create_private_folder(&self.folder)?;
        let path = self.folder.join(LOCK);
        if let Err(error) = file::regular(&path)
            && error.kind() != io::ErrorKind::NotFound
        {
            return Err(error);
        }
        let mut lock = OpenOptions::new();
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut lock, 0o600);
        lock.write(true).create(true).truncate(false);
        let file = lock.open(path)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Recall;

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

    /// Writes a state file that is not lore's.
    fn write_foreign(folder: &StateFolder, text: &str) {
        fs::create_dir_all(&folder.folder).unwrap();
        fs::write(folder.folder.join(STATE), text).unwrap();
    }

    #[test]
    fn what_is_damaged_is_set_aside_before_it_is_replaced() {
        let temp = tempfile::tempdir().unwrap();
        let folder = folder(temp.path());
        let damaged = ["{\"version\":1,", "[]", "\u{0}\u{1}"];
        for text in damaged {
            write_foreign(&folder, text);
            let loaded = folder.load();
            assert_eq!((&loaded.state, loaded.is_fixed), (&State::default(), false));
            let notice = loaded.notice.unwrap();
            assert!(notice.contains("is damaged"), "{notice}");
            let kept = fs::read_to_string(folder.folder.join(STATE)).unwrap();
            assert_eq!(kept, text, "looking changes nothing");
            folder
                .save(&state("a"), &Everywhere::default(), now())
                .unwrap();
            assert_eq!(folder.load().state, state("a"));
        }
        for (name, text) in ["aside", "aside-2", "aside-3"].into_iter().zip(damaged) {
            let aside = folder.folder.join(format!("{STATE}.{name}"));
            assert_eq!(fs::read_to_string(aside).unwrap(), text);
        }
    }

    #[test]
    fn what_a_newer_lore_wrote_is_left_alone() {
        let temp = tempfile::tempdir().unwrap();
        let folder = folder(temp.path());
        let newer = "{\"version\":2,\"stores\":[]}";
        write_foreign(&folder, newer);
        let loaded = folder.load();
        assert!(loaded.is_fixed);
        let notice = loaded.notice.unwrap();
        assert!(notice.contains("newer lore"), "{notice}");
        folder
            .save(&state("a"), &Everywhere::default(), now())
            .unwrap_err();
        let names = fs::read_dir(&folder.folder).unwrap();
        let mut names: Vec<_> = names.map(|file| file.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, [STATE, LOCK]);
        assert_eq!(
            fs::read_to_string(folder.folder.join(STATE)).unwrap(),
            newer
        );
    }

    #[test]
    fn what_the_system_does_not_let_read_is_left_alone() {
        let temp = tempfile::tempdir().unwrap();
        let folder = folder(temp.path());
        // Whoever reads a folder is told so, root as well.
        for file in [STATE, SEARCHES] {
            fs::create_dir_all(folder.folder.join(file).join("kept")).unwrap();
        }
        let loaded = folder.load();
        assert!(loaded.is_fixed);
        let notice = loaded.notice.unwrap();
        assert!(notice.contains("cannot be read"), "{notice}");
        let saved = folder.save(&state("a"), &Everywhere::default(), now());
        assert!(saved.is_err());
        assert!(folder.add_searches(&["a".to_owned()]).is_err());
        for file in [STATE, SEARCHES] {
            assert!(folder.folder.join(file).join("kept").exists());
        }
    }

    #[test]
    fn what_means_nothing_of_one_store_costs_only_that() {
        let temp = tempfile::tempdir().unwrap();
        let folder = folder(temp.path());
        let other = StateFolder::new(temp.path().join("state"), Path::new("/other"));
        write_foreign(
            &folder,
            "{\"version\":1,\"everywhere\":{\"theme\":7,\"actions\":[\"undo\"]},\"stores\":{\
            \"/some/store\":{\"query\":7,\"mode\":\"keyword\",\"used\":false},\"/other\":{\"query\":\"b\"}}}",
        );
        let loaded = folder.load();
        assert_eq!((loaded.notice, loaded.is_fixed), (None, false));
        assert_eq!(loaded.state.here.query, "");
        assert_eq!(loaded.state.here.mode, "keyword");
        assert_eq!(loaded.state.everywhere.actions, ["undo"]);
        folder
            .save(&state("a"), &loaded.state.everywhere, now())
            .unwrap();
        assert_eq!(folder.load().state.here.query, "a");
        assert_eq!(other.load().state.here.query, "b");
    }

    #[test]
    fn who_leaves_no_trace_moves_nothing() {
        let temp = tempfile::tempdir().unwrap();
        let folder = folder(temp.path());
        write_foreign(&folder, "{half a docu");
        let loaded = Recall::Settings.load(Some(&folder));
        assert!(loaded.notice.is_some());
        let kept = fs::read_to_string(folder.folder.join(STATE)).unwrap();
        assert_eq!(kept, "{half a docu");
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

    /// A pipe that nobody writes into.
    #[cfg(unix)]
    fn pipe(path: &Path) {
        let made = std::process::Command::new("mkfifo").arg(path).status();
        assert!(made.unwrap().success());
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_keeps_nobody_waiting() {
        for name in [STATE, SEARCHES, LOCK] {
            let temp = tempfile::tempdir().unwrap();
            let folder = folder(temp.path());
            fs::create_dir_all(&folder.folder).unwrap();
            pipe(&folder.folder.join(name));
            let loaded = folder.load();
            assert_eq!(loaded.state, State::default());
            assert_eq!(loaded.is_fixed, name == STATE);
            assert_eq!(loaded.notice.is_some(), name != LOCK);
            let kept = folder.save(&state("a"), &Everywhere::default(), now());
            assert_eq!(kept.is_ok(), name == SEARCHES, "{name}");
            let kept = folder.add_searches(&["a".to_owned()]);
            assert_eq!(kept.is_ok(), name == STATE, "{name}");
        }
    }

    #[test]
    fn nobody_reads_more_than_could_be_remembered() {
        let temp = tempfile::tempdir().unwrap();
        let folder = folder(temp.path());
        fs::create_dir_all(&folder.folder).unwrap();
        let file = File::create(folder.folder.join(STATE)).unwrap();
        file.set_len((16 << 20) + 1).unwrap();
        let notice = folder.load().notice.unwrap();
        assert!(notice.contains("larger than 16 MB"), "{notice}");
    }
}
