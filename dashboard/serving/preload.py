"""What the page will need, told to the browser with the page itself."""

import asyncio
from urllib.parse import parse_qsl

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.domain.lens import Lens
from dashboard.domain.view import View, view_from_query
from dashboard.maps.publish import publish
from dashboard.panels.context import Desk
from dashboard.serving.aside import LOOKS, aside
from dashboard.serving.readiness import is_warm
from dashboard.store import blobs, edit_mode
from dashboard.store.assets import AssetsMissing, page_modules
from dashboard.store.current import current, follow, standing
from dashboard.store.shelf import chosen_shelf

PATIENCE_S = 1.0
_MOST_WAITING = 200


class Preload:
    """Tell the browser with the page what it will need, so that it fetches while Streamlit starts.

    Without it the map's code and data are asked for only after Streamlit has started, connected and run
    the page: three round trips later. It is advice: where the data is not there yet, cannot be read, or is
    long in coming, the page goes without, and says itself what is wrong.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the links to pages; everything else passes."""

        async def send_with_links(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableHeaders(scope=message)
                is_page = headers.get("content-type", "").startswith("text/html") and is_warm()
                if is_page and (links := await _in_time(scope["query_string"].decode("latin-1"))):
                    headers.append("Link", ", ".join(links))
            await send(message)

        await self.app(scope, receive, send_with_links if scope["type"] == "http" else send)


async def _in_time(query: str) -> list[str]:
    if LOOKS.statistics().tasks_waiting > _MOST_WAITING:
        return []
    asking = asyncio.create_task(_links(query))  # left to itself where it is late
    done, _ = await asyncio.wait({asking}, timeout=PATIENCE_S)
    return asking.result() if done else []


async def _links(query: str) -> list[str]:
    try:
        return await aside(LOOKS, preload_links, query)
    except (OSError, ValueError, AssetsMissing):
        return []


def preload_links(query: str) -> list[str]:
    """Name the component's code, the typeface and the data that a link's reader needs first."""
    component = "/_stcore/bidi-components/aleppo-dashboard.atlas"
    dataset, _ = current(chosen_shelf())
    lens = view_from_query(dict(parse_qsl(query))).lens
    modules = page_modules("BidiComponent", "Html", "purify", "serialization", "recordbatch", "_arrayReduce")
    code = "editor" if edit_mode.is_on() else "atlas"
    return [
        *(f"<{address}>; rel=modulepreload" for address in (f"{component}/{code}.js", *modules)),
        f"<{component}/{code}.css>; rel=preload; as=style",
        "</assets/fonts/inter-latin.woff2>; rel=preload; as=font; crossorigin=anonymous",
        *(
            f"<{address}>; rel=preload; as=fetch; crossorigin=anonymous; fetchpriority=low"
            for address in publish(dataset).first_needed(lens)
        ),
    ]


def warm_up() -> None:
    """Load the data, follow it, and make what all ask for before the first reader does.

    That is the two common reading tables, and what all questions of corridors have in common.
    """
    follow(chosen_shelf())
    now = standing(chosen_shelf())
    dataset = now.dataset
    _ = Desk(dataset, View(), made=now.network, ties=now.ties).answer
    tables = publish(dataset).tables
    for lens in (Lens(), Lens(context=True)):
        blobs.get(tables[lens.key].rpartition("/")[2])
