//! What was typed and not saved when the program had to end: kept in files for later.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};

use crate::{
    config::create_private_folder,
    domain::{count::counted, draft, entry::Entry, fields::Fields},
};

/// The files are documents as an editor gets them.
const ENDING: &str = "md";

/// Writes what was to become of an entry into a file that only this user can read; tells its path.
pub(super) fn keep(
    folder: &Path,
    entry: &Entry,
    fields: &Fields,
    now: DateTime<Utc>,
) -> io::Result<PathBuf> {
    create_private_folder(folder)?;
    let id: String = entry
        .id
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .take(60)
        .collect();
    let name = format!("{}-{id}.{ENDING}", now.format("%Y%m%dT%H%M%S%3f"));
    let path = folder.join(name);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&path)?;
    file.write_all(draft::to_document(fields, entry).as_bytes())?;
    file.sync_all()?;
    Ok(path)
}

/// What earlier runs kept, told in one line; `None` when there is nothing.
pub(super) fn told(folder: &Path) -> Option<String> {
    let kept = fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == ENDING))
        .count();
    (kept > 0).then(|| {
        let texts = counted(kept, "unsaved text is", "unsaved texts are");
        format!("{texts} kept in {}", folder.display())
    })
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn what_is_kept_is_told_and_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("deep").join("unsaved");
        assert_eq!(told(&folder), None);
        let entry = Entry {
            repository: "shop".into(),
            id: "../issue-1".into(),
            text: "was".into(),
            kind: "issue".into(),
            project_id: String::new(),
            session_id: String::new(),
            agent: String::new(),
            timestamp: String::new(),
            metadata: String::new(),
            revision: String::new(),
            null_columns: Vec::new(),
        };
        let mut fields = Fields::from(&entry);
        fields.set(crate::domain::fields::Field::Text, "typed\nfor long".into());
        let now = Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap();
        let path = keep(&folder, &entry, &fields, now).unwrap();
        assert!(
            told(&folder)
                .unwrap()
                .starts_with("1 unsaved text is kept in ")
        );
        assert!(path.to_string_lossy().ends_with("-issue-1.md"));
        let document = fs::read_to_string(&path).unwrap();
        assert_eq!(draft::parse(&document, &entry).unwrap(), fields);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&path), 0o600);
            assert_eq!(mode(&folder), 0o700);
            assert_eq!(mode(folder.parent().unwrap()), 0o700);
        }
    }
}
