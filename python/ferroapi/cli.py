"""The command line: FastAPI's (`fastapi dev`, `fastapi run`), where its package is installed."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec


def _run_fastapi_cli() -> None:
    # It looks for instances of `fastapi.FastAPI`: in this process, which only looks, ours are.
    from .compat import install_as_fastapi

    install_as_fastapi()
    import_module("fastapi_cli.cli").main()


cli_main: Callable[[], None] | None = _run_fastapi_cli if find_spec("fastapi_cli") else None


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
