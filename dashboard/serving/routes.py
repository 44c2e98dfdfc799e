"""Our own routes, beside Streamlit's: data, assets, tiles, and how the process is."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.serving.answers import answer
from dashboard.serving.aside import LOOKS, MAKES, aside
from dashboard.serving.metrics import MEDIA_TYPE, exposition
from dashboard.serving.readiness import note_asked, unready
from dashboard.serving.tiles import serve_tile
from dashboard.store import blobs
from dashboard.store.assets import assets

_YEAR_S = 365 * 24 * 3600
_NO_STORE = {"Cache-Control": "no-store"}


async def serve_blob(request: Request) -> Response:
    """Serve data by its content address; what is offered only is made now, in a thread."""
    name, caching = request.path_params["name"], f"private, max-age={_YEAR_S}, immutable"
    return answer(request, blobs.at_hand(name) or await aside(MAKES, blobs.made, name), caching)


async def serve_asset(request: Request) -> Response:
    """Serve a built file; the manifest is the list of what exists, so a path cannot lead elsewhere."""
    return answer(request, assets().get(request.path_params["path"]), "private, no-cache")


async def healthz(request: Request) -> Response:
    """Say that the process answers."""
    return PlainTextResponse("ok", headers=_NO_STORE)


async def readyz(request: Request) -> Response:
    """Say whether readers should be sent here; otherwise name what is missing."""
    note_asked()
    missing = await aside(LOOKS, unready)
    words = "".join(f"{word}\n" for word in missing) or "ready"
    return PlainTextResponse(words, status_code=503 if missing else 200, headers=_NO_STORE)


def metrics(request: Request) -> Response:
    """Tell operators what is counted."""
    return Response(exposition(), media_type=MEDIA_TYPE, headers=_NO_STORE)


ROUTES = (
    Route("/atlas/{name}", serve_blob),
    Route("/assets/{path:path}", serve_asset),
    Route("/tiles/{layer}/{z}/{x}/{y}.mvt", serve_tile),
    Route("/healthz", healthz),
    Route("/readyz", readyz),
    Route("/metrics", metrics),
)
