"""Run the pages and delivery as two processes, and start delivery again when it dies."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading

THREADS = 8
GRACE = 10
PAUSE = 0.2


def serve(host: str, port: int, workers: int, *, deliver: bool) -> int:
    """Serve until told to stop; the exit status."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    pages = subprocess.Popen(_pages(host, port, workers))
    helper = _deliver() if deliver else None
    try:
        while not stop.wait(PAUSE) and pages.poll() is None:
            if helper is not None and helper.poll() is not None:
                helper = _deliver()
    finally:
        for process in (pages, helper):
            _end(process)
    return 0 if stop.is_set() else pages.returncode or 0


def _pages(host: str, port: int, workers: int) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "--bind", f"{host}:{port}", "--workers", str(workers)),
        *("--worker-class", "gthread", "--threads", str(THREADS), "--graceful-timeout", str(GRACE)),
        *("--timeout", "60", "--keep-alive", "5", "--access-logfile", os.devnull, "--log-level", "warning"),
        *("--worker-tmp-dir", "/dev/shm" if os.path.isdir("/dev/shm") else "/tmp"),  # noqa: S108, PTH112
        "govtech.wsgi:application",
    ]


def _deliver() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "govtech.cli", "deliver", "--parent", str(os.getpid())])


def _end(process: subprocess.Popen[bytes] | None) -> None:
    if process is None or process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(GRACE + 5)
    except subprocess.TimeoutExpired:
        process.kill()


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens there yet."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
