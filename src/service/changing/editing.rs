//! New values for entries.

use super::{
    Report,
    engine::Job,
    outcome::{conclude, failure},
    resolve::{Act, Work},
};
use crate::{
    domain::{
        change::{Action, ChangeId, Edit, Outcome, Target},
        entry::Entry,
        printable::printable_line,
        secret,
    },
    embed::Vectors,
    service::{Cancel, Error, Lore, Result},
    store::embeddings::{Embedded, WideEmbedded, digest, text_digest},
};

/// So many characters of a new value stand in the journal.
const TOLD: usize = 60;

impl Lore {
    /// Gives one entry new values, in one atomic step, and makes a new vector when the text
    /// changes.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] when the guard does not hold or nothing would
    /// change; [`Error::Invalid`] for values that no entry may have, and for new credentials when these
    /// are to be kept out.
    pub async fn edit(&self, target: &Target, edit: &Edit) -> Result<(ChangeId, Entry)> {
        let (edit, old) = self.without_old_values(target, edit).await?;
        edit.check()?;
        let edit = self.vetted(edit, old).await?;
        let embedding = match &edit.text {
            Some(text) => Some(self.models.document(text.clone()).await?),
            None => None,
        };
        let job = Job {
            targets: std::slice::from_ref(target),
            act: Act::Edit,
            work: Work {
                edit: Some(&edit),
                embedding: embedding.as_ref(),
            },
            action: Action::Edit,
            detail: &describe(&edit),
        };
        let (outcome, mut entries) = self.change(job, &Cancel::default(), &mut |_| {}).await?;
        let (Some(change), Some(entry)) = (outcome.change, entries.pop()) else {
            return Err(failure(&outcome.refused));
        };
        if let Some(embedding) = embedding {
            self.record(&entry, embedding).await;
        }
        Ok((change, entry))
    }

    /// Gives many entries new values. A text cannot be given to many.
    ///
    /// # Errors
    /// As for [`Lore::edit`], when no entry was changed; those that are like that already are no
    /// reason.
    pub async fn edit_all(
        &self,
        targets: &[Target],
        edit: &Edit,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Outcome> {
        if edit.text.is_some() {
            return Err(Error::Invalid(
                "a text cannot be given to many entries at once; edit them one by one".to_owned(),
            ));
        }
        edit.check()?;
        let edit = &self.vetted(edit.clone(), None).await?;
        let job = Job {
            targets,
            act: Act::Edit,
            work: Work {
                edit: Some(edit),
                embedding: None,
            },
            action: Action::Edit,
            detail: &describe(edit),
        };
        let (outcome, _) = self.change(job, cancel, progress).await?;
        conclude(outcome)
    }

    /// What of an edit is new to the entry, which comes with it: values that it has, however odd, are not
    /// checked.
    async fn without_old_values(
        &self,
        target: &Target,
        edit: &Edit,
    ) -> Result<(Edit, Option<Entry>)> {
        let repository = self.store.repository(&target.key.repository).await?;
        let found = repository.snapshot().await?.find(&target.key.id).await?;
        let Some(entry) = found.into_iter().find(|entry| target.admits(entry)) else {
            // Why not is found out under the lock.
            return Ok((edit.clone(), None));
        };
        let new = |value: &Option<String>, old: &String| value.clone().filter(|new| new != old);
        let edit = Edit {
            text: new(&edit.text, &entry.text),
            kind: new(&edit.kind, &entry.kind),
            project_id: new(&edit.project_id, &entry.project_id),
            session_id: new(&edit.session_id, &entry.session_id),
            agent: new(&edit.agent, &entry.agent),
            metadata: new(&edit.metadata, &entry.metadata),
        };
        Ok((edit, Some(entry)))
    }

    /// Writes down which model made an entry's new vector. Without it the entry counts as not
    /// embedded, which re-embedding makes up for.
    pub(super) async fn record(&self, entry: &Entry, vectors: Vectors) {
        // No record could name a row without an id.
        if entry.id.is_empty() {
            return;
        }
        let made = Embedded {
            id: entry.id.clone(),
            model: vectors.model,
            digest: digest(&entry.text, &vectors.shared.vector),
            parts: vectors.shared.parts,
        };
        let written = async {
            let repository = self.store.repository(&entry.repository).await?;
            let embeddings = repository.embeddings();
            if let Some(wide) = vectors.wide {
                let made = WideEmbedded {
                    id: entry.id.clone(),
                    digest: text_digest(&entry.text),
                    vectors: wide.vectors,
                };
                let (model, width) = (&wide.model.name, wide.model.width);
                embeddings.write_wide(model, width, &[made]).await?;
            }
            embeddings.write(&[made]).await
        };
        let written = written.await;
        if let Err(error) = written {
            tracing::warn!(id = entry.id, %error, "no record of the entry's vector");
        }
    }

    /// The same for texts that came back with their vectors, if it was the current model that
    /// made these.
    pub(super) async fn record_returned(&self, returned: Vec<(Entry, Vec<f32>)>) -> Result<()> {
        for (entry, vector) in returned {
            let vectors = self.models.document(entry.text.clone()).await?;
            if vectors.shared.vector == vector {
                self.record(&entry, vectors).await;
            }
        }
        Ok(())
    }
}

/// What the journal tells of an edit: short values, but of text and metadata only that they are new.
fn describe(edit: &Edit) -> String {
    let told: Vec<String> = [
        ("type", &edit.kind, true),
        ("project", &edit.project_id, true),
        ("session", &edit.session_id, true),
        ("agent", &edit.agent, true),
        ("text", &edit.text, false),
        ("metadata", &edit.metadata, false),
    ]
    .into_iter()
    .filter_map(|(name, value, tells)| {
        let value = value.as_ref()?;
        Some(if tells {
            let value: String = secret::mask(value).chars().take(TOLD).collect();
            format!("{name}={}", printable_line(&value))
        } else {
            name.to_owned()
        })
    })
    .collect();
    told.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_journal_holds_no_text() {
        let edit = Edit {
            text: Some("secret".into()),
            kind: Some("issue".into()),
            metadata: Some("{\"a\":1}".into()),
            agent: Some("x\n".repeat(100)),
            ..Edit::default()
        };
        let told = describe(&edit);
        assert!(told.starts_with("type=issue, agent=x x "), "{told}");
        assert!(
            told.ends_with(", text, metadata") && told.len() < 120,
            "{told}"
        );
    }
}
