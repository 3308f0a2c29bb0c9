"""The command line: FastAPI's (`fastapi dev`, `fastapi run`), where its package is installed."""

from collections.abc import Callable
from typing import Any

cli_main: Callable[[], Any] | None
try:
    from fastapi_cli.cli import main as cli_main
except ImportError:
    cli_main = None


def main() -> None:
    """Run the command line. Raises `RuntimeError` where it is not installed."""
    if cli_main:
        cli_main()
        return
    advice = (
        'To use the fastapi command, please install "fastapi-cli":\n\n\tpip install fastapi-cli\n'
    )
    print(advice)  # noqa: T201 (a command line talks)
    raise RuntimeError(advice)
