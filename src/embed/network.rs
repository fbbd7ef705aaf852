//! The bundled model: windows of tokens in, unit vectors out.

mod batch;
mod lanes;

use std::{sync::Arc, thread};

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool};
use rten_tensor::{AsView, Layout, NdTensor};

use self::lanes::Lanes;
use super::{DIMENSION, Error, Result, windows::Windows};

/// The model's operators and few small numbers; it names the weights by their places in [`WEIGHTS`].
static GRAPH: &[u8] = include_bytes!("../../assets/model/all-MiniLM-L6-v2-int8.graph.onnx");
static WEIGHTS: &[u8] = include_bytes!("../../assets/model/all-MiniLM-L6-v2-int8.onnx");
/// What the graph calls them.
const WEIGHTS_NAME: &str = "weights.data";
pub(super) static TOKENIZER: &[u8] = include_bytes!("../../assets/model/tokenizer.json");

/// Tokens of the longest window that one thread does about as fast as all of them, however busy the others are.
const ALONE: usize = 64;

/// The loaded model with its tokenizer.
pub(super) struct Network {
    windows: Windows,
    model: Model,
    tokens: NodeId,
    mask: NodeId,
    segments: NodeId,
    hidden: NodeId,
    lanes: Lanes,
}

impl Network {
    /// Loads the model from the program itself, where its weights stay. Takes tens of milliseconds.
    pub(super) fn load() -> Result<Self> {
        let (model, windows) = thread::scope(|scope| {
            let windows = scope.spawn(|| Windows::load(TOKENIZER));
            let model = ModelOptions::with_all_ops()
                .prepack_weights(true)
                .external_data_static(WEIGHTS_NAME, WEIGHTS)
                .load_static_slice(GRAPH)
                .map_err(|e| Error::Load(e.to_string()));
            (model, windows.join())
        });
        let (model, windows) = (
            model?,
            windows.map_err(|_| Error::Thread("it panicked".into()))?,
        );
        let node = |name| model.node_id(name).map_err(|e| Error::Load(e.to_string()));
        Ok(Self {
            windows: windows?,
            tokens: node("input_ids")?,
            mask: node("attention_mask")?,
            segments: node("token_type_ids")?,
            hidden: node("last_hidden_state")?,
            model,
            lanes: Lanes::default(),
        })
    }

    /// The vector of a query: of most, which are short, on one thread.
    pub(super) fn query(&self, text: &str) -> Result<Vec<f32>> {
        let window = self.windows.first(text)?;
        if window.len() > ALONE {
            return self.run(&window, None);
        }
        self.lanes.lend(|lane| self.run(&window, Some(lane)))
    }

    /// The vector of one window: the mean over its tokens, at length one. `pool` is where the
    /// model's operators run; without one they spread over all cores.
    ///
    /// Windows are never run together: the model quantises its activations by the range of what
    /// it is given, so company (and padding) would change a text's vector.
    fn run(&self, window: &[u32], pool: Option<&Arc<ThreadPool>>) -> Result<Vec<f32>> {
        let shape = [1, window.len()];
        let tokens: Vec<i32> = window.iter().map(|id| id.cast_signed()).collect();
        let tokens = NdTensor::<i32, 2>::from_data(shape, tokens);
        let mask = NdTensor::full(shape, 1_i32);
        let segments = NdTensor::<i32, 2>::zeros(shape);
        let inputs = vec![
            (self.tokens, tokens.view().into()),
            (self.mask, mask.view().into()),
            (self.segments, segments.view().into()),
        ];
        let options = RunOptions::default().with_thread_pool(pool.cloned());
        let [hidden] = self
            .model
            .run_n(inputs, [self.hidden], Some(options))
            .map_err(|e| Error::Run(e.to_string()))?;
        let hidden: NdTensor<f32, 3> = hidden.try_into().map_err(|_| wrong_output())?;
        if hidden.shape() != [1, window.len(), DIMENSION] {
            return Err(wrong_output());
        }
        let mut sum = vec![0.0; DIMENSION];
        for token in hidden.into_data().chunks_exact(DIMENSION) {
            for (sum, value) in sum.iter_mut().zip(token) {
                *sum += value;
            }
        }
        normalise(&mut sum)?;
        Ok(sum)
    }
}

fn wrong_output() -> Error {
    Error::Run("its output has not the expected shape".into())
}

/// Scales a vector to length one. The mean needs no division of its own then.
fn normalise(vector: &mut [f32]) -> Result<()> {
    let length = vector.iter().map(|v| v * v).sum::<f32>().sqrt();
    if !length.is_normal() {
        return Err(Error::Run("its vector has no length".into()));
    }
    for value in vector {
        *value /= length;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    fn sha256(bytes: &[u8]) -> String {
        format!("{:x}", Sha256::digest(bytes))
    }

    #[test]
    fn the_bundled_files_are_the_ones_that_were_measured() {
        assert_eq!(
            sha256(WEIGHTS),
            "9e80251537633bab7d98c9a4f07070371d83f1d28e6994a1f5d93c53de3c5454"
        );
        assert_eq!(
            sha256(GRAPH),
            "7f0bca40dc11e64de6732d54fb96abf01600daf4bd21173ee8c25e3567752fc0"
        );
        assert_eq!(
            sha256(TOKENIZER),
            "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
        );
    }

    /// What the graph file alone adds to the model is where the weights lie.
    #[test]
    fn the_graph_and_the_weights_are_the_model() {
        let mut network = Network::load().unwrap();
        let window = network
            .windows
            .first("The retry limit of the ingress is 5.")
            .unwrap();
        let vector = network.run(&window, None).unwrap();
        network.model = ModelOptions::with_all_ops()
            .load_static_slice(WEIGHTS)
            .unwrap();
        let node = |name| network.model.node_id(name).unwrap();
        let nodes = [
            "input_ids",
            "attention_mask",
            "token_type_ids",
            "last_hidden_state",
        ];
        [
            network.tokens,
            network.mask,
            network.segments,
            network.hidden,
        ] = nodes.map(node);
        assert_eq!(network.run(&window, None).unwrap(), vector);
    }

    #[test]
    fn a_vector_without_length_is_an_error() {
        assert!(normalise(&mut [0.0; 4]).is_err());
        assert!(normalise(&mut [f32::NAN; 4]).is_err());
        assert!(normalise(&mut [f32::INFINITY; 4]).is_err());
    }
}
