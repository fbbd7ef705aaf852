//! The tables that can be asked: all repositories as one.

use std::sync::Arc;

use arrow_schema::DataType;
use datafusion::{
    common::Column as Name,
    error::DataFusionError,
    execution::context::SessionContext,
    prelude::{DataFrame, Expr, cast, lit},
};
use lance::datafusion::LanceTableProvider;

use super::BATCH_ROWS;
use crate::{
    domain::kind,
    store::{Column, Snapshot},
};

/// Every entry; rows of type `system` are hidden, as everywhere.
const ENTRIES: &str = "entries";

/// Every row, those of type `system` too.
const ALL_ROWS: &str = "all_rows";

/// The column that tells the repository.
const REPOSITORY: &str = "repository";

type Result<T> = std::result::Result<T, DataFusionError>;

/// Makes the tables known.
pub(super) fn register(
    context: &SessionContext,
    snapshots: &[Snapshot],
    vectors: bool,
) -> Result<()> {
    let mut all: Option<DataFrame> = None;
    for snapshot in snapshots {
        let rows = rows(context, snapshot, vectors)?;
        all = Some(match all {
            Some(others) => others.union(rows)?,
            None => rows,
        });
    }
    let Some(all) = all else {
        return Err(DataFusionError::Plan(
            "the store has no repository that can be read".to_owned(),
        ));
    };
    let kind = column(Column::Kind);
    let shown = kind.clone().not_eq(lit(kind::SYSTEM)).or(kind.is_null());
    context.register_table(ENTRIES, all.clone().filter(shown)?.into_view())?;
    context.register_table(ALL_ROWS, all.into_view())?;
    Ok(())
}

/// The rows of one repository, with its name.
fn rows(context: &SessionContext, snapshot: &Snapshot, vectors: bool) -> Result<DataFrame> {
    let table = LanceTableProvider::new(Arc::clone(&snapshot.dataset), false, false)
        .with_batch_size(BATCH_ROWS);
    let mut columns = vec![lit(&*snapshot.repository).alias(REPOSITORY)];
    for one in Column::ALL {
        if one == Column::Vector {
            if vectors {
                columns.push(column(one));
            }
            continue;
        }
        let field = snapshot.dataset.schema().field(one.name());
        // Tables of other programs may have the wider kind of text.
        let is_plain = field.is_some_and(|field| field.data_type() == DataType::Utf8);
        columns.push(if is_plain {
            column(one)
        } else {
            cast(column(one), DataType::Utf8).alias(one.name())
        });
    }
    context.read_table(Arc::new(table))?.select(columns)
}

fn column(column: Column) -> Expr {
    Expr::Column(Name::from_name(column.name()))
}
