"""Is a wheel whole? `make wheel-check` runs this with the path of one.

Beside the code it must hold what is no code: the marker and the stub for type checkers, the pages'
templates. In an empty venv, with no Rust on PATH, the installed package must answer in process: a
request, its document and its pages; with its extension taken away it must refuse to be imported:
there is no pure-Python fallback.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

NO_CODE = (
    *("ferroapi/py.typed", "ferroapi/_ferroapi.pyi"),
    *(f"ferroapi/openapi/pages/{page}.html" for page in ("swagger_ui", "oauth2_redirect", "redoc")),
)
REQUESTS = """
import asyncio
import json
from ferroapi import FerroAPI

app = FerroAPI()

@app.get("/double/{number}")
async def double(number: int) -> dict[str, int]:
    return {"double": 2 * number}

SCOPE = {
    "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
    "scheme": "http", "query_string": b"", "root_path": "", "headers": [],
    "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2),
}

async def get(path):
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    await app({**SCOPE, "path": path, "raw_path": path.encode()}, receive, send)
    start, body = sent
    assert start["status"] == 200, sent
    return body["body"]

async def main():
    assert await get("/double/21") == b'{"double":42}'
    assert list(json.loads(await get("/openapi.json"))["paths"]) == ["/double/{number}"]
    for path, script in (("/docs", b"swagger-ui"), ("/redoc", b"redoc"),
                         ("/docs/oauth2-redirect", b"oauth2")):
        page = await get(path)
        assert b"<html" in page.lower() and script in page, page

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


def look_inside(wheel: Path) -> None:
    """Is everything there that is no code?"""
    with zipfile.ZipFile(wheel) as archive:
        missing = [name for name in NO_CODE if name not in archive.namelist()]
    if missing:
        sys.exit(f"{wheel.name} lacks {missing}")
    print(f"{wheel.name}: holds the stub, the marker and the pages")


def check(wheel: Path, folder: Path) -> None:
    """Install the wheel into ``folder``, use it, break it."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    must(run(python, "-m", "pip", "install", "--quiet", str(wheel)))
    must(run(python, "-c", REQUESTS))
    print(f"{wheel.name}: a request, the document and the pages answered in an empty venv")
    Path(must(run(python, "-c", FIND_EXTENSION)).strip()).unlink()
    refused = run(python, "-c", "import ferroapi")
    if "ImportError" not in refused.stderr and "ModuleNotFoundError" not in refused.stderr:
        sys.exit(f"without its extension the package was imported all the same\n{refused.stderr}")
    print(f"{wheel.name}: refuses to be imported without its extension")


def main() -> None:
    """Check the one wheel that is named."""
    [name] = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        look_inside(Path(name))
        check(Path(name).resolve(), Path(folder))


if __name__ == "__main__":
    main()
