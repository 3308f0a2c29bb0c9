"""How the release wheel is built: with a profile where there is one, and in any case."""

import subprocess
import zipfile
from pathlib import Path

import pytest

from rust.release import build

FAILED = subprocess.CalledProcessError(1, "rustup")
FLAGS = ["-Cprofile-use=/a folder/merged.profdata"]


class Commands:
    """Stands in for every command; a name in `fail` fails."""

    def __init__(self, folder):
        self.folder = folder
        self.fail = set()
        self.counts = True
        self.run = []

    def __call__(self, command, environment=None, *, timeout=None, stdout=None):
        name = next(name for name in NAMES if name in " ".join(command))
        self.run.append((name, command, environment))
        if name in self.fail:
            raise FAILED
        if name == "maturin" and "profile-generate" in f"{command} {environment}":
            built = Path(command[command.index("--out") + 1])
            built.mkdir(parents=True)
            zipfile.ZipFile(built / "ferroapi.whl", "w").close()
        if name == "train.py" and self.counts:
            (self.work / "build/raw").mkdir()
        libraries = self.folder / "lib"
        return subprocess.CompletedProcess(command, 0, stdout=f"{libraries}\n")

    @property
    def work(self):
        return self.folder / "ferroapi-profile"

    def names(self):
        return [name for name, _, _ in self.run]

    def flags(self):
        """Cargo's configuration in the last build."""
        name, command, _ = self.run[-1]
        assert name == "maturin"
        return command[command.index("--config") + 1] if "--config" in command else None


NAMES = ("maturin", "rustc", "rustup", "train.py", "merge")


@pytest.fixture
def commands(monkeypatch, tmp_path):
    commands = Commands(tmp_path)
    monkeypatch.setattr(build, "run", commands)
    monkeypatch.setattr("sys.argv", ["build.py", "--out", "out"])
    monkeypatch.setattr(build.shutil, "which", lambda name, path=None: name)
    monkeypatch.setenv("CARGO_TARGET_DIR", str(tmp_path))
    for name in ("RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"):
        monkeypatch.delenv(name, raising=False)
    return commands


def test_the_last_of_two_builds_has_the_profile(commands):
    assert build.main() == 0
    assert commands.names() == ["rustc", "rustc", "maturin", "train.py", "merge", "maturin"]
    assert f"-Cprofile-use={commands.work}/merged.profdata" in commands.flags()
    assert commands.run[-1][2] == {"FERROAPI_PROFILE_GUIDED": "1"}


def test_a_profile_is_taken_again_only_of_other_code(commands, monkeypatch):
    build.main()
    commands.run.clear()
    build.main()
    assert commands.names() == ["rustc", "maturin"]
    assert "profile-use" in commands.flags()
    monkeypatch.setenv("RUSTFLAGS", "-Cdebuginfo=1")
    build.main()
    assert commands.names().count("train.py") == 1


def test_a_profile_that_failed_is_tried_again(commands):
    commands.fail.add("merge")
    build.main()
    commands.fail.clear()
    build.main()
    assert "profile-use" in commands.flags()


@pytest.mark.parametrize("failing", ["rustc", "train.py", "merge"])
def test_without_a_profile_the_wheel_is_built_all_the_same(commands, failing, capsys):
    commands.fail.add(failing)
    assert build.main() == 0
    assert (commands.flags(), commands.run[-1][2]) == (None, {})
    assert "without a profile" in capsys.readouterr().out


def test_a_component_that_cannot_be_added(commands, monkeypatch):
    monkeypatch.setattr(build.shutil, "which", lambda name, path=None: path is None)
    commands.fail.add("rustup")
    assert build.main() == 0
    assert commands.names() == ["rustc", "rustc", "rustup", "maturin"]


def test_nothing_counted_is_no_profile(commands, capsys):
    commands.counts = False
    assert build.main() == 0
    assert commands.flags() is None
    assert "nothing was counted" in capsys.readouterr().out


@pytest.mark.parametrize("failing", ["none", "train.py"])
def test_the_instrumented_wheel_does_not_stay(commands, failing):
    commands.fail.add(failing)
    build.main()
    assert "train.py" in commands.names()
    assert not list(commands.folder.rglob("*.whl"))


def test_a_wheel_that_cannot_be_built_is_a_failure(commands):
    commands.fail.add("maturin")
    assert build.main() == 1


@pytest.mark.parametrize(
    ("variable", "given", "expected"),
    [
        ("RUSTFLAGS", "", []),
        ("RUSTFLAGS", "-Ca -Cb", ["-Ca", "-Cb"]),
        ("CARGO_ENCODED_RUSTFLAGS", "-Ca b\x1f-Cc", ["-Ca b", "-Cc"]),
        ("CARGO_ENCODED_RUSTFLAGS", "", []),
    ],
)
def test_flags_of_the_environment_stay(commands, monkeypatch, variable, given, expected):
    monkeypatch.setenv(variable, given)
    build.maturin(Path("out"), FLAGS)
    [(_, command, environment)] = commands.run
    assert environment["CARGO_ENCODED_RUSTFLAGS"].split("\x1f") == expected + FLAGS
    assert "--config" not in command
