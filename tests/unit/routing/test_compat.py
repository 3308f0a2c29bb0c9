"""The opt-in alias: after it, `fastapi` is FerroAPI, module by module."""

import subprocess
import sys


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)


def test_every_import_form_gives_ferroapis_own_objects() -> None:
    ended = run(
        "from ferroapi.compat import install_as_fastapi\n"
        "install_as_fastapi(); install_as_fastapi()\n"
        "import fastapi, fastapi.openapi.utils, fastapi.routing, ferroapi, sys\n"
        "from fastapi import FastAPI, routing\n"
        "from fastapi.security import HTTPBearer\n"
        "assert fastapi is ferroapi and FastAPI is ferroapi.FerroAPI\n"
        "assert routing is sys.modules['ferroapi.routing'] is sys.modules['fastapi.routing']\n"
        "assert routing.__spec__.name == routing.__name__ == 'ferroapi.routing'\n"
        "assert ferroapi.__spec__.name == 'ferroapi'\n"
        "try:\n"
        "    import fastapi.nothing\n"
        "except ModuleNotFoundError as error:\n"
        "    assert 'fastapi.nothing' in str(error)\n"
        "else:\n"
        "    raise SystemExit('imported what is not there')\n"
    )
    assert ended.returncode == 0, ended.stderr


def test_nothing_happens_unasked() -> None:
    ended = run("import ferroapi, ferroapi.compat, sys; assert 'fastapi' not in sys.modules")
    assert ended.returncode == 0, ended.stderr


def test_too_late() -> None:
    ended = run(
        "import sys, types; sys.modules['fastapi'] = types.ModuleType('fastapi')\n"
        "from ferroapi.compat import install_as_fastapi; install_as_fastapi()"
    )
    assert "The real `fastapi` is imported already" in ended.stderr
