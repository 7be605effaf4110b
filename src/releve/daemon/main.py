"""Starting and stopping the product: one process that serves every region of its settings."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from releve import __version__
from releve.api import NO_TELEMETRY, add_api
from releve.app.example import CompanyMaker
from releve.app.figures import Figures
from releve.app.house import House
from releve.daemon.build import (
    build_calls,
    build_house,
    build_jobs,
    build_pairs,
    build_watch,
    close,
    open_regions,
)
from releve.daemon.ground import Ground, take
from releve.daemon.logs import set_up_logs
from releve.daemon.memory import look_for_cycles_rarely
from releve.daemon.settings import Settings
from releve.daemon.traffic import build_movement
from releve.domain.errors import Unavailable
from releve.domain.say import say
from releve.web import add_web

#: How long a server may take to answer before its start is called a failure.
START_S_MAX = 30.0


def build_app(
    house: House,
    settings: Settings,
    *,
    company: CompanyMaker | None = None,
    figures: Figures | None = None,
) -> FastAPI:
    """Every door of the house in one ASGI application. With a `company`, operators may fill tenants with it."""
    app = FastAPI(title="Relève", version=__version__, openapi_url=None, telemetry=NO_TELEMETRY)
    add_api(app, house, company=company, language=settings.language, figures=figures)
    add_web(app, house, secure_cookies=settings.secure_cookies, language=settings.language)
    return app


def server_config(app: ASGIApp) -> uvicorn.Config:
    """How every application of ours is served."""
    return uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=5)


class Server:
    """The doors and the jobs of one house, running in threads of this process until `stop`.

    Whoever makes one has taken the ground first: a process that cannot serve must not begin to work.
    """

    def __init__(
        self, settings: Settings, ground: Ground, *, company: CompanyMaker | None = None
    ) -> None:
        self.settings = settings
        self._ground = ground
        self.house, self._jobs, self._pursuit = build_jobs(build_house(settings), settings)
        self._movement = build_movement(self.house)
        self._watch = build_watch(self.house, settings)
        figures = Figures(self.house)
        self._pairs = build_pairs(self.house, figures)
        open_regions(self.house)
        self._calls = None if ground.sip is None else build_calls(self.house, settings, ground.sip)
        app = build_app(self.house, settings, company=company, figures=figures)
        self._uvicorn = uvicorn.Server(server_config(app))

    @property
    def url(self) -> str:
        host, port = self._ground.listener.getsockname()[:2]
        return f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104

    def run(self) -> None:
        """Serve until a signal (Ctrl-C, SIGTERM) or `stop`, then close everything."""
        _treat_sigterm_as_ctrl_c()
        look_for_cycles_rarely()
        self._watch.start()
        self._jobs.start()
        self._pursuit.start()
        self._movement.start()
        self._pairs.start()
        if self._calls is not None:
            self._calls.start()
        try:
            self._uvicorn.run(sockets=[self._ground.listener])
        except KeyboardInterrupt:
            pass  # uvicorn raises the signal again after a clean end
        finally:
            self._movement.stop()
            self._pairs.stop()
            if self._calls is not None:
                self._calls.stop()
            self._pursuit.stop()
            self._jobs.stop()
            self._watch.stop()
            close(self.house)

    def stop(self) -> None:
        self._uvicorn.should_exit = True

    def wait_until_started(self) -> None:
        deadline = time.monotonic() + START_S_MAX
        while not self._uvicorn.started:
            if time.monotonic() > deadline:
                raise Unavailable(say("The server did not start in time."))
            time.sleep(0.02)


def serve(settings: Settings) -> None:
    """Run the product until it is told to stop.

    Raises Unavailable if the port, the data folder or the directory is not to be had.
    """
    set_up_logs(settings.log)
    with closing(take(settings)) as ground:
        Server(settings, ground).run()


@contextmanager
def embedded(settings: Settings, *, company: CompanyMaker | None = None) -> Iterator[Server]:
    """The product in a thread of this process, for the command line's own use and for tests."""
    with closing(take(settings)) as ground:
        server = Server(settings, ground, company=company)
        thread = threading.Thread(target=server.run, name="releve-server")
        thread.start()
        try:
            server.wait_until_started()
            yield server
        finally:
            server.stop()
            thread.join()


def _treat_sigterm_as_ctrl_c() -> None:
    """uvicorn raises a signal again after its own end; by default SIGTERM would then end us before ours."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)
