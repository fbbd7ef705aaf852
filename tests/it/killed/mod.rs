//! Changes that are killed at many moments leave every entry in the table or in the trash, whole;
//! the journal tells the truth, and the way back is open.
//!
//! What dies is this very test binary, started again for one hidden test.

mod crowd;
mod deed;
mod picture;
pub mod victim;

use std::{fs, path::Path};

use lore::{
    domain::change::{Action, Change, ChangeId, ChangeState, Edit},
    service::{Cancel, Lore},
};
use tempfile::TempDir;

use deed::{Deed, PROBES};
use picture::Picture;
use victim::Victim;

/// Events between two kills of a deed. With one, every event of every deed is followed by a kill:
/// some 700 kills, which take minutes.
const STRIDE: usize = 2;

/// The same for a deed that makes many files in several batches.
const LONG_STRIDE: usize = 8;

/// Fewest kills of a deed.
const KILLS: usize = 4;

/// What a deed starts from and what it comes to.
struct Stage {
    template: TempDir,
    deed: Deed,
    before: Picture,
    after: Picture,
    /// How long the journal is before the deed.
    lines: usize,
}

impl Stage {
    async fn set(deed: Deed) -> Self {
        let template = TempDir::new().unwrap();
        deed::prepare(template.path(), deed).await;
        let whole = TempDir::new().unwrap();
        copy(template.path(), whole.path());
        let status = Victim::start(whole.path(), deed).wait();
        assert!(status.success(), "{deed:?} failed when nobody killed it");
        let before = Picture::of(template.path()).await;
        let after = Picture::of(whole.path()).await;
        assert!(before.differences(&after) > 0, "{deed:?} does nothing");
        let (_, lines) = open(template.path()).await.log(None).await.unwrap();
        Self {
            template,
            deed,
            before,
            after,
            lines,
        }
    }

    /// Kills the deed at one moment and looks at what it left; says whether it came to its end.
    async fn kill_at(&self, events: usize) -> bool {
        let folder = TempDir::new().unwrap();
        let store = folder.path();
        copy(self.template.path(), store);
        let done = Victim::start(store, self.deed).kill_after(events);
        let context = format!("{:?} killed after {events} events", self.deed);

        // Who only reads sees all of it right.
        let left = Picture::of(store).await;
        left.assert_between(&self.before, &self.after, &context);
        let changed = self.before.differences(&left);
        self.assert_told(store, changed, &[], &context).await;

        let lore = open(store).await;
        if self.deed.action().is_first_hand() {
            let probes = self.settle(&lore, store, &left, &context).await;
            self.assert_told(store, changed, &probes, &context).await;
        }
        Box::pin(self.there_and_back(&lore, store, &left, &context)).await;
        done
    }

    /// The next change settles what was cut off, at once, and what readers saw stays true.
    /// Tells which changes that took.
    async fn settle(
        &self,
        lore: &Lore,
        store: &Path,
        left: &Picture,
        context: &str,
    ) -> Vec<ChangeId> {
        let probes = touch_probes(lore).await;
        let settled = Picture::of(store).await;
        assert_eq!(settled.without_probes(), left.without_probes(), "{context}");
        let (log, _) = lore.log(None).await.unwrap();
        assert!(
            log.iter()
                .all(|change| change.state != ChangeState::Unfinished),
            "{context}: {log:?}"
        );
        for _ in PROBES {
            undo(lore).await;
        }
        Picture::of(store).await.assert_is(left, context);
        probes
    }

    /// The journal tells how many entries changed, whether or not anybody settled it.
    async fn assert_told(&self, store: &Path, changed: usize, others: &[ChangeId], context: &str) {
        let (log, _) = open(store).await.log(None).await.unwrap();
        let told: Vec<&Change> = (log.iter().rev().skip(self.lines))
            .filter(|change| change.action == self.deed.action())
            .filter(|change| !others.contains(&change.id))
            .collect();
        let entries: usize = told.iter().map(|change| change.entries).sum();
        assert_eq!(entries, changed, "{context}: {log:#?}");
        assert!(told.len() <= 1, "{context}: {told:?}");
    }

    /// What was cut off can be taken back, or made again, to the last bit.
    async fn there_and_back(&self, lore: &Lore, store: &Path, left: &Picture, context: &str) {
        let is_before = left.table == self.before.table;
        let aim = match self.deed.action() {
            // For good; what is left can be erased with the next.
            Action::EmptyTrash => {
                Box::pin(lore.empty_trash(None)).await.unwrap();
                &self.after
            }
            Action::Undo if is_before => {
                undo(lore).await;
                &self.after
            }
            Action::Undo => {
                redo(lore).await;
                &self.before
            }
            Action::Redo if is_before => {
                redo(lore).await;
                &self.after
            }
            // The deed itself is what changed nothing: there is nothing to take back.
            _ if is_before => return,
            _ => {
                undo(lore).await;
                &self.before
            }
        };
        let now = Picture::of(store).await;
        now.assert_is(aim, context);
    }
}

async fn open(store: &Path) -> Lore {
    Lore::open(store).await.unwrap()
}

async fn undo(lore: &Lore) {
    let (change, outcome) = lore
        .undo(None, &Cancel::default(), &mut |_| ())
        .await
        .unwrap();
    assert_eq!(outcome.refused, [], "{change:?}");
}

async fn redo(lore: &Lore) {
    let (change, outcome) = lore
        .redo(None, &Cancel::default(), &mut |_| ())
        .await
        .unwrap();
    assert_eq!(outcome.refused, [], "{change:?}");
}

/// Changes an entry of each repository that no deed touches.
async fn touch_probes(lore: &Lore) -> Vec<ChangeId> {
    let mut changes = Vec::new();
    for probe in PROBES {
        let entry = lore.find(probe).await.unwrap().remove(0);
        let edit = Edit {
            agent: Some("reviewer".into()),
            ..Edit::default()
        };
        let (change, _) = lore.edit(&entry.target(), &edit).await.unwrap();
        changes.push(change);
    }
    changes
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

async fn walk(deed: Deed) {
    let stage = Stage::set(deed).await;
    let mut kills = 0;
    let stride = match deed {
        Deed::DeleteThousands => LONG_STRIDE,
        _ => STRIDE,
    };
    while !Box::pin(stage.kill_at(1 + kills * stride)).await {
        kills += 1;
    }
    println!("{deed:?}: killed {kills} times");
    assert!(kills >= KILLS, "{deed:?}: killed {kills} times only");
}

macro_rules! walks {
    ($($name:ident: $deed:expr,)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
        async fn $name() {
            walk($deed).await;
        }
    )*};
}

walks! {
    an_edit_of_a_text: Deed::EditText,
    an_edit_of_many: Deed::EditMany,
    a_deletion: Deed::Delete,
    a_deletion_in_many_batches: Deed::DeleteThousands,
    a_cleanup: Deed::Cleanup,
    a_restoration: Deed::Restore,
    an_undo_of_a_deletion: Deed::UndoDelete,
    an_undo_of_an_edit: Deed::UndoEdit,
    a_redo_of_a_deletion: Deed::RedoDelete,
    an_emptying_of_the_trash: Deed::EmptyTrash,
}
