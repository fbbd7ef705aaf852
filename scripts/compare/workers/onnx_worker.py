"""The bundled model on ONNX Runtime in a process of its own, on all cores.

    onnx_worker.py MODEL_FOLDER

Asked are, a JSON document a line, {"query": text} and {"batch": [texts], "way": "padded" | "side by side"};
each is answered with {"ms"}.
"""

import json
import sys
import time

import onnx


def main():
    for_queries = onnx.Model(sys.argv[1], onnx.CORES)
    for_batches = onnx.Model(sys.argv[1], 1)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        started = time.perf_counter()
        if "query" in asked:
            for_queries.one(asked["query"])
        elif asked["way"] == "padded":
            texts = sorted(asked["batch"], key=len)
            for at in range(0, len(texts), 32):
                for_queries.padded(texts[at : at + 32])
        else:
            for_batches.side_by_side(asked["batch"])
        print(json.dumps({"ms": (time.perf_counter() - started) * 1000}), flush=True)


main()
