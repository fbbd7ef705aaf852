//! Questions in SQL.

use futures::future::try_join_all;

use super::{Lore, Result};
use crate::store::{Repository, SqlQuery, SqlRows};

/// The rows of an answer, read as they are found.
#[derive(Debug)]
pub struct Answer(SqlRows);

impl Lore {
    /// Asks a question over `entries`, all repositories as they are now. Nothing can be changed, no
    /// file can be read, and memory and time are bounded.
    ///
    /// # Errors
    /// [`super::Error::Invalid`] when it makes no sense, or is no question.
    pub async fn sql(&self, query: &SqlQuery) -> Result<Answer> {
        let repositories = self.store.repositories().await?;
        let snapshots = try_join_all(repositories.iter().map(Repository::snapshot)).await?;
        Ok(Answer(SqlRows::of(&snapshots, query).await?))
    }
}

impl Answer {
    /// The names of the columns, no two alike.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        self.0.columns()
    }

    /// The next rows, each with a value a column; `None` after the last.
    ///
    /// # Errors
    /// When it takes too long or too much memory, or cannot be computed.
    pub async fn next(&mut self) -> Result<Option<Vec<Vec<serde_json::Value>>>> {
        Ok(self.0.next().await?)
    }
}
