//! Rows as other programs write them: nulls, no ids, one id twice, other shapes of tables.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int32Array, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use lance::dataset::{InsertBuilder, WriteMode, WriteParams};
use lore::{
    domain::{
        change::{Action, Edit, Guard, Target},
        entry::{Entry, EntryKey},
        filter::Filter,
        search::Sort,
    },
    service::{Cancel, Error},
};

use super::world::{World, delete, kind};
use crate::tables::{self, ForeignRow};

/// One row for each column that can be null, one with nothing but an id, and one without that.
fn broken() -> Vec<ForeignRow> {
    let row = |id: &str| ForeignRow::new(id, &format!("text of {id}"));
    let mut rows = vec![row("whole")];
    let nulls: [fn(&mut ForeignRow); 7] = [
        |row| row.text = None,
        |row| row.kind = None,
        |row| row.project_id = None,
        |row| row.session_id = None,
        |row| row.agent = None,
        |row| row.timestamp = None,
        |row| row.metadata = None,
    ];
    for (number, null) in nulls.into_iter().enumerate() {
        let mut broken = row(&format!("null-{number}"));
        null(&mut broken);
        rows.push(broken);
    }
    let mut vectorless = row("no-vector");
    vectorless.no_vector = true;
    rows.push(vectorless);
    rows.push(ForeignRow {
        id: Some("bare".into()),
        no_vector: true,
        ..ForeignRow::default()
    });
    let mut undated = row("undated");
    undated.timestamp = Some("some day".into());
    undated.metadata = Some("{no json".into());
    rows.push(undated);
    rows
}

async fn world_of(rows: &[ForeignRow], wide: bool) -> World {
    let world = World::new().await;
    tables::write(world.folder.path(), "r", rows, wide).await;
    world
}

#[tokio::test]
async fn broken_rows_are_deleted_edited_and_brought_back_as_they_were() {
    for wide in [false, true] {
        let world = world_of(&broken(), wide).await;
        let before = world.rows("r").await;
        let entries = world.entries().await;
        assert_eq!(entries.len(), broken().len());

        let outcome = world.delete(&entries).await;
        assert_eq!(outcome.changed.len(), entries.len());
        assert_eq!(world.rows("r").await, []);
        world.undo().await.unwrap();
        assert_eq!(world.rows("r").await, before);

        for entry in &entries {
            let (_, edited) = world
                .lore
                .edit(&entry.target(), &kind("my type"))
                .await
                .unwrap();
            assert_eq!(edited.kind, "my type");
            let mut nulls = entry.null_columns.clone();
            nulls.retain(|column| *column != "type");
            assert_eq!(edited.null_columns, nulls);
        }
        for _ in &entries {
            world.undo().await.unwrap();
        }
        assert_eq!(world.rows("r").await, before);
    }
}

#[tokio::test]
async fn what_is_broken_may_stay_so_but_nothing_new_may_be() {
    let world = world_of(&broken(), false).await;
    let undated = world.one("undated").await.unwrap();
    let all = Edit {
        agent: Some("go".into()),
        metadata: Some(undated.metadata.clone()),
        text: Some(undated.text.clone()),
        ..Edit::default()
    };
    let (_, edited) = world.lore.edit(&undated.target(), &all).await.unwrap();
    assert_eq!(
        (edited.agent.as_str(), edited.metadata.as_str()),
        ("go", "{no json")
    );
    let worse = Edit {
        metadata: Some("{no json either".into()),
        ..Edit::default()
    };
    let refused = world.lore.edit(&edited.target(), &worse).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    // A null that gets its own empty text is no change.
    let empty = world.one("null-4").await.unwrap();
    let edit = Edit {
        agent: Some(String::new()),
        ..Edit::default()
    };
    let same = world.lore.edit(&empty.target(), &edit).await;
    assert!(matches!(same, Err(Error::Conflict(_))), "{same:?}");
}

#[tokio::test]
async fn rows_without_an_id_are_told_apart_by_what_they_say() {
    let mut rows = vec![ForeignRow::new("", "one"), ForeignRow::new("", "two")];
    rows[0].id = None;
    let world = world_of(&rows, false).await;
    let before = world.rows("r").await;
    let entries = world.entries().await;
    let one = entries.iter().find(|entry| entry.text == "one").unwrap();
    let outcome = world.delete(std::slice::from_ref(one)).await;
    assert_eq!(outcome.changed.len(), 1);
    assert_eq!(world.entries().await.len(), 1);
    assert_eq!(world.entries().await[0].text, "two");
    world.undo().await.unwrap();
    assert_eq!(world.rows("r").await, before);
    world.delete(&entries).await;
    world.restore(&entries).await.unwrap();
    assert_eq!(world.rows("r").await, before);
}

#[tokio::test]
async fn of_two_rows_of_one_id_the_guard_picks_one() {
    let rows = [
        ForeignRow::new("twin", "one"),
        ForeignRow::new("twin", "two"),
        ForeignRow::new("other", "three"),
    ];
    let world = world_of(&rows, false).await;
    let before = world.rows("r").await;
    let entries = world.entries().await;
    let any = Target {
        key: EntryKey {
            repository: "r".into(),
            id: "twin".into(),
        },
        guard: Guard::Any,
    };
    let cancel = Cancel::default();
    let refused = world
        .lore
        .delete(
            std::slice::from_ref(&any),
            Action::Delete,
            "",
            &cancel,
            &mut |_| {},
        )
        .await;
    let Err(Error::Conflict(message)) = refused else {
        panic!("{refused:?}");
    };
    assert!(message.contains("several entries have its id"), "{message}");
    let refused = world.lore.edit(&any, &kind("issue")).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");

    let one = entries.iter().find(|entry| entry.text == "one").unwrap();
    world
        .lore
        .edit(&one.target(), &kind("issue"))
        .await
        .unwrap();
    world.undo().await.unwrap();
    assert_eq!(world.rows("r").await, before);
    world.delete(std::slice::from_ref(one)).await;
    let left: Vec<_> = world
        .entries()
        .await
        .into_iter()
        .map(|entry| entry.text)
        .collect();
    assert!(left.contains(&"two".to_owned()) && !left.contains(&"one".to_owned()));
    // The twin stands there as it did before, so it is not in the way.
    world.undo().await.unwrap();
    assert_eq!(world.rows("r").await, before);
    // Both at once, there and back.
    world.delete(&entries).await;
    assert_eq!(world.trashed().await.len(), 3);
    world.undo().await.unwrap();
    assert_eq!(world.rows("r").await, before);
    world.redo().await.unwrap();
    world.restore(&entries).await.unwrap();
    assert_eq!(world.rows("r").await, before);
}

#[tokio::test]
async fn of_two_rows_that_are_the_same_one_goes() {
    let rows = [
        ForeignRow::new("twin", "one"),
        ForeignRow::new("twin", "one"),
    ];
    let world = world_of(&rows, false).await;
    let entries = world.entries().await;
    let outcome = world.delete(&entries[..1]).await;
    assert_eq!(outcome.changed.len(), 1);
    assert_eq!(world.entries().await.len(), 1);
    assert_eq!(world.trashed().await, ["twin"]);
    // Whoever looks again finds it settled right.
    assert_eq!(world.told().await, ["delete 1 Done"]);
    let again = world.entries().await;
    world.delete(&again).await;
    assert_eq!(world.trashed().await, ["twin", "twin"]);
    world.undo().await.unwrap();
    world.undo().await.unwrap();
    assert_eq!(world.entries().await.len(), 2);
}

#[tokio::test]
async fn the_start_up_row_can_be_deleted_by_name_only() {
    let mut system = ForeignRow::new("system-1-init", "up");
    system.kind = Some("system".into());
    let world = world_of(&[system, ForeignRow::new("a", "text")], false).await;
    let before = world.rows("r").await;
    let filter = Filter {
        kinds: vec!["system".into()],
        ..Filter::default()
    };
    let listing = world.lore.list(&filter, Sort::Newest).await.unwrap();
    let entries = listing.page(0, 1).await.unwrap();
    delete(&world.lore, &entries).await.unwrap();
    assert_eq!(world.rows("r").await.len(), 1);
    assert_eq!(world.trashed().await, Vec::<String>::new());
    assert_eq!(world.lore.trash(&filter).await.unwrap().len(), 1);
    world.undo().await.unwrap();
    assert_eq!(world.rows("r").await, before);
}

#[tokio::test]
async fn tables_with_stable_row_ids_are_changed_alike() {
    let world = World::new().await;
    let database = world.database("r");
    std::fs::create_dir_all(&database).unwrap();
    let table = database.join("orchestra_knowledge.lance");
    let rows: Vec<_> = (0..40)
        .map(|n| ForeignRow::new(&format!("id-{n}"), &format!("{n}")))
        .collect();
    for (number, rows) in rows.chunks(10).enumerate() {
        let params = WriteParams {
            mode: if number == 0 {
                WriteMode::Create
            } else {
                WriteMode::Append
            },
            enable_stable_row_ids: true,
            ..WriteParams::default()
        };
        InsertBuilder::new(table.to_str().unwrap())
            .with_params(&params)
            .execute(vec![tables::batch(rows, false, 384)])
            .await
            .unwrap();
    }
    let before = world.rows("r").await;
    let entries = world.entries().await;
    let (some, _): (Vec<Entry>, Vec<Entry>) = entries
        .iter()
        .cloned()
        .partition(|entry| entry.id.ends_with('3') || entry.id.starts_with("id-2"));
    for _ in 0..2 {
        world.delete(&some).await;
        assert_eq!(world.entries().await.len(), entries.len() - some.len());
        world.undo().await.unwrap();
        assert_eq!(world.rows("r").await, before);
        let targets: Vec<_> = some.iter().map(Entry::target).collect();
        let issue = kind("issue");
        let edited = world.edit_all(&targets, &issue).await;
        assert_eq!(edited.changed.len(), some.len());
        world.foreign_compact().await;
        world.undo().await.unwrap();
        assert_eq!(world.rows("r").await, before);
    }
}

/// The contract knows nine columns; what somebody added is at least not lost by an edit.
#[tokio::test]
async fn a_column_that_lore_does_not_know_survives_an_edit() {
    let world = World::new().await;
    let nine = tables::batch(
        &[ForeignRow::new("a", "x"), ForeignRow::new("b", "y")],
        false,
        384,
    );
    let mut fields = nine.schema().fields().to_vec();
    fields.push(Arc::new(Field::new("stars", DataType::Int32, true)));
    let mut columns = nine.columns().to_vec();
    columns.push(Arc::new(Int32Array::from(vec![5, 4])) as ArrayRef);
    let ten = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap();
    tables::write_batch(&world.database("r"), ten).await;
    let a = world.one("a").await.unwrap();
    world.lore.edit(&a.target(), &kind("issue")).await.unwrap();
    assert_eq!(world.foreign_count("id = 'a' AND stars = 5").await, 1);
    world.undo().await.unwrap();
    assert_eq!(world.foreign_count("id = 'a' AND stars = 5").await, 1);
    assert_eq!(world.one("a").await, Some(a));
}
