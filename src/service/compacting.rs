//! What agents do around a compaction of their conversation: write down what matters before, and read
//! it after.

use chrono::SecondsFormat;
use serde_json::json;

use super::{Lore, Result, Stored, Submission};
use crate::{
    clock,
    domain::{
        compaction::{Recollection, passages},
        entry::NewEntry,
        search::{SearchRequest, Sort},
    },
};

/// Entries that are looked for and listed when nobody says how many.
pub const RECOLLECTED: usize = 10;

impl Lore {
    /// Stores what is worth keeping of a conversation, see [`passages`], each paragraph as an entry of
    /// this project and session. Tells of each what became of it, in order.
    ///
    /// # Errors
    /// As [`Lore::store_many`].
    pub async fn keep_conversation(
        &self,
        conversation: &str,
        repository: Option<&str>,
        project: &str,
        session: &str,
    ) -> Vec<Result<Stored>> {
        let now = clock::now().to_rfc3339_opts(SecondsFormat::Millis, true);
        let submissions = passages(conversation).map(|passage| Submission {
            repository: repository.map(str::to_owned),
            entry: NewEntry {
                text: passage.text.to_owned(),
                kind: passage.kind.to_owned(),
                project_id: project.to_owned(),
                session_id: session.to_owned(),
                agent: passage.agent.to_owned(),
                metadata: json!({
                    "conversationIndex": passage.index,
                    "extractedAt": now,
                })
                .to_string(),
            },
        });
        self.store_many(submissions.collect()).await
    }

    /// What helps to go on with a task: what is found for it, and what was written down last, each as
    /// many entries as the request allows.
    ///
    /// # Errors
    /// [`Error::Invalid`](super::Error::Invalid) when the task says nothing.
    pub async fn recollect(&self, task: &SearchRequest) -> Result<Recollection> {
        let found = self.search(task).await?;
        let recent = self
            .list(&task.filter, Sort::Newest)
            .await?
            .page(0, task.limit)
            .await?;
        Ok(Recollection {
            hits: found.hits,
            recent,
        })
    }
}
