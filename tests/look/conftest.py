"""A bare application that has the templates and nothing behind them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.look.stage import make_stage


@pytest.fixture(scope="session")
def stage() -> Flask:
    """The templates with stub endpoints, a visitor, and no database."""
    return make_stage()


@pytest.fixture
def request_context(stage: Flask) -> Iterator[Flask]:
    """Inside a request for the home page."""
    with stage.test_request_context("/"):
        yield stage
