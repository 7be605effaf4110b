"""What the ACD's door offers, and since when: clients may ask before they call."""

from fastapi import Request, Response

from releve import __version__
from releve.api.cxone.acd import VERSION_MAX, acd_router
from releve.api.cxone.answers import told
from releve.api.cxone.asked import Queried
from releve.api.cxone.document import versions_of

router = acd_router("versions")


@router.get("/apiversion", summary="The calls and their newest version")
def api_version(request: Request, query: Queried) -> Response:
    """Narrowed by `searchUriText`, a part of the address, and `verb`."""
    paths = request.app.state.field_document()["paths"]
    found = versions_of(paths, query.text("searchUriText"), query.text("verb"), VERSION_MAX)
    return told({"apiInfo": found})


@router.get("/apiversionreleaseinfo", summary="The versions and the release that answers them")
def release_info(query: Queried) -> Response:
    """Every version is answered by this release. `apiversion` asks for one."""
    wanted = query.text("apiversion").lower().removeprefix("v").removesuffix(".0")
    versions = [one for one in range(1, VERSION_MAX + 1) if wanted in ("", str(one))]
    return told({"versionInfo": [{"version": one, "release": __version__} for one in versions]})
