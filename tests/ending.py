"""Work that must come to its end: a text that would keep the processor busy for ever fails its test instead."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ENOUGH = 60.0
"""Seconds of processor, some hundred times what the work takes: how fast it is, `make bench` says."""


@contextmanager
def it_ends() -> Iterator[None]:
    """Stop the work inside when it has used ENOUGH."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"no end after {ENOUGH:.0f} seconds of processor")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, ENOUGH)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
