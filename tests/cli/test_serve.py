"""``backstride serve`` as a process: it says where it is, answers there, and ends in order."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

SERVE = [sys.executable, "-c", "from backstride.cli import main; main()", "serve"]


@pytest.mark.skipif(os.name != "posix", reason="a Ctrl-C is sent as a signal")
def test_it_says_where_it_is_and_ends_with_a_ctrl_c(tmp_path: Path):
    command = [*SERVE, "--port", "0", "--json", "--home", str(tmp_path / "home")]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        told = json.loads(server.stdout.readline())
        assert told["url"].startswith("http://127.0.0.1:")
        assert told["pairing_url"] is None
        with urllib.request.urlopen(told["url"], timeout=60) as answer:
            assert b"backstride" in answer.read()
        server.send_signal(signal.SIGINT)
        rest, complaints = server.communicate(timeout=30)
    finally:
        server.kill()
        server.wait()
    assert rest == ""
    assert "Traceback" not in complaints
    assert (tmp_path / "home" / "web.key").stat().st_mode & 0o077 == 0


def test_a_port_in_use_is_told(command, tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = command("serve", "--port", taken.getsockname()[1], "--home", tmp_path / "home", "--json")
    assert result.exit_code == 1
    assert "--port" in json.loads(result.stderr)["error"]
