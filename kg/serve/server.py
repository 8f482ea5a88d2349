"""The web server around the application: uvicorn, with connections of our own."""

from __future__ import annotations

import asyncio
import sys

import structlog
import uvicorn

from kg.serve.app import application
from kg.serve.connection import Connection
from kg.serve.served import Served


def server(served: Served, host: str, port: int) -> uvicorn.Server:
    """A server that is not running yet; port 0 is any that is free."""
    return uvicorn.Server(
        uvicorn.Config(
            application(served),
            host=host,
            port=port,
            http=Connection,
            proxy_headers=False,  # kg.serve.forwarded knows more of them
            timeout_graceful_shutdown=4,
            access_log=False,
            log_level="warning",
            server_header=False,
            ws="none",
        )
    )


def serve(served: Served, host: str, port: int) -> None:
    """Serve until told to end, on the fastest event loop that is installed."""
    made = server(served, host, port)
    with asyncio.Runner(loop_factory=made.config.get_loop_factory()) as runner:
        runner.run(made.serve())


def log_to_stderr() -> None:
    """Write the log as a JSON object a line, with the time in UTC."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
