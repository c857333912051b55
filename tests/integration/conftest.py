"""One assistant over the two seed reports: real SQLite, Chroma and the bundled model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import rag
from rag.assistant import Assistant
from rag.resources import resource


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder into which the seeds are read."""
    folder = tmp_path_factory.mktemp("seeded")
    assistant = rag.open(folder, settings=rag.Settings())
    try:
        summary = assistant.ingest([resource("seeds")])
    finally:
        assistant.close()
    assert [str(r.status) for r in summary.results] == ["added", "added"]
    return folder


@pytest.fixture(scope="session")
def assistant(seeded: Path) -> Iterator[Assistant]:
    """Asks the seeds; shared, so it is only asked and never written to."""
    opened = rag.open(seeded, settings=rag.Settings())
    yield opened
    opened.close()
