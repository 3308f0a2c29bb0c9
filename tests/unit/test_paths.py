"""Every import path of FastAPI's that leads to something of others, or to little of our own."""

import importlib.util
import subprocess
import sys
import warnings
from pathlib import Path
from unittest.mock import patch

import pytest

import ferroapi.cli
from ferroapi import responses
from ferroapi.exceptions import FastAPIDeprecationWarning, UsageError

STARLETTES = [
    ("middleware", "Middleware"),
    ("middleware.cors", "CORSMiddleware"),
    ("middleware.gzip", "GZipMiddleware"),
    ("middleware.httpsredirect", "HTTPSRedirectMiddleware"),
    ("middleware.trustedhost", "TrustedHostMiddleware"),
    ("requests", "HTTPConnection"),
    ("requests", "Request"),
    ("websockets", "WebSocket"),
    ("websockets", "WebSocketDisconnect"),
    ("websockets", "WebSocketState"),
    ("staticfiles", "StaticFiles"),
    ("templating", "Jinja2Templates"),
    ("testclient", "TestClient"),
    *[("responses", f"{kind}Response") for kind in ("", "JSON", "HTML", "File", "Streaming")],
    *[("responses", f"{kind}Response") for kind in ("PlainText", "Redirect")],
    *[("datastructures", name) for name in ("URL", "Address", "FormData", "Headers", "State")],
    ("datastructures", "QueryParams"),
    *[("concurrency", f"{name}_in_threadpool") for name in ("run", "iterate")],
    ("concurrency", "run_until_first_complete"),
]


@pytest.mark.parametrize(("module", "name"), STARLETTES)
def test_starlettes_own(module: str, name: str) -> None:
    ours = getattr(importlib.import_module(f"ferroapi.{module}"), name)
    assert ours is getattr(importlib.import_module(f"starlette.{module}"), name)


def test_background_tasks_are_starlettes() -> None:
    from starlette.background import BackgroundTasks as Starlettes

    from ferroapi.background import BackgroundTasks

    assert issubclass(BackgroundTasks, Starlettes)


def test_the_logger_keeps_its_name() -> None:
    from ferroapi.logger import logger

    assert logger.name == "fastapi"


def test_telemetry_knows_nothing() -> None:
    from ferroapi import telemetry

    assert telemetry.get_telemetry_data() is None
    assert telemetry.TelemetryData(body=1).body == 1
    assert telemetry.TelemetryConfig(tracing=False) == {"tracing": False}


@pytest.mark.parametrize("name", ["ORJSONResponse", "UJSONResponse"])
def test_deprecated_responses(name: str) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        library = name.removesuffix("Response").lower()
        if importlib.util.find_spec(library):
            assert getattr(responses, name)({"a": "ü"}).body == '{"a":"ü"}'.encode()
        else:
            with pytest.raises(UsageError, match=f"{library} must be installed to use {name}"):
                getattr(responses, name)({"a": "ü"})
    assert [warning.category for warning in caught] == [FastAPIDeprecationWarning]
    assert caught[0].filename == __file__
    theirs = pytest.importorskip("fastapi.responses")
    assert getattr(responses, name).__deprecated__ == getattr(theirs, name).__deprecated__


def test_the_command_line_says_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    with patch.object(ferroapi.cli, "cli_main", None):
        with pytest.raises(RuntimeError, match="To use the fastapi command, please install"):
            ferroapi.cli.main()
    assert "please install" in capsys.readouterr().out
    with patch.object(ferroapi.cli, "cli_main", lambda: sys.stdout.write("ran")):
        ferroapi.cli.main()
    assert capsys.readouterr().out == "ran"


def test_the_command_line_finds_our_applications(tmp_path: Path) -> None:
    pytest.importorskip("fastapi_cli")
    (tmp_path / "main.py").write_text("from ferroapi import FastAPI\n\napp = FastAPI()\n")
    program = (
        "import sys, ferroapi.cli\n"
        "sys.argv = ['fastapi', 'run', '--help']\n"
        "try: ferroapi.cli.main()\n"
        "except SystemExit: pass\n"
        "from fastapi_cli.discover import get_import_data\n"
        "print(get_import_data().import_string)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert result.stdout.endswith("main:app\n")


def test_nothing_heavy_is_imported_early() -> None:
    program = (
        "import sys\n"
        "import ferroapi.params, ferroapi.responses, ferroapi.security.base\n"
        "import ferroapi.encoders, ferroapi.exception_handlers, ferroapi.concurrency\n"
        "for heavy in ('openapi.models', '_server_sent_event', 'security.http'):\n"
        "    assert f'ferroapi.{heavy}' not in sys.modules, heavy\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
