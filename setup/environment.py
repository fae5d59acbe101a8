"""Make .venv with exactly what the lock says: `environment.py run` for the pages, `environment.py dev` for tests too.

Standard library only. A stamp per lock file makes the second run immediate.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
COMMAND = """#!{python}
import sys

from govtech.cli import main

sys.exit(main())
"""


def ensure(kind: str) -> None:
    """Install the lock of this kind unless its stamp says that it is installed."""
    wanted = _wanted(kind)
    if PYTHON.exists() and any(
        _stamp(name).is_file() and _stamp(name).read_text() == _wanted(name) for name in _enough(kind)
    ):
        return
    print(f"Installing {LOCKS[kind]} into .venv …", flush=True)
    if not PYTHON.exists():
        _create()
    _install(ROOT / LOCKS[kind])
    _link()
    _stamp(kind).write_text(wanted)


def _enough(kind: str) -> tuple[str, ...]:
    """What is installed for tests is enough for the pages."""
    return ("dev",) if kind == "dev" else ("run", "dev")


def _wanted(kind: str) -> str:
    """A stamp's content: this folder, and the lock files that the installed packages came from."""
    locks = [name for name in ("run", "dev") if name in {"run", kind}]
    digest = hashlib.sha256(b"".join((ROOT / LOCKS[name]).read_bytes() for name in locks))
    return f"{ROOT} {digest.hexdigest()}"


def _stamp(kind: str) -> Path:
    return VENV / f"installed-{kind}"


def _create() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    if uv := shutil.which("uv"):
        _run([uv, "venv", "--quiet", "--python", sys.executable, VENV])
    else:
        _run([sys.executable, "-m", "venv", VENV])


def _install(lock: Path) -> None:
    if uv := shutil.which("uv"):
        _run([uv, "pip", "install", "--quiet", "--require-hashes", "--python", PYTHON, "-r", lock])
    else:
        options = ("--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:")
        has_pip = (
            subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode
            == 0
        )
        if not has_pip:  # made by uv, which is gone now
            _run([PYTHON, "-m", "ensurepip"])
        _run([PYTHON, "-m", "pip", "install", *options, "-r", lock])


def _link() -> None:
    """Make the checkout importable, and give it the command that a wheel would bring."""
    for folder in VENV.glob("lib/python3.*/site-packages"):
        (folder / "govtech-checkout.pth").write_text(f"{ROOT}\n")
    command = VENV / "bin" / "govtech"
    command.write_text(COMMAND.format(python=PYTHON))
    command.chmod(0o755)


def _run(command: list[object]) -> None:
    environment = {
        key: value for key, value in os.environ.items() if key not in {"VIRTUAL_ENV", "PYTHONPATH"}
    }
    done = subprocess.run([str(part) for part in command], check=False, env=environment)
    if done.returncode:
        sys.exit(f"setup: this failed, see above: {' '.join(str(part) for part in command)}")


if __name__ == "__main__":
    ensure(sys.argv[1] if len(sys.argv) > 1 else "run")
