"""From a fresh clone to pages with demonstration content: `make run`. Standard library only."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import environment

HOST = os.environ.get("HOST", "127.0.0.1")
HIGHEST = 65535
ACCOUNTS = "Demonstration accounts"
LOADED = {".py", ".toml", ".md", ".csv", ".json"}


def chosen_port() -> int:
    """The port from PORT, free; otherwise an end that says what to do, before anything is set up."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) <= HIGHEST:
        sys.exit(f"run: PORT={text} is not a port. Write a number: PORT=8001 make run")
    port = int(text)
    with socket.socket(socket.AF_INET6 if ":" in HOST else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            sys.exit(
                f"run: port {port} is taken ({error.strerror}). Choose another: PORT={port + 1} make run"
            )
    return port


def fingerprint() -> str:
    """Changes whenever what is loaded may have changed: the program, its data, the settings."""
    digest = hashlib.sha256(
        repr(sorted(item for item in os.environ.items() if item[0].startswith("GOVTECH_"))).encode()
    )
    for folder in ("govtech", "migrations", "search", "spec_templates"):
        for path in sorted((environment.ROOT / folder).rglob("*")):
            if path.suffix in LOADED:
                state = path.stat()
                digest.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def load() -> None:
    """Tables, reference data, demonstration; when nothing has changed since, only the accounts are told again."""
    folder = Path(os.environ.get("GOVTECH_DATA_DIR") or environment.ROOT / "var")
    stamp, now = folder / "loaded", fingerprint()
    held, _line, accounts = (
        stamp.read_text(encoding="utf-8").partition("\n") if stamp.is_file() else ("", "", "")
    )
    if held != now:
        print("Preparing the database and the demonstration …", flush=True)
        print(_govtech("db", "upgrade"), flush=True)
        parts, mark, rest = _govtech("demo", "load").partition(ACCOUNTS)
        print(parts, flush=True)
        accounts = mark + rest
        stamp.write_text(f"{now}\n{accounts}", encoding="utf-8")
    print(accounts, flush=True)


def _govtech(*arguments: str) -> str:
    command = [str(environment.PYTHON), "-m", "govtech.cli", *arguments]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    if done.returncode:
        print(done.stdout, flush=True)
        sys.exit(done.returncode)
    return done.stdout


def main() -> None:
    """Set up, load, serve."""
    port = chosen_port()
    assets = subprocess.Popen([sys.executable, str(environment.ROOT / "setup" / "assets.py")])
    environment.ensure("run")
    if assets.wait():
        sys.exit("run: the assets could not be set up, see above.")
    os.environ.setdefault("GOVTECH_BASE_URL", f"http://{HOST}:{port}")
    os.environ.setdefault("PYTHONUTF8", "1")
    os.chdir(environment.ROOT)
    load()
    print(f"  http://{HOST}:{port}   (Ctrl+C: 終了 / stop)\n", flush=True)
    serve = ["-m", "govtech.cli", "serve", "--host", HOST, "--port", str(port), "--workers", "1"]
    os.execv(environment.PYTHON, [str(environment.PYTHON), *serve])


if __name__ == "__main__":
    main()
