"""Is a wheel whole? `make wheel-check` runs this with the path of one.

In an empty venv, with no Rust on PATH, the installed package must answer one request in process;
with its extension taken away it must refuse to be imported: there is no pure-Python fallback.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ONE_REQUEST = """
import asyncio
from ferroapi import FerroAPI

app = FerroAPI()

@app.get("/double/{number}")
async def double(number: int) -> dict[str, int]:
    return {"double": 2 * number}

SCOPE = {
    "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
    "scheme": "http", "path": "/double/21", "raw_path": b"/double/21", "query_string": b"",
    "root_path": "", "headers": [], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2),
}

async def main() -> None:
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    await app(SCOPE, receive, send)
    start, body = sent
    assert (start["status"], body["body"]) == (200, b'{"double":42}'), sent

asyncio.run(main())
"""
FIND_EXTENSION = "import ferroapi._ferroapi as extension; print(extension.__file__)"


def run(python: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the venv's interpreter, far from the repository and from any toolchain."""
    environment = {**os.environ, "PATH": f"{python.parent}:/usr/bin:/bin"}
    environment.pop("PYTHONPATH", None)
    return subprocess.run(
        [python, *arguments],
        cwd=python.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def must(done: subprocess.CompletedProcess[str]) -> str:
    """Return the output of a command that had to succeed."""
    if done.returncode:
        sys.exit(f"failed: {done.args}\n{done.stdout}{done.stderr}")
    return done.stdout


def check(wheel: Path, folder: Path) -> None:
    """Install the wheel into ``folder``, use it, break it."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    must(run(python, "-m", "pip", "install", "--quiet", str(wheel)))
    must(run(python, "-c", ONE_REQUEST))
    print(f"{wheel.name}: one request answered in an empty venv")
    Path(must(run(python, "-c", FIND_EXTENSION)).strip()).unlink()
    refused = run(python, "-c", "import ferroapi")
    if "ImportError" not in refused.stderr and "ModuleNotFoundError" not in refused.stderr:
        sys.exit(f"without its extension the package was imported all the same\n{refused.stderr}")
    print(f"{wheel.name}: refuses to be imported without its extension")


def main() -> None:
    """Check the one wheel that is named."""
    [name] = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        check(Path(name).resolve(), Path(folder))


if __name__ == "__main__":
    main()
