"""Parts of the browser code of brought layers by themselves: its modules as they are written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from dashboard.i18n import catalogue

SOURCE = Path(__file__).resolve().parents[2] / "dashboard" / "web" / "src"
ORIGIN = "http://127.0.0.1/"
USED = {
    "made_layer.js": "app, later, listed, made, strings",
    "src/broughtchoice.js": "choiceOf",
    "src/broughtlist.js": "BroughtList",
    "src/crowdhit.js": "hitCrowd",
    "src/crowdlegend.js": "crowdEntries",
    "src/crowdwords.js": "sourceWords",
    "src/days.js": "FOREVER",
    "src/notice.js": "Notice",
}
Ask = Callable[[str], Any]


@pytest.fixture
def ask(page: Page) -> Ask:
    """Run lines of JavaScript beside a made layer; give what they return."""

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(ORIGIN)
        if not name:
            route.fulfill(body="<!doctype html><title>modules</title>", content_type="text/html")
        elif name == "strings.json":
            route.fulfill(json=dict(catalogue()))
        else:
            folder = SOURCE if name.startswith("src/") else Path(__file__).parent
            route.fulfill(path=folder / name.removeprefix("src/"), content_type="text/javascript")

    page.route(f"{ORIGIN}**", answer)
    page.goto(ORIGIN)
    imports = "".join(f'const {{ {names} }} = await import("/{path}");' for path, names in USED.items())
    return lambda lines: page.evaluate(f"async () => {{ {imports} {lines} }}")


def test_values_that_only_later_rows_have_are_not_listed_before_they_are_known(ask: Ask) -> None:
    early, every = ask(
        """
        const crowd = await made();
        const list = new BroughtList(app, crowd);
        const said = (knownBy) => {
          crowd.setClocks({ asOf: 17052, knownBy });
          list.show();
          return [listed(list), list.named.textContent];
        };
        return [said(17052), said(FOREVER - 1)];
        """
    )
    assert early == [["early2", "Agency2"], "1 source"]
    kinds, sources = every[0][:4], every[0][4:]
    assert kinds == ["early3", "secret-later1", "Any other category1", "No category1"]
    assert sources == ["Agency3", "Later News1", "Any other source1", "(no source: unsourced)1"]
    assert every[1] == "More than 2 sources"


def test_a_layer_that_is_held_back_as_a_whole_lists_nothing(ask: Ask) -> None:
    assert ask(
        """
        const crowd = await made({ known: { day: 17100 } });
        const list = new BroughtList(app, crowd);
        const said = (knownBy) => {
          crowd.setClocks({ asOf: 17052, knownBy });
          list.show();
          return listed(list).length;
        };
        return [said(17052), said(17100)];
        """
    ) == [0, 8]


def test_the_rest_and_what_has_no_category_are_listed_though_the_link_hides_them(ask: Ask) -> None:
    assert ask(
        """
        const crowd = await made();
        app.view.brought = "1.h254-255";
        crowd.setFilter(choiceOf(app.view.brought, crowd.spec));
        const list = new BroughtList(app, crowd);
        list.show();
        return listed(list).slice(0, 4);
        """
    )[2:] == ["Any other category1", "No category1"]


def test_a_source_beyond_those_that_are_sent_is_no_missing_source(ask: Ask) -> None:
    known, rarer, none = ask(
        "const crowd = await made(); return [0, 3, 4].map((i) => sourceWords(strings, crowd, i));"
    )
    assert known == "Source: Agency"
    assert "Unsourced" not in rarer
    assert none == "Unsourced: nobody is named for it"


def test_a_filter_that_was_taken_back_while_its_values_were_on_their_way_stays_away(ask: Ask) -> None:
    assert (
        ask(
            """
        const crowd = await made();
        const come = later("other");
        crowd.setFilter({ category: 1 });
        crowd.setFilter({ category: 0 });
        come();
        await crowd.loading;
        return crowd.filter.category;
        """
        )
        == 0
    )


def test_a_letter_without_a_number_chooses_nothing(ask: Ask) -> None:
    said = ask(
        """
        const crowd = await made();
        const { hiddenCategories, hiddenSources, date, category } = choiceOf("1.h.s.d.c", crowd.spec);
        return [hiddenCategories.size, hiddenSources.size, date, category];
        """
    )
    assert said == [0, 0, 0, 0]


def test_a_value_cannot_turn_the_count_beside_it_in_the_legend(ask: Ask) -> None:
    text = ask(
        """
        const crowd = await made();
        return crowdEntries({ ...app, layers: [crowd] }, { width: 44, height: 18 })[0].rows[0].text;
        """
    )
    assert text == "early (2)"


def test_a_line_of_very_many_parts_is_met(ask: Ask) -> None:
    assert (
        ask(
            """
        const parts = 140000;
        const columns = {
          kind: "line", n: 1, x0: 0, y0: 0, s: 1, q: 65535,
          part_off: Uint32Array.of(0, parts),
          ring_off: Uint32Array.from({ length: parts + 1 }, (_, k) => 2 * k),
          x: Uint16Array.from({ length: 2 * parts }, (_, k) => (k % 2) * 65535),
          y: new Uint16Array(2 * parts).fill(100),
          lod: new Uint8Array(2 * parts), box: Uint16Array.of(0, 100, 65535, 100),
        };
        const frame = { zoom: 8, world: 65536, ox: 0, oy: 0, width: 800, height: 600 };
        const crowd = { columns, geometry: 1, marks: Uint8Array.of(1), blocks: { query: () => [0] } };
        return hitCrowd(crowd, frame, 500, 101, { point: 13, line: 7 })?.i;
        """
        )
        == 0
    )


def test_the_notice_says_why_nothing_is_drawn(ask: Ask) -> None:
    nobody, later, rows = ask(
        """
        return [null, { day: 17081 }, { field: "published", url: "known" }].map((known) => {
          const notice = new Notice({ strings });
          notice.held({ spec: { title: { en: "made.csv" }, brought: { known } } });
          return notice.element.textContent;
        });
        """
    )
    assert "nobody said when it was published" in nobody
    assert "all of it was published on Fri, 7 Oct 2016" in later
    assert "none of its rows was published" in rows


def test_what_was_left_out_of_the_file_stands_in_the_list(ask: Ask) -> None:
    text, plain = ask(
        """
        const given = { unlocated: 1200, set_aside: 3, remarks: ["read as CSV: <b>5</b> rows"] };
        const crowds = [await made(given), await made()];
        return crowds.map((crowd) => new BroughtList(app, crowd).element.textContent);
        """
    )
    assert "without a place: 1,200; set aside: 3." in text
    assert "read as CSV: <b>5</b> rows" in text
    assert "without a place" not in plain
