"""Builds the release wheel, profile-guided: `make wheel`, `make run` and `make test` install it.

A request runs through some twenty kilobytes of machine code, about as much as fits the processor's
first instruction cache beside the interpreter. Laid out without knowing what is hot, half of that
is error paths in between, and the misses cost a fifth of the time. So the extension is built twice:
an instrumented build answers the requests of `train.py`, and the second build lays out the code
by what was run (https://doc.rust-lang.org/rustc/profile-guided-optimization.html).

Needs `llvm-profdata` of the compiler's own LLVM, rustup's component llvm-tools, which is added when
it is not there. Where there is no profile to be had the wheel is built once and plainly, and the
reason is said: it behaves the same and is slower. `_ferroapi.PROFILE_GUIDED` tells which one runs.

    python rust/release/build.py --out FOLDER [--plain]     run by the interpreter to build for
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
TRAINING = Path(__file__).with_name("train.py")
NATIVE = (
    *("rust/*/src/**/*.rs", "rust/*/build.rs", "rust/*/Cargo.toml", "rust/release/*.py"),
    *("Cargo.*", ".cargo/*"),
)
PATIENCE = 600
"""Seconds that a download or the training may take, each; they take about twenty."""


class NoProfile(Exception):
    """Why there is none."""


def main() -> int:
    """Builds; the process's exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="where the wheel is left")
    parser.add_argument("--plain", action="store_true", help="build once, without a profile")
    options = parser.parse_args()
    try:
        flags = [] if options.plain else profile_flags()
        maturin(options.out.resolve(), flags)
    except subprocess.CalledProcessError as error:
        return error.returncode
    except KeyboardInterrupt:
        return 130
    return 0


def profile_flags() -> list[str]:
    """What tells the compiler of the profile; nothing where there is none, which is said."""
    work = REPOSITORY / os.environ.get("CARGO_TARGET_DIR", "target") / "ferroapi-profile"
    merged, taken_of = work / "merged.profdata", work / "taken-of.txt"
    try:
        state = native_state()
        if not taken_of.exists() or taken_of.read_text() != state:
            shutil.rmtree(work, ignore_errors=True)
            train(find_profdata(), work, merged)
            taken_of.write_text(state)
    except (NoProfile, OSError, subprocess.SubprocessError) as reason:
        say(f"building without a profile, for a wheel about a fifth slower: {reason}")
        return []
    finally:  # nobody shall install the instrumented wheel
        shutil.rmtree(work / "build", ignore_errors=True)
    say("building with the profile")
    return [f"-Cprofile-use={merged}"]


def native_state() -> str:
    """What a profile is taken of; where only Python's files have changed the last one will do."""
    compiler = run(["rustc", "-vV"], stdout=subprocess.PIPE).stdout
    state = hashlib.sha256(f"{compiler}{sys.version}{given_flags()}".encode())
    for pattern in NATIVE:
        for path in sorted(REPOSITORY.glob(pattern)):
            state.update(path.read_bytes())
    return state.hexdigest()


def find_profdata() -> str:
    """The compiler's `llvm-profdata`, added where it can be."""
    libraries = run(["rustc", "--print", "target-libdir"], stdout=subprocess.PIPE).stdout.strip()
    folder = Path(libraries).with_name("bin")
    name = "llvm-profdata"
    if not shutil.which(name, path=folder) and shutil.which("rustup"):
        say("adding rustup's component llvm-tools")
        run(["rustup", "component", "add", "llvm-tools"], timeout=PATIENCE)
    if found := shutil.which(name, path=folder):
        return found
    raise NoProfile(
        f"no {name} in {folder}; `rustup component add llvm-tools` brings it,"
        " `make --always-make wheel` uses it then"
    )


def train(profdata: str, work: Path, merged: Path) -> None:
    """Builds with instruments, answers the training's requests and merges what was counted."""
    raw, built = work / "build/raw", work / "build"
    say("building with instruments")
    maturin(built, [f"-Cprofile-generate={raw}"])
    shutil.rmtree(raw, ignore_errors=True)  # what build scripts counted
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(built / "site")
    say("answering the training's requests")
    search = os.pathsep.join([str(built / "site"), str(REPOSITORY)])
    fixed = {"PYTHONPATH": search, "PYTHONHASHSEED": "0"}
    run([sys.executable, str(TRAINING)], fixed, timeout=PATIENCE)
    if not raw.exists():
        raise NoProfile("nothing was counted; do rustflags of a Cargo configuration hide ours?")
    run([profdata, "merge", "--sparse", "-o", str(merged), str(raw)])


def maturin(out: Path, flags: list[str]) -> None:
    """Builds one wheel for this interpreter, with these flags of rustc besides the user's."""
    command = [sys.executable, "-m", "maturin", "build", "--release", "--locked"]
    command += ["--interpreter", sys.executable, "--out", str(out)]
    environment = {}
    if any("profile-use" in flag for flag in flags):
        environment["FERROAPI_PROFILE_GUIDED"] = "1"
    given = given_flags()
    if flags and given is not None:
        environment["CARGO_ENCODED_RUSTFLAGS"] = "\x1f".join([*given, *flags])
    elif flags:
        command += ["--config", f"build.rustflags={json.dumps(flags)}"]
    run(command, environment)


def given_flags() -> list[str] | None:
    """The environment's flags of rustc; where it has any, even none, Cargo looks at no others."""
    if encoded := os.environ.get("CARGO_ENCODED_RUSTFLAGS"):
        return encoded.split("\x1f")
    flags = os.environ.get("RUSTFLAGS", os.environ.get("CARGO_ENCODED_RUSTFLAGS"))
    return None if flags is None else flags.split()


def run(
    command: list[str],
    environment: Mapping[str, str] | None = None,
    *,
    timeout: float | None = None,
    stdout: int | None = None,
) -> subprocess.CompletedProcess[str]:
    """Runs a command in the repository; a failure is an exception."""
    return subprocess.run(
        command,
        check=True,
        cwd=REPOSITORY,
        env={**os.environ, **(environment or {})},
        stdout=stdout,
        text=True,
        timeout=timeout,
    )


def say(text: str) -> None:
    """Tells whoever waits what is done."""
    print(f"release: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
