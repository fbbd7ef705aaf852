//! A loaded model, whatever runs it.

use super::{Embedding, Identity, Result, network::Network, onnx::OnnxModel, worker::Demand};

/// A model in memory.
pub(super) struct Loaded {
    pub(super) identity: Identity,
    backend: Backend,
}

enum Backend {
    /// The bundled model, on rten.
    Bundled(Box<Network>),
    /// Any other, on ONNX Runtime.
    Onnx(Box<OnnxModel>),
}

impl Loaded {
    pub(super) fn bundled() -> Result<Self> {
        Ok(Self {
            identity: Identity::bundled(),
            backend: Backend::Bundled(Box::new(Network::load()?)),
        })
    }

    pub(super) fn onnx(identity: Identity, model: OnnxModel) -> Self {
        Self {
            identity,
            backend: Backend::Onnx(Box::new(model)),
        }
    }

    /// The vector of a query, of length one.
    pub(super) fn query(&self, text: &str) -> Result<Vec<f32>> {
        match &self.backend {
            Backend::Bundled(network) => network.query(text),
            Backend::Onnx(model) => model.query(text),
        }
    }

    /// The vectors of texts, in their order; fewer when nobody waits any more.
    pub(super) fn documents<T: Send>(
        &self,
        texts: &[String],
        demand: &Demand<'_, T>,
    ) -> Result<Vec<Embedding>> {
        match &self.backend {
            Backend::Bundled(network) => network.embed_all(texts, demand),
            Backend::Onnx(model) => model.documents(texts, || demand.is_gone()),
        }
    }
}
