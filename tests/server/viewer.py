"""A viewer without a browser: opens the page over its websocket and moves clocks, as a browser does.

What it sends was taken down from Chromium: the first run with the link, then one run of the fragment for
each move, with the component's value as JSON. It keeps open the second socket too, for changes of the data.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

DEFAULTS = {
    "as_of": "2016-09-08",
    "known_by": "2016-09-08",
    "context": "0",
    "voice": "",
    "layers": "",
    "sel": "",
    "note": "",
    "source": "",
    "tab": "day",
    "q": "",
    "names": "both",
    "at": "",
    "more": "0",
    "origin": "bab-al-hawa",
    "destination": "aleppo-east-centre",
    "whom": "un-aid",
    "avoid": "",
    "area": "",
    "silence": "refuse",
    "disputed": "refuse",
    "hindered": "refuse",
    "assume": "",
    "speed": "",
    "way": "1",
}
_SOUND_ENDS = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
LONGEST_S = 60.0


class WentWrong(AssertionError):
    """The page answered with an exception, another end than success, or not at all."""


@dataclass
class Viewer:
    """One open page; `html` holds the last text of each place of the page."""

    url: str
    query: Mapping[str, str]
    socket: ClientConnection
    fragment: str = ""
    script: str = ""
    widget: str = ""
    session: str = ""
    html: dict[tuple[int, ...], str] = field(default_factory=dict)
    received_bytes: int = 0
    sent_to: int = 0

    async def open(self) -> float:
        """Run the page for the link; gives the seconds until its script has finished."""
        return await self._ask(BackMsg(), fragment=False)

    async def move(self, **to: str) -> float:
        """Change the view; gives the seconds until the answer is complete."""
        self.query = {**self.query, **to}
        value = json.dumps({"view": {**DEFAULTS, **self.query}}, separators=(",", ":"))
        return await self._move(WidgetState(id=self.widget, json_value=value), fragment=True)

    async def slide(self, to: float) -> float:
        """Move the slider of the floor's page; gives the seconds until the answer is complete."""
        state = WidgetState(id=self.widget)
        state.double_array_value.data.append(to)
        return await self._move(state, fragment=False)

    def panel(self) -> str:
        """Give the text beside the map."""
        return self.html[(0, 0, 2, 1)]

    async def _move(self, state: WidgetState, *, fragment: bool) -> float:
        message = BackMsg()
        message.rerun_script.widget_states.widgets.append(state)
        return await self._ask(message, fragment=fragment)

    async def _ask(self, message: BackMsg, *, fragment: bool) -> float:
        rerun = message.rerun_script
        rerun.query_string = urlencode(self.query)
        rerun.page_script_hash = self.script
        rerun.fragment_id = self.fragment if fragment else ""
        rerun.widget_states.SetInParent()
        rerun.context_info.timezone = "UTC"
        rerun.context_info.locale = "en-US"
        rerun.context_info.url = self.url
        started = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        async with asyncio.timeout(LONGEST_S):
            await self._hear_the_end()
        return time.perf_counter() - started

    async def _hear_the_end(self) -> None:
        has_begun = False
        while True:
            data = await self.socket.recv(decode=False)
            self.received_bytes += len(data)
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                has_begun = True
                self.session = message.new_session.initialize.session_id
            elif kind == "delta":
                self._take(message)
            elif kind == "script_finished" and has_begun:
                if message.script_finished not in _SOUND_ENDS:
                    raise WentWrong(f"the script ended with {message.script_finished}")
                return

    def _take(self, message: ForwardMsg) -> None:
        self.script = message.metadata.active_script_hash or self.script
        element = message.delta.new_element
        self.fragment = message.delta.fragment_id or self.fragment
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise WentWrong(element.exception.message or element.exception.type)
        if kind == "html":
            self.html[tuple(message.metadata.delta_path)] = element.html.body
        elif kind == "bidi_component":
            self.widget = element.bidi_component.id
        elif kind == "slider":
            self.widget = element.slider.id


@asynccontextmanager
async def viewing(
    url: str, query: Mapping[str, str] | None = None, *, live: bool = True
) -> AsyncIterator[Viewer]:
    """Connect as a page at `url` would; the page is closed at the end."""
    address, origin = url.replace("http", "ws", 1).rstrip("/"), url.rstrip("/")
    async with connect(
        f"{address}/_stcore/stream",
        origin=origin,  # type: ignore[arg-type]
        subprotocols=["streamlit"],  # type: ignore[list-item]
        compression=None,
        max_size=None,
        open_timeout=LONGEST_S,
        close_timeout=5,
    ) as socket:
        viewer = Viewer(url, query or {}, socket)
        if not live:
            yield viewer
            return
        async with connect(f"{address}/live", origin=origin, compression=None, open_timeout=LONGEST_S):  # type: ignore[arg-type]
            yield viewer
