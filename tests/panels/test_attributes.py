"""Attributes of elements."""

from markupsafe import Markup

from dashboard.panels.markup import tag


def test_an_attribute_that_is_false_is_left_out() -> None:
    assert tag("details", open=False) == Markup("<details></details>")
    assert tag("details", open=True) == Markup('<details open=""></details>')
