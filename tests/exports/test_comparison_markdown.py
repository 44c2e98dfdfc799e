"""Markdown for a pull request: whatever the data says, it stays text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.exports.comparison_markdown import escaped, markdown
from dashboard.exports.comparison_report import Report

JOINER = "\u2060"


def report(*sentences: str, name: str = "a") -> Report:
    return Report(
        before=name,
        after="b",
        counted="1 difference in 1 file",
        short=(),
        files={"layers/x.geojson": sentences},
        broken=(),
        readers={"What the map answers": sentences},
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("@everyone", f"@{JOINER}everyone"),
        ("#12 and GH-12", f"#{JOINER}12 and GH-{JOINER}12"),
        ("https://evil.example", f"https://{JOINER}evil.example"),
        ("www.evil.example", f"www{JOINER}.evil.example"),
        ("<script>alert(1)</script>", r"&lt;script&gt;alert\(1\)&lt;/script&gt;"),
        ("![x](y) [z](w)", r"\!\[x\]\(y\) \[z\]\(w\)"),
        ("a | b", r"a \| b"),
        ("`x` *y* _z_ ~w~ $1$", r"\`x\` \*y\* \_z\_ \~w\~ \$1\$"),
        ("\\@x", f"\\\\@{JOINER}x"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("one\n\n# two\r\n", f"one #{JOINER} two"),
        ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
        ("مرحبا", "مرحبا"),
        ("castello-road: hindered → cut", "castello-road: hindered → cut"),
    ],
)
def test_markup_in_data_is_shown_as_it_is(text: str, written: str) -> None:
    assert escaped(text) == written


@given(st.text(max_size=60))
def test_no_text_makes_markup_mentions_or_lines(text: str) -> None:
    found = escaped(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[\[\]!|`*_]", found)
    assert "<" not in found
    assert ">" not in found
    assert not re.search(r"@[^\u2060]|#[^\u2060]|://[^\u2060]", found)
    assert len(found.splitlines()) <= 1


@given(st.text(alphabet="ab|`<>@#\\\n-[]()!*", max_size=30))
def test_each_sentence_stays_in_its_line(text: str) -> None:
    lines = markdown(report(text)).splitlines()
    assert lines.count("</details>") == 1
    assert sum(line.startswith("- ") for line in lines) == 2


def test_a_report_too_long_for_a_pull_request_is_cut_and_says_so() -> None:
    found = markdown(report(*(f"sentence {n}" for n in range(9000))))
    assert len(found) < 65_000
    assert found.rstrip().endswith("more lines do not fit here._")
    assert found.count("<details>") == found.count("</details>")
