"""Makes the hand-made answers beside the tests importable; how a page is drawn by a real browser."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "screenshot.py"

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def screenshot() -> ModuleType:
    """The script that draws pages; tests that need it are skipped where there is no browser."""
    spec = importlib.util.spec_from_file_location("screenshot", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if module.find_browser() is None:
        pytest.skip("no Chromium on PATH; on Debian: apt-get install chromium")
    return module
