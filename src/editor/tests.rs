use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::domain::fields::Field;

fn entry() -> Entry {
    Entry {
        repository: "shop".into(),
        id: "issue-1/../../\u{1b}x".into(),
        text: "one\ntwo".into(),
        kind: "issue".into(),
        project_id: "shop".into(),
        session_id: String::new(),
        agent: "qa".into(),
        timestamp: "2026-01-31".into(),
        metadata: "{}".into(),
        revision: String::new(),
        null_columns: Vec::new(),
    }
}

/// Edits with a shell script that finds the document in `$1`.
fn edit(script: &str) -> Result<Ending, Error> {
    let entry = entry();
    let editor = Editor {
        command: format!("sh -c '{script}' sh"),
    };
    editor.edit(&entry, &Fields::from(&entry))
}

fn edited(script: &str) -> Edited {
    match edit(script) {
        Ok(Ending::Changed(edited)) => edited,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_written_is_read() {
    let edited = edited("sed -i s/two/three/ \"$1\"");
    assert_eq!(edited.fields.get(Field::Text), "one\nthree");
    let folder = edited.document.folder.path().to_owned();
    drop(edited);
    assert!(!folder.exists());
}

#[test]
fn what_is_kept_stays_private() {
    let path = edited("sed -i s/two/three/ \"$1\"; echo x > \"$1~\"").keep();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = path.parent().unwrap();
    assert_eq!((mode(folder), mode(&path)), (0o700, 0o600));
    assert_eq!(path.file_name().unwrap(), "issue-1x.md");
    assert!(fs::read_to_string(&path).unwrap().ends_with("three\n"));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn nothing_written_changes_nothing() {
    assert!(matches!(edit("true"), Ok(Ending::Unchanged)));
    assert!(matches!(
        edit("sed -i \"s/^type:.*/# hm\\n&/\" \"$1\""),
        Ok(Ending::Unchanged)
    ));
    assert!(matches!(edit(": > \"$1\""), Ok(Ending::Emptied)));
    assert!(matches!(edit("rm \"$1\""), Ok(Ending::Emptied)));
}

#[test]
fn a_broken_document_comes_back_with_the_reason() {
    let script = "if grep -q \"^# >>> line 8 is wrong: .tpye.\" \"$1\"; \
                  then sed -i s/tpye/type/ \"$1\"; else sed -i \"s/type/tpye/; s/two/2/\" \"$1\"; fi";
    assert_eq!(edited(script).fields.get(Field::Text), "one\n2");
}

#[test]
fn a_document_left_broken_is_kept() {
    let Err(error) = edit("grep -q tpye \"$1\" || sed -i \"s/^type/tpye/; s/two/2/\" \"$1\"")
    else {
        panic!("it is broken")
    };
    let message = error.to_string();
    let Error::Broken { kept, .. } = error else {
        panic!("{message}")
    };
    assert!(
        message.contains("`tpye`") && message.contains(kept.to_str().unwrap()),
        "{message}"
    );
    assert!(fs::read_to_string(&kept).unwrap().ends_with("one\n2\n"));
    fs::remove_dir_all(kept.parent().unwrap()).unwrap();
}

#[test]
fn what_is_not_utf_8_is_told() {
    let script = "if grep -q \"not UTF-8\" \"$1\"; then sed -i s/w.*/wo/ \"$1\"; \
                  else printf \"tw\\\\344\" >> \"$1\"; fi";
    assert!(edited(script).fields.get(Field::Text).starts_with("one\n"));
}

#[test]
fn an_editor_that_fails_changes_nothing() {
    for script in ["exit 3", "kill -9 $$"] {
        let error = edit(script).map(|_| ()).unwrap_err();
        assert!(matches!(error, Error::Failed { kept: None, .. }), "{error}");
    }
    let Err(Error::Failed {
        kept: Some(kept), ..
    }) = edit("echo more >> \"$1\"; exit 1")
    else {
        panic!("what was written is kept")
    };
    assert!(fs::read_to_string(&kept).unwrap().ends_with("two\nmore\n"));
    fs::remove_dir_all(kept.parent().unwrap()).unwrap();

    let none = Editor {
        command: "no-such-editor --wait".to_owned(),
    };
    let error = none
        .edit(&entry(), &Fields::from(&entry()))
        .map(|_| ())
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`no-such-editor --wait` was not found")
    );
}
