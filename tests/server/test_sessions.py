"""Sessions beside each other: nobody receives what another asked for; who comes too many is asked to wait."""

import asyncio
import random
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from websockets.exceptions import InvalidStatus

from dashboard.domain.view import view_from_query
from dashboard.i18n import say
from dashboard.panels.context import Desk
from dashboard.panels.header import cards_row
from dashboard.panels.page import panel_frame
from dashboard.store.current import standing
from dashboard.store.load import chosen_folder
from tests.server.viewer import Viewer, viewing
from tests.serving import Running, running, until_ready

MOST = 12


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("sessions") / "served", [f"--most-sessions={MOST}"]) as served:
        until_ready(served)
        yield served


def links() -> list[dict[str, str]]:
    tabs = ({"tab": "day"}, {"tab": "feature", "sel": "castello-road"}, {"tab": "tray"}, {"tab": "about"})
    return [
        {"as_of": f"2016-08-{10 + i}", "known_by": "all", "context": str(i % 2), "names": "en", **tabs[i % 4]}
        for i in range(10)
    ]


def test_no_session_receives_what_another_asked_for(server: Running) -> None:
    """Under load, each page holds exactly what its own view comes to, made here without a server."""
    now = standing(chosen_folder())

    def is_own(viewer: Viewer) -> bool:
        view = view_from_query(dict(viewer.query)).within(now.dataset.frame)
        desk = Desk(now.dataset, view, "en", now.network, now.ties)
        before, _, after = str(panel_frame(desk)).partition("<!--note-->")
        shown = viewer.panel()
        return (
            viewer.html[(0, 0, 0, 1)] == cards_row(desk)
            and shown.startswith(before)
            and shown.endswith(after)
        )

    async def live(query: dict[str, str], rng: random.Random) -> int:
        checked = 0
        async with viewing(server.url, query) as viewer:
            await viewer.open()
            for _ in range(8):
                assert is_own(viewer), viewer.query
                checked += 1
                await viewer.move(as_of=f"2016-08-{rng.randrange(10, 30)}")
        return checked

    async def everybody() -> list[int]:
        return await asyncio.gather(*(live(link, random.Random(i)) for i, link in enumerate(links())))

    assert asyncio.run(everybody()) == [8] * 10


def test_who_comes_too_many_is_asked_to_wait_and_finds_room_when_somebody_leaves(server: Running) -> None:
    async def crowd() -> None:
        async with asyncio.TaskGroup() as group:
            leave = asyncio.Event()
            inside = [asyncio.Event() for _ in range(MOST)]

            async def stay(event: asyncio.Event) -> None:
                async with viewing(server.url) as viewer:
                    await viewer.open()
                    event.set()
                    await leave.wait()

            for event in inside:
                group.create_task(stay(event))
            for event in inside:
                await event.wait()
            with pytest.raises(InvalidStatus) as refused:
                async with viewing(server.url):
                    pass
            assert refused.value.response.status_code == 503
            assert refused.value.response.headers["X-Content-Type-Options"] == "nosniff"
            with pytest.raises(urllib.error.HTTPError) as busy:
                await asyncio.to_thread(urllib.request.urlopen, server.url, timeout=10)
            assert (busy.value.code, busy.value.headers["Retry-After"]) == (503, "20")
            assert say("busy.title") in busy.value.read().decode()
            assert busy.value.headers["Content-Security-Policy"]
            leave.set()
        async with viewing(server.url) as viewer:
            await viewer.open()

    asyncio.run(crowd())
    assert "ASGI" not in server.log()
