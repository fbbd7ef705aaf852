//! What is killed: a store, and one change of each kind.

use std::path::Path;

use lore::{
    domain::{
        change::{Action, Edit, Target},
        cleanup::Policy,
        entry::EntryKey,
        filter::Filter,
        search::Sort,
    },
    service::{Cancel, Lore},
    store::{NewRow, Store, schema::VECTOR_WIDTH},
};

/// The repositories, so that a change can be cut off between them.
const REPOSITORIES: [&str; 2] = ["one", "two"];

/// An entry of each repository that no deed touches.
pub const PROBES: [&str; 2] = ["probe-one", "probe-two"];

/// Entries of each repository, where a deed has no need of more.
const ENTRIES: usize = 150;

/// Entries that take several batches.
const THOUSANDS: usize = 9000;

/// A change of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    EditText,
    EditMany,
    Delete,
    DeleteThousands,
    Cleanup,
    Restore,
    UndoDelete,
    UndoEdit,
    RedoDelete,
    EmptyTrash,
}

impl Deed {
    const ALL: [Self; 10] = [
        Self::EditText,
        Self::EditMany,
        Self::Delete,
        Self::DeleteThousands,
        Self::Cleanup,
        Self::Restore,
        Self::UndoDelete,
        Self::UndoEdit,
        Self::RedoDelete,
        Self::EmptyTrash,
    ];

    pub fn named(name: &str) -> Self {
        let mut all = Self::ALL.into_iter();
        all.find(|deed| format!("{deed:?}") == name).unwrap()
    }

    /// What the journal calls it.
    pub fn action(self) -> Action {
        match self {
            Self::EditText | Self::EditMany => Action::Edit,
            Self::Delete | Self::DeleteThousands => Action::Delete,
            Self::Cleanup => Action::Cleanup,
            Self::Restore => Action::Restore,
            Self::UndoDelete | Self::UndoEdit => Action::Undo,
            Self::RedoDelete => Action::Redo,
            Self::EmptyTrash => Action::EmptyTrash,
        }
    }
}

fn row(id: String, number: usize, project: &str) -> NewRow {
    NewRow {
        text: format!("Entry {id} says \"so\" \u{1f980}\n").repeat(1 + number % 5),
        vector: (0..VECTOR_WIDTH)
            .map(|at| ((at + number) % 17) as f32 * 0.25 - 1.0)
            .collect(),
        kind: if number.is_multiple_of(3) {
            "issue"
        } else {
            "decision"
        }
        .into(),
        project_id: project.to_owned(),
        session_id: String::new(),
        agent: "qa".into(),
        timestamp: format!("2026-01-01T00:00:{:02}.{number:06}Z", number % 60),
        metadata: format!("{{\"n\":{number}}}"),
        id,
    }
}

/// Makes the store, and all that has to be before the deed.
pub async fn prepare(folder: &Path, deed: Deed) {
    let store = Store::open_or_create(folder).await.unwrap();
    let entries = if deed == Deed::DeleteThousands {
        THOUSANDS
    } else {
        ENTRIES
    };
    for (name, probe) in REPOSITORIES.into_iter().zip(PROBES) {
        let repository = store.repository_or_create(name).await.unwrap();
        let rows: Vec<NewRow> = (0..entries)
            .map(|number| row(format!("{name}-{number}"), number, "deeds"))
            .collect();
        // Several files, as a store that was written to has.
        for some in rows.chunks(entries.div_ceil(3)) {
            repository.append(some).await.unwrap();
        }
        let probe = row(probe.to_owned(), 1, "probes");
        repository.append(&[probe]).await.unwrap();
    }
    let lore = Lore::open(folder).await.unwrap();
    match deed {
        Deed::Restore | Deed::UndoDelete | Deed::EmptyTrash => delete(&lore).await,
        Deed::UndoEdit => edit(&lore).await,
        Deed::RedoDelete => {
            delete(&lore).await;
            undo(&lore).await;
        }
        _ => {}
    }
}

/// Does it.
pub async fn act(folder: &Path, deed: Deed) {
    let lore = Lore::open(folder).await.unwrap();
    let cancel = Cancel::default();
    match deed {
        Deed::EditText => {
            let entry = lore.find("one-7").await.unwrap().remove(0);
            let edit = Edit {
                text: Some("Something else altogether.".into()),
                ..Edit::default()
            };
            lore.edit(&entry.target(), &edit).await.unwrap();
        }
        Deed::EditMany => edit(&lore).await,
        Deed::Delete | Deed::DeleteThousands => delete(&lore).await,
        Deed::Cleanup => {
            let policy = Policy {
                before: "2026-01-01T00:00:30Z".parse().unwrap(),
                filter: deeds(),
                keep_newest: 3,
                protected_types: vec!["issue".into()],
            };
            let plan = lore.plan_cleanup(&policy, "older").await.unwrap();
            lore.apply_cleanup(&plan, &cancel, &mut |_| ())
                .await
                .unwrap();
        }
        Deed::Restore => {
            let trash = lore.trash(&Filter::default()).await.unwrap();
            let keys: Vec<EntryKey> = trash.iter().map(|one| one.entry.key()).collect();
            lore.restore(&keys, &cancel, &mut |_| ()).await.unwrap();
        }
        Deed::UndoDelete | Deed::UndoEdit => undo(&lore).await,
        Deed::RedoDelete => {
            lore.redo(None, &cancel, &mut |_| ()).await.unwrap();
        }
        Deed::EmptyTrash => {
            Box::pin(lore.empty_trash(None)).await.unwrap();
        }
    }
}

fn deeds() -> Filter {
    Filter {
        projects: vec!["deeds".into()],
        ..Filter::default()
    }
}

/// Those of type `decision`, in both repositories.
async fn targets(lore: &Lore) -> Vec<Target> {
    let filter = Filter {
        kinds: vec!["decision".into()],
        ..deeds()
    };
    lore.targets(&filter, Sort::Newest).await.unwrap()
}

async fn delete(lore: &Lore) {
    let (targets, cancel) = (targets(lore).await, Cancel::default());
    lore.delete(&targets, Action::Delete, "", &cancel, &mut |_| ())
        .await
        .unwrap();
}

async fn edit(lore: &Lore) {
    let edit = Edit {
        kind: Some("pattern".into()),
        project_id: Some("moved".into()),
        ..Edit::default()
    };
    let (targets, cancel) = (targets(lore).await, Cancel::default());
    lore.edit_all(&targets, &edit, &cancel, &mut |_| ())
        .await
        .unwrap();
}

async fn undo(lore: &Lore) {
    lore.undo(None, &Cancel::default(), &mut |_| ())
        .await
        .unwrap();
}
