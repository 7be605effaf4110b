"""The frame: what the page around the page shows. Who is logged in, acting for whom, and where they may go.

The code that recognises the caller puts a `Frame` on the request (`put_frame`); every page finds it there.
"""

from dataclasses import dataclass

from starlette.requests import Request

from releve.domain.say import Message


@dataclass(frozen=True, slots=True)
class Frame:
    """`apps` are the applications in the selector (`tm`, `admin`, `studio`), in any order. `places` are the keys of
    the menu entries shown, None for all. `impersonator` is the operator behind the user, "" for nobody.
    `language` is the account's preference, `zone` the time zone in which times are shown. `active_instead` is the
    BCP tenant that has the traffic of the primary tenant one is in, "" while the primary has it.
    `unread` is how many notices the user has not read, None where there is no bell. `broken_glass` says that an operator has switched without the passkey. `directory_read_at` is when the directory was
    read last, "" while it answers."""

    user: str = ""
    tenant: str = ""
    impersonator: str = ""
    apps: frozenset[str] = frozenset()
    places: frozenset[str] | None = None
    language: str = ""
    zone: str = "UTC"
    active_instead: str = ""
    broken_glass: Message | None = None
    directory_read_at: str = ""
    unread: int | None = None

    def shows(self, place: str) -> bool:
        return self.places is None or place in self.places

    @property
    def initials(self) -> str:
        """At most two letters that stand for the user."""
        words = [word for word in self.user.replace("@", " ").replace(".", " ").split() if word]
        return "".join(word[0] for word in words[:2]).upper()


def put_frame(request: Request, frame: Frame) -> None:
    request.state.frame = frame


def frame_of(request: Request) -> Frame:
    """The frame put on the request; a stranger's if there is none."""
    frame = getattr(request.state, "frame", None)
    return frame if isinstance(frame, Frame) else Frame()
