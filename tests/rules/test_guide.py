"""The guide and the rules say the same."""

from pathlib import Path

from click.testing import CliRunner

from dashboard.cli import main
from dashboard.domain.rules import RULES
from dashboard.rule_guide import BEGIN, END, FAMILIES, markdown

GUIDE = Path(__file__).parents[2] / "docs" / "maintaining.md"


def test_the_guide_has_every_rule_as_it_is() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    section = text[text.index(BEGIN) : text.index(END) + len(END)]
    assert section == markdown(), "write it anew: aleppo rules --markdown"
    for name in RULES:
        assert f"| `{name}`" in section


def test_every_family_has_a_heading_and_every_rule_a_family() -> None:
    assert {rule.family for rule in RULES.values()} == set(FAMILIES)


def test_a_rule_is_explained_and_a_misspelt_one_proposed() -> None:
    done = CliRunner().invoke(main, ["rules", "open-ring"])
    assert done.output == (
        "open-ring (error, fixable)\n"
        "  Find rings whose last position is not their first.\n"
        "  why:   programs close them each in their own way, or drop the area.\n"
        "  wrong: `[[37, 36], [38, 36], [38, 37], [37, 37]]`\n"
        "  right: `[[37, 36], [38, 36], [38, 37], [37, 37], [37, 36]]`\n"
    )
    done = CliRunner().invoke(main, ["rules", "openring"])
    assert done.exit_code == 2
    assert "did you mean 'open-ring'?" in done.output


def test_without_a_name_all_rules_are_listed() -> None:
    done = CliRunner().invoke(main, ["rules"])
    assert done.exit_code == 0
    assert len(done.output.splitlines()) == len(RULES)
