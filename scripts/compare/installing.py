"""What lore is compared with, installed from PyPI and npm into a folder that is kept."""

import json
import pathlib
import shutil
import subprocess
import sys
import venv

VECTORDB = "vectordb@0.21.2"
PYTHON = ["lancedb==0.40.0", "pyarrow", "numpy", "blake3", "onnxruntime", "tokenizers", "pyte"]
# Without sentence-transformers, which brings two gigabytes of PyTorch for its search by meaning alone.
LSQL = [
    "lancedb>=0.39",
    "duckdb>=1.5",
    "pandas",
    "pyarrow",
    "typer>=0.27",
    "rich>=15",
    "textual>=8.2",
]
LSQL_ITSELF = "lsql==3.0.0"
HAIKU = ["haiku.rag-slim[tui]==0.101.1"]
HAIKU_PYTHON = (3, 12)


class NotAtHand(Exception):
    """A yardstick that cannot be had here, and why."""


def run(command, folder):
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    except OSError as error:
        raise NotAtHand(f"{command[0]} cannot be run: {error}") from error
    if done.returncode != 0:
        words = done.stderr.strip().splitlines()
        raise NotAtHand(f"{' '.join(map(str, command[:4]))} failed: {words[-1] if words else ''}")


class Tools:
    """Installs each when it is first asked for."""

    def __init__(self, cache):
        self.cache = pathlib.Path(cache).resolve()
        self.cache.mkdir(parents=True, exist_ok=True)

    def _once(self, name, install):
        """The folder `name`, complete or not there at all."""
        folder = self.cache / name
        done = folder / "installed"
        if not done.exists():
            print(f"installing {name} into {folder}", file=sys.stderr)
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            install(folder)
            done.write_text("")
        return folder

    def python(self):
        """Python with LanceDB and ONNX Runtime."""
        return self._once("python", lambda folder: self._venv(folder, PYTHON)) / "bin/python"

    def node(self):
        """The folder that holds Node's `vectordb`."""

        def install(folder):
            (folder / "package.json").write_text("{}")
            options = ["--no-audit", "--no-fund", "--prefix", folder]
            run(["npm", "install", *options, VECTORDB], folder)

        return self._once("node", install)

    def lsql(self):
        def install(folder):
            self._venv(folder, LSQL)
            run([folder / "bin/pip", "install", "--quiet", "--no-deps", LSQL_ITSELF], folder)

        return self._once("lsql", install) / "bin/lsql"

    def haiku(self):
        def install(folder):
            self._venv(folder, HAIKU, HAIKU_PYTHON)

        return self._once("haiku", install) / "bin/haiku-rag"

    def _venv(self, folder, packages, at_least=(3, 10)):
        if sys.version_info[:2] >= at_least:
            venv.create(folder, with_pip=True)
        else:
            run([newer_python(at_least), "-m", "venv", folder], folder)
        run([folder / "bin/pip", "install", "--quiet", *packages], folder)

    def versions(self):
        """What was measured, by name."""
        told = {}
        for name in ("python", "lsql", "haiku"):
            pip = self.cache / name / "bin/pip"
            if pip.exists():
                listed = subprocess.run([pip, "list", "--format=json"], capture_output=True)
                wanted = ("lancedb", "onnxruntime", "lsql", "haiku.rag-slim")
                for package in json.loads(listed.stdout or b"[]"):
                    if package["name"] in wanted:
                        told.setdefault(package["name"], package["version"])
        told["vectordb (npm)"] = VECTORDB.rpartition("@")[2]
        return told


def newer_python(at_least):
    """The path of a Python of that version or a newer one."""
    for minor in range(at_least[1], at_least[1] + 4):
        found = shutil.which(f"python3.{minor}")
        if found and subprocess.run([found, "-c", ""], capture_output=True).returncode == 0:
            return found
    wanted = ".".join(map(str, at_least))
    raise NotAtHand(f"it needs Python {wanted}, and none is here")
