"""An exit stack around everything inside it.

Files opened for a request are closed when it is left.
"""

from contextlib import AsyncExitStack

from starlette.types import ASGIApp, Receive, Scope, Send


class AsyncExitStackMiddleware:
    """Put an `AsyncExitStack` into the scope under `context_name`; close it once the application
    has returned.
    """

    def __init__(self, app: ASGIApp, context_name: str = "fastapi_middleware_astack") -> None:
        self.context_name: str = context_name
        self.app: ASGIApp = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI interface."""
        async with AsyncExitStack() as open_until_the_end:
            scope[self.context_name] = open_until_the_end
            await self.app(scope, receive, send)
