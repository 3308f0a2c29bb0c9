"""What a tool replaces counts at once, however often the class was changed before."""

import subprocess
import sys


def _calls(package: str) -> list[str]:
    command = [sys.executable, "-m", "tests.protocol.replacing_app", package]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def test_a_method_is_replaced_after_a_thousand_changes_of_its_class() -> None:
    theirs = _calls("fastapi")
    assert theirs
    assert not any(line.endswith(" 0") for line in theirs)
    assert _calls("ferroapi") == theirs
