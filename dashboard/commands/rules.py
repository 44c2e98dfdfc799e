"""`aleppo rules`: what each rule finds, why, and how it is mended."""

import click


@click.command()
@click.argument("names", metavar="[RULE…]", nargs=-1)
@click.option("--markdown", is_flag=True, help="Write all of them as the section of docs/maintaining.md.")
def rules(names: tuple[str, ...], markdown: bool) -> None:
    """List the rules of `aleppo check`, or explain the ones that are named.

    Exits with 2 for a rule that does not exist.

    Example: aleppo rules swapped-coordinates
    """
    from dashboard.domain.rules import RULES
    from dashboard.domain.rules.quoting import near
    from dashboard.rule_guide import explained, listed
    from dashboard.rule_guide import markdown as section

    if markdown:
        click.echo(section())
        return
    for name in names:
        if name not in RULES:
            guess = near(name, list(RULES))
            raise click.UsageError(
                f"there is no rule {name!r}" + (f"; did you mean {guess!r}?" if guess else "")
            )
        click.echo("\n".join(explained(RULES[name])))
    if not names:
        click.echo("\n".join(listed(RULES.values())))
