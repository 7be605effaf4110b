"""API discovery: what a client that asks for a tenant is told. After a switch it is told of the other region.

The shape is the field's own (`/.well-known/cxone-configuration`).
"""

from typing import Any, Protocol


class Doors(Protocol):
    """The names under which the doors of a region are reached."""

    @property
    def area(self) -> str: ...
    @property
    def cluster(self) -> str: ...
    @property
    def domain(self) -> str: ...
    @property
    def api_endpoint(self) -> str: ...
    @property
    def auth_endpoint(self) -> str: ...
    @property
    def ui_endpoint(self) -> str: ...


def configuration(tenant: str | None, doors: Doors) -> dict[str, Any]:
    """The answer for `tenant` while the region behind `doors` is the one to talk to."""
    answer: dict[str, Any] = {"private": False}
    if tenant is not None:
        answer["tenantId"] = tenant
    return answer | {
        "area": doors.area,
        "cluster": doors.cluster,
        "domain": doors.domain,
        "acdDomain": doors.domain,
        "uhDomain": doors.domain,
        "globaldomain": doors.domain,
        "ui_endpoint": doors.ui_endpoint,
        "auth_endpoint": doors.auth_endpoint,
        "api_endpoint": doors.api_endpoint,
    }
