"""FerroAPI's app as an ASGI application: detection, the awaitable it returns, cancellation, frames,
leaks, sockets.
"""
