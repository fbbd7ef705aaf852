//! Vectors for entries that are stored: of the model in use, for each table that they go into.

use std::sync::Arc;

use super::Models;
use crate::embed::{Embedding, Identity, MODEL, Result};

/// The vectors of one text, for the tables that they go into.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Vectors {
    /// What fits the shared table.
    pub shared: Embedding,
    /// Name of the model that made it.
    pub model: Arc<str>,
    /// What goes beside it, when the model in use is a wider one.
    pub wide: Option<Wide>,
}

/// The vectors of one text that do not fit the shared table.
#[derive(Debug, Clone, PartialEq)]
pub struct Wide {
    /// The model that made them.
    pub model: Identity,
    /// Of the text and its later windows, in order.
    pub vectors: Vec<Vec<f32>>,
}

impl Models {
    /// The vectors of texts for the tables that they go into, in their order. Should the model in use
    /// not be had, they are the bundled one's: no text must be lost for want of a vector.
    pub async fn documents(&self, texts: Vec<String>) -> Result<Vec<Vectors>> {
        let chosen = match self.0.chosen.identity().await {
            Ok(identity) if *identity.name == *MODEL => return self.bundled(texts).await,
            Ok(identity) => self
                .0
                .chosen
                .embed_documents(texts.clone())
                .await
                .map(|embeddings| (identity, embeddings)),
            Err(error) => Err(error),
        };
        let (identity, embeddings) = match chosen {
            Ok(made) => made,
            Err(error) => {
                tracing::warn!(%error, "the bundled model makes the vectors");
                return self.bundled(texts).await;
            }
        };
        if identity.is_shared() {
            let model = &identity.name;
            return Ok(embeddings
                .into_iter()
                .map(|shared| Vectors {
                    shared,
                    model: Arc::clone(model),
                    wide: None,
                })
                .collect());
        }
        let mut vectors = self.bundled(texts).await?;
        for (vectors, Embedding { vector, mut parts }) in vectors.iter_mut().zip(embeddings) {
            parts.insert(0, vector);
            vectors.wide = Some(Wide {
                model: identity.clone(),
                vectors: parts,
            });
        }
        Ok(vectors)
    }

    /// The vectors of one text.
    pub async fn document(&self, text: String) -> Result<Vectors> {
        let mut vectors = self.documents(vec![text]).await?;
        // One text in is one embedding out.
        Ok(vectors.pop().unwrap_or_default())
    }

    async fn bundled(&self, texts: Vec<String>) -> Result<Vec<Vectors>> {
        let model: Arc<str> = MODEL.into();
        let embeddings = self.0.bundled.embed_documents(texts).await?;
        Ok(embeddings
            .into_iter()
            .map(|shared| Vectors {
                shared,
                model: Arc::clone(&model),
                wide: None,
            })
            .collect())
    }
}
