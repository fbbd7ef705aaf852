//! Plans: what they hold, that they come true or nothing happens, and that they can be undone.

use std::path::Path;

use chrono::{DateTime, Utc};
use lore::{
    domain::{
        change::{Action, Edit, Guard, Target},
        cleanup::{Plan, Policy, Retention},
        entry::EntryKey,
        filter::Filter,
        search::Sort,
    },
    service::{Cancel, Error, Lore, plan_file},
};
use tempfile::TempDir;

use super::{old, rows};
use crate::tables::{ForeignRow, write};

fn policy() -> Policy {
    Policy {
        before: "2021-01-01T00:00:00Z".parse().unwrap(),
        filter: Filter::default(),
        keep_newest: 0,
        protected_types: Vec::new(),
    }
}

fn ids(plan: &Plan) -> Vec<&str> {
    let keys = plan.entries.iter().map(|planned| &planned.target.key);
    keys.map(|key| key.id.as_str()).collect()
}

async fn all(lore: &Lore) -> Vec<Target> {
    lore.targets(&Filter::default(), Sort::Newest)
        .await
        .unwrap()
}

async fn apply(lore: &Lore, plan: &Plan) -> Result<usize, Error> {
    let outcome = lore
        .apply_cleanup(plan, &Cancel::default(), &mut |_| ())
        .await?;
    assert!(outcome.refused.is_empty() && !outcome.cancelled);
    Ok(outcome.changed.len())
}

async fn edit(lore: &Lore, id: &str, edit: Edit) {
    let target = Target {
        key: EntryKey {
            repository: "shop".into(),
            id: id.into(),
        },
        guard: Guard::Any,
    };
    lore.edit(&target, &edit).await.unwrap();
}

/// A store of old entries, and what opened it.
async fn store() -> (TempDir, Lore) {
    let folder = TempDir::new().unwrap();
    write(folder.path(), "shop", &rows(), false).await;
    let lore = Lore::open(folder.path()).await.unwrap();
    (folder, lore)
}

#[tokio::test]
async fn a_plan_takes_what_is_old_and_nothing_else() {
    let (_folder, lore) = store().await;
    let plan = lore.plan_cleanup(&policy(), "older than x").await.unwrap();
    assert_eq!(
        ids(&plan),
        ["b", "a"],
        "the oldest first, by their time zones"
    );
    assert_eq!(
        (plan.spared.pinned, plan.rule.as_str()),
        (1, "older than x")
    );
    assert_eq!(plan.entries[1].excerpt, "text of a");

    let mut with_system = policy();
    with_system.filter.kinds = vec!["system".into(), "issue".into()];
    assert_eq!(
        ids(&lore.plan_cleanup(&with_system, "").await.unwrap()),
        ["b"]
    );

    let mut sparing = policy();
    sparing.protected_types = vec!["issue".into()];
    assert_eq!(ids(&lore.plan_cleanup(&sparing, "").await.unwrap()), ["a"]);
    sparing.keep_newest = 4;
    assert_eq!(
        ids(&lore.plan_cleanup(&sparing, "").await.unwrap()),
        [""; 0]
    );
}

#[tokio::test]
async fn the_bound_itself_stays() {
    let (_folder, lore) = store().await;
    let mut policy = policy();
    // `b` was written at 2020-01-31T09:00:00Z.
    for (before, expected) in [
        ("2020-01-31T09:00:00Z", vec![]),
        ("2020-01-31T09:00:00.000001Z", vec!["b"]),
        ("2020-01-31T12:00:00Z", vec!["b"]),
        ("2020-01-31T12:00:01Z", vec!["b", "a"]),
    ] {
        policy.before = before.parse().unwrap();
        let plan = lore.plan_cleanup(&policy, "").await.unwrap();
        assert_eq!(ids(&plan), expected, "{before}");
        let ages = lore.ages(&policy.filter).await.unwrap();
        assert_eq!(
            ages.choose(&policy).entries.len(),
            expected.len(),
            "{before}"
        );
    }
}

#[tokio::test]
async fn a_plan_comes_true_and_can_be_undone() {
    let (_folder, lore) = store().await;
    let before = all(&lore).await;
    let plan = lore.plan_cleanup(&policy(), "older than x").await.unwrap();
    assert_eq!(apply(&lore, &plan).await.unwrap(), 2);
    let left: Vec<String> = all(&lore)
        .await
        .into_iter()
        .map(|target| target.key.id)
        .collect();
    assert_eq!(left.len(), before.len() - 2);
    assert!(!left.contains(&"a".to_owned()) && left.contains(&"pinned".to_owned()));

    let change = lore.last_change().await.unwrap().unwrap();
    assert_eq!((change.action, change.entries), (Action::Cleanup, 2));
    assert!(change.detail.contains("older than x"), "{}", change.detail);

    lore.undo(None, &Cancel::default(), &mut |_| ())
        .await
        .unwrap();
    assert_eq!(all(&lore).await, before);
    // What was undone can be planned and done again.
    assert_eq!(apply(&lore, &plan).await.unwrap(), 2);
}

#[tokio::test]
async fn nothing_is_touched_once_an_entry_changed_was_pinned_or_is_gone() {
    let edits: [(&str, Edit); 3] = [
        (
            "pinned",
            Edit {
                metadata: Some(r#"{"pinned":true}"#.into()),
                ..Edit::default()
            },
        ),
        (
            "retagged",
            Edit {
                kind: Some("decision".into()),
                ..Edit::default()
            },
        ),
        (
            "rewritten",
            Edit {
                text: Some("new".into()),
                ..Edit::default()
            },
        ),
    ];
    for (what, change) in edits {
        let (_folder, lore) = store().await;
        let plan = lore.plan_cleanup(&policy(), "").await.unwrap();
        edit(&lore, "a", change).await;
        let before = all(&lore).await;
        let error = apply(&lore, &plan).await.unwrap_err();
        assert!(matches!(error, Error::Conflict(_)), "{what}: {error}");
        assert!(
            error.to_string().contains("1 entry") && error.to_string().contains("(a)"),
            "{error}"
        );
        assert_eq!(all(&lore).await, before, "{what}");
    }

    let (_folder, lore) = store().await;
    let plan = lore.plan_cleanup(&policy(), "").await.unwrap();
    let gone = vec![plan.entries[0].target.clone()];
    lore.delete(&gone, Action::Delete, "", &Cancel::default(), &mut |_| ())
        .await
        .unwrap();
    let before = all(&lore).await;
    assert!(matches!(apply(&lore, &plan).await, Err(Error::Conflict(_))));
    assert_eq!(all(&lore).await, before);
}

#[tokio::test]
async fn a_plan_that_somebody_made_up_takes_no_pinned_and_no_undated_entry() {
    let (_folder, lore) = store().await;
    let plan = lore.plan_cleanup(&policy(), "").await.unwrap();
    for id in ["pinned", "undated"] {
        let mut forged = plan.clone();
        let all = all(&lore).await;
        forged.entries[0].target = all.into_iter().find(|target| target.key.id == id).unwrap();
        assert!(
            matches!(apply(&lore, &forged).await, Err(Error::Conflict(_))),
            "{id}"
        );
    }
}

#[tokio::test]
async fn a_retention_policy_has_an_age_for_each_type() {
    let (folder, lore) = store().await;
    let young: DateTime<Utc> = Utc::now() - chrono::TimeDelta::days(40);
    let rows = ["issue", "decision", "pattern"].map(|kind| ForeignRow {
        kind: Some(kind.to_owned()),
        timestamp: Some(young.to_rfc3339()),
        ..old(&format!("young-{kind}"))
    });
    write(folder.path(), "shop", &rows, false).await;
    let retention = Retention {
        older_than: vec![("issue".into(), "30d".into()), ("*".into(), "1y".into())],
        protect: vec!["decision".into()],
        ..Retention::default()
    };
    let plan = lore.plan_retention(&retention, "tidy").await.unwrap();
    assert_eq!(ids(&plan), ["b", "a", "young-issue"]);
    assert!(
        plan.rule.starts_with("policy tidy: issue older than 30d"),
        "{}",
        plan.rule
    );
}

#[tokio::test]
async fn a_plan_is_written_over_nothing_and_for_its_owner_alone() {
    let (folder, lore) = store().await;
    let plan = lore.plan_cleanup(&policy(), "x").await.unwrap();
    let path = folder.path().join("plan.jsonl");
    plan_file::save(&plan, &path).unwrap();
    assert_eq!(plan_file::load(&path).unwrap(), plan);
    assert_private(&path);
    let error = plan_file::save(&plan, &path).unwrap_err().to_string();
    assert!(error.contains("exists"), "{error}");
    assert!(plan_file::check_free(&path).is_err());
    assert!(plan_file::save(&plan, &folder.path().join("no/such/plan")).is_err());
    assert!(matches!(
        plan_file::load(&folder.path().join("none")),
        Err(Error::NotFound(_))
    ));
}

#[cfg(unix)]
fn assert_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}

#[cfg(not(unix))]
fn assert_private(_: &Path) {}
