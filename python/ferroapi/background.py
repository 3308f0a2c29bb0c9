"""Tasks that run after the answer was sent; a parameter of this type receives the request's own
list.
"""

from starlette.background import BackgroundTasks as StarletteBackgroundTasks


class BackgroundTasks(StarletteBackgroundTasks):
    """A list of tasks: `add_task(function, *args, **kwargs)`.

    They run in order, sync ones in worker threads.
    """
