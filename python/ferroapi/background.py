"""Tasks that run after the answer was sent; a parameter of this type receives the request's own
list.
"""

from typing import TYPE_CHECKING

from starlette.background import BackgroundTasks as StarletteBackgroundTasks

from ._borrowed import lend


class BackgroundTasks(StarletteBackgroundTasks):
    """A list of tasks: `add_task(function, *args, **kwargs)`.

    They run in order, once the answer was sent; sync ones in worker threads. An exception ends
    the list and reaches the server, not the client. FastAPI: "tutorial/background-tasks".
    """


if not TYPE_CHECKING:  # a checker would take every misspelt name for one of these
    __getattr__, __dir__ = lend(__name__)
