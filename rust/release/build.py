"""Builds the release wheel, profile-guided: `make wheel`, `make run` and `make test` install it.

A request runs through some twenty kilobytes of machine code, about as much as fits the processor's
first instruction cache beside the interpreter. Laid out without knowing what is hot, half of that
is error paths in between, and the misses cost a fifth of the time. So the extension is built twice:
an instrumented build answers the requests of `train.py`, and the second build lays out the code
by what was run (https://doc.rust-lang.org/rustc/profile-guided-optimization.html).

Needs `llvm-profdata` of the compiler's own LLVM, rustup's component llvm-tools, which is added when
it is not there. Where that fails the wheel is built once and plainly, which is said: it behaves the
same and is slower. `_ferroapi.PROFILE_GUIDED` tells which one runs.

    python rust/release/build.py --out FOLDER [--plain]     run by the interpreter to build for
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
TRAINING = Path(__file__).with_name("train.py")


def main() -> int:
    """Builds; the process's exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="where the wheel is left")
    parser.add_argument("--plain", action="store_true", help="build once, without a profile")
    options = parser.parse_args()
    profdata = None if options.plain else find_profdata()
    if profdata is None:
        maturin(options.out)
        return 0
    profile = train(profdata)
    maturin(options.out, [f"-Cprofile-use={profile}"], FERROAPI_PROFILE_GUIDED="1")
    return 0


def find_profdata() -> Path | None:
    """The compiler's `llvm-profdata`; None, and why, where there is none and none can be added."""
    libraries = run(["rustc", "--print", "target-libdir"], stdout=subprocess.PIPE).stdout.strip()
    found = Path(libraries).with_name("bin") / "llvm-profdata"
    if not found.exists() and shutil.which("rustup"):
        run(["rustup", "component", "add", "llvm-tools"], check=False)
    if found.exists():
        return found
    say(
        f"{found} is missing and could not be added: the wheel is built without a profile,"
        " about a fifth slower. `rustup component add llvm-tools` brings it."
    )
    return None


def train(profdata: Path) -> Path:
    """Builds with instruments, answers the training's requests and merges what was counted."""
    work = Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target")) / "profile"
    shutil.rmtree(work, ignore_errors=True)
    raw, site, merged = work / "raw", work / "site", work / "ferroapi.profdata"
    say("building with instruments")
    maturin(work / "wheel", [f"-Cprofile-generate={raw}"])
    shutil.rmtree(raw, ignore_errors=True)  # what build scripts counted
    (wheel,) = (work / "wheel").glob("*.whl")
    zipfile.ZipFile(wheel).extractall(site)
    say("answering the training's requests")
    search = os.pathsep.join([str(site), str(REPOSITORY)])
    run([sys.executable, TRAINING], PYTHONPATH=search, PYTHONHASHSEED="0")
    run([profdata, "merge", "--sparse", "-o", merged, raw])
    say("building with the profile")
    return merged


def maturin(out: Path, flags: list[str] | None = None, **environment: str) -> None:
    """Builds one wheel for this interpreter, with these flags of rustc besides the configured."""
    command = [sys.executable, "-m", "maturin", "build", "--release", "--locked"]
    command += ["--interpreter", sys.executable, "--out", str(out)]
    if flags and (given := os.environ.get("RUSTFLAGS")):  # cargo looks at no others then
        environment["RUSTFLAGS"] = " ".join([given, *flags])
    elif flags:
        command += ["--config", f"build.rustflags={json.dumps(flags)}"]
    run(command, **environment)


def run(
    command: list[str | Path], *, check: bool = True, stdout: int | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Runs a command in the repository; a failure ends the build."""
    try:
        return subprocess.run(
            command,
            check=check,
            cwd=REPOSITORY,
            env={**os.environ, **environment},
            stdout=stdout,
            text=True,
        )
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)


def say(text: str) -> None:
    """Tells whoever waits what is done."""
    print(f"release: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
