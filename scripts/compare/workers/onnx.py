"""The bundled model on ONNX Runtime: the yardstick of lore's embedding, and the maker of its vectors here."""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy
import onnxruntime
from tokenizers import Tokenizer

MOST_TOKENS = 256
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


class Model:
    """Texts to unit vectors. `threads` work on one run of the model."""

    def __init__(self, folder, threads):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            os.path.join(folder, "all-MiniLM-L6-v2-int8.onnx"),
            options,
            providers=["CPUExecutionProvider"],
        )
        self.tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
        self.tokenizer.enable_truncation(MOST_TOKENS)
        self.tokenizer.no_padding()

    def one(self, text):
        return self._run([self.tokenizer.encode(text)])[0]

    def padded(self, texts):
        """One run over all of them, the shorter ones padded."""
        self.tokenizer.enable_padding()
        encodings = self.tokenizer.encode_batch(texts)
        self.tokenizer.no_padding()
        return self._run(encodings)

    def side_by_side(self, texts):
        """A run a text, one a core at a time."""
        with ThreadPoolExecutor(CORES) as pool:
            return numpy.stack(list(pool.map(self.one, texts)))

    def _run(self, encodings):
        ids = numpy.array([encoding.ids for encoding in encodings], dtype=numpy.int64)
        mask = numpy.array([encoding.attention_mask for encoding in encodings], dtype=numpy.int64)
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": ids * 0}
        states = self.session.run(None, inputs)[0]
        weights = mask[:, :, None].astype(numpy.float32)
        mean = (states * weights).sum(axis=1) / weights.sum(axis=1)
        return (mean / numpy.linalg.norm(mean, axis=1, keepdims=True)).astype(numpy.float32)
