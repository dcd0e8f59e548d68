"""Pictures of a page, as Chromium shows it without any network: narrow and wide, light and dark.

    python scripts/screenshot.py PAGE.html FOLDER

Needs Chromium or Chrome on PATH (Debian: ``apt-get install chromium``).
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SIZES_PX = {"narrow": (390, 844), "wide": (1440, 900)}
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
