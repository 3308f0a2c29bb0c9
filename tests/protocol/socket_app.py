"""The app that `test_sockets.py` serves in a uvicorn process."""

import asyncio
from typing import Annotated, Any

from ferroapi import Body, FastAPI, Request
from ferroapi.responses import PlainTextResponse, StreamingResponse

app = FastAPI()
gone: list[str] = []


@app.get("/json/{n}")
async def json(n: int) -> Any:
    return {"n": n}


@app.get("/plain", response_class=PlainTextResponse)
def plain() -> str:
    return "plain"


@app.post("/length")
async def length(items: Annotated[list[int], Body()]) -> int:
    return len(items)


@app.get("/large")
async def large() -> Any:
    return ["x" * 1000] * 5000


@app.get("/stream")
async def stream() -> StreamingResponse:
    async def chunks() -> Any:
        for number in range(5):
            yield f"{number};"
            await asyncio.sleep(0)

    return StreamingResponse(chunks())


@app.post("/raw")
async def raw(request: Request) -> int:
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
    except Exception as error:
        gone.append(type(error).__name__)
        raise
    return size


@app.get("/gone")
async def left() -> list[str]:
    return gone


@app.get("/boom")
async def boom() -> None:
    raise RuntimeError("boom")
