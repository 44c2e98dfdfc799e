"""What the page will need, told to the browser with the page itself."""

from urllib.parse import parse_qsl

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.domain.lens import Lens
from dashboard.domain.view import View, view_from_query
from dashboard.maps.publish import publish
from dashboard.panels.context import Desk
from dashboard.store import blobs, edit_mode
from dashboard.store.assets import page_modules
from dashboard.store.current import current, follow, standing
from dashboard.store.shelf import chosen_shelf


class Preload:
    """Tell the browser with the page what it will need, so that it fetches while Streamlit starts.

    Without it the map's code and data are asked for only after Streamlit has started, connected and run
    the page: three round trips later.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the links to pages; everything else passes."""

        async def send_with_links(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("Link", ", ".join(preload_links(scope["query_string"].decode("latin-1"))))
            await send(message)

        await self.app(scope, receive, send_with_links if scope["type"] == "http" else send)


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
