"""What an import tells: format, encoding, coordinates, fields, counts that add up, and what is missing."""

from collections import Counter
from collections.abc import Iterator, Sequence

from dashboard.domain.draft_rows import Found, Recipe, Reject
from dashboard.domain.drafts import Draft
from dashboard.store.imports.limits import shown

_MOST_REASONS = 8


def lines(found: Found, said: Sequence[str], recipe: Recipe, draft: Draft, *, swapped: bool) -> Iterator[str]:
    """Tell everything about an import, one line each."""
    yield f"format: {found.format}"
    if found.encoding:
        yield f"encoding: {found.encoding}"
    yield from said
    for remark in found.remarks:
        yield f"remark: {shown(remark, 400)}"
    if swapped:
        yield "latitude and longitude were exchanged, as --swap says"
    yield from mapping_lines(recipe)
    yield from _counts(draft)
    yield from _ids(draft)
    yield from _left(draft)
    yield from _missing(draft)
    yield from _places(draft, swapped=swapped)


def mapping_lines(recipe: Recipe) -> Iterator[str]:
    """Tell which column is which field, and what is set for all."""
    if recipe.map:
        pairs = (f"{field} ← {shown(column, 40)}" for field, column in recipe.map.items())
        yield f"fields: {', '.join(pairs)}"
    if recipe.set:
        texts = (f"{field} = {shown(text, 60)}" for field, text in recipe.set.items())
        yield f"set for all: {', '.join(texts)}"


def _counts(draft: Draft) -> Iterator[str]:
    more = "" if len(draft.features) == draft.taken else f" (as {len(draft.features):,} features)"
    yield f"read {draft.read:,} = taken {draft.taken:,}{more} + rejected {len(draft.rejects):,}"
    reasons = Counter(_kind_of(reject.reason) for reject in draft.rejects)
    first: dict[str, Reject] = {}
    for reject in draft.rejects:
        first.setdefault(_kind_of(reject.reason), reject)
    for kind, count in reasons.most_common(_MOST_REASONS):
        reject = first[kind]
        yield f"rejected: {count:,}; the first is row {reject.number}: {shown(reject.reason, 200)}"
    if len(reasons) > _MOST_REASONS:
        others = sum(count for _, count in reasons.most_common()[_MOST_REASONS:])
        yield f"rejected: {others:,} for other reasons"


def _kind_of(reason: str) -> str:
    """Give what reasons of one kind have in common: their words without the numbers and texts in them."""
    return " ".join(word for word in reason.split() if word.isalpha())


def _ids(draft: Draft) -> Iterator[str]:
    if draft.made_ids:
        yield f"ids: {draft.made_ids:,} made from names or row numbers"
    if draft.changed_ids:
        yield f"ids: {draft.changed_ids:,} written in lower case with hyphens"
    if draft.repeated_ids:
        yield f"ids: {draft.repeated_ids:,} stood there before and got a number"


def _left(draft: Draft) -> Iterator[str]:
    for field, (count, first) in draft.unfit.items():
        yield f"not taken for {field}: {count:,}; the first is {shown(first, 200)}"
    if draft.kept_beside:
        listed = ", ".join(shown(column, 40) for column in draft.kept_beside)
        yield f"kept beside the draft, for the model has no room for it or has it in another form: {listed}"


def _missing(draft: Draft) -> Iterator[str]:
    if not draft.missing:
        return
    total = len(draft.features)
    listed = (
        f"{field} in {'all' if count == total else f'{count:,}'}" for field, count in draft.missing.items()
    )
    yield f"missing, to be added before the draft is taken over: {', '.join(listed)}"
    yield "  fix: --map FIELD=COLUMN, --set FIELD=TEXT where one text is true of all, or edit the draft"


def _places(draft: Draft, *, swapped: bool) -> Iterator[str]:
    if draft.outside:
        yield f"{draft.outside:,} of {len(draft.features):,} features lie outside the limits of the map"
    found = draft.swapped
    if found is not None and found.most and not swapped:
        yield (
            "latitude and longitude seem to have changed places: "
            f"{found.likely:,} of {found.located:,} would lie better on the map; the first is {found.first}"
        )
        yield "  fix: import again with --swap"
