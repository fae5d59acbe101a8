"""From a fresh clone to pages with demonstration content: `make run`. Standard library only."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import environment

HOST = os.environ.get("HOST", "127.0.0.1")
HIGHEST = 65535


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


def main() -> None:
    """Set up, load, serve."""
    port = chosen_port()
    assets = subprocess.Popen([sys.executable, str(environment.ROOT / "setup" / "assets.py")])
    environment.ensure("run")
    if assets.wait():
        sys.exit("run: the assets could not be set up, see above.")
    os.environ.setdefault("GOVTECH_BASE_URL", f"http://{HOST}:{port}")
    os.chdir(environment.ROOT)
    for command in (["db", "upgrade"], ["demo", "load"]):
        if code := subprocess.run(
            [environment.PYTHON, "-m", "govtech.cli", *command], check=False
        ).returncode:
            sys.exit(code)
    print(f"\n  http://{HOST}:{port}   (Ctrl+C: 終了 / stop)\n", flush=True)
    serve = ["-m", "govtech.cli", "serve", "--host", HOST, "--port", str(port)]
    os.execv(environment.PYTHON, [str(environment.PYTHON), *serve])


if __name__ == "__main__":
    main()
