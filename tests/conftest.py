"""What all tests share."""

import os
import signal
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # what tests of several rooms make by hand

from property_profiles import THOROUGH, try_thoroughly


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if THOROUGH:
        try_thoroughly(items)


@pytest.fixture(scope="session")
def fixtures_dir() -> Path:
    """The folder of real device files; tests that need it are skipped where it is absent."""
    default = Path(__file__).resolve().parents[2] / "shared" / "fixtures"
    folder = Path(os.environ.get("BACKSTRIDE_FIXTURES", default))
    if not folder.is_dir():
        pytest.skip(f"the real device files are not here ({folder}); set BACKSTRIDE_FIXTURES")
    return folder


@pytest.fixture(autouse=True, scope="session")
def a_ctrl_c_is_heard() -> None:
    """Python does not listen to one where it was started in the background, as some run the tests."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
