"""Words for how the answer to a question of corridors differs: ways, what blocks them, what unlocks them."""

from collections.abc import Iterable, Iterator

from dashboard.domain.differences.corridors import Delta
from dashboard.domain.differences.outcomes import Blocker
from dashboard.i18n.plain_text import counted, listed, shown

_MOST = 8


def delta_words(delta: Delta) -> str:
    """Say in what two answers differ."""
    return "; ".join(_parts(delta))


def _parts(delta: Delta) -> Iterator[str]:
    if delta.known[0] is not delta.known[1]:
        yield (
            "the network has the ends of the question now"
            if delta.known[1]
            else ("the network lacks an end of the question now")
        )
    if delta.passes == (False, True):
        yield "a way exists now by what sources say"
    elif delta.passes == (True, False):
        yield "no way exists any more by what sources say"
    elif delta.ways is not None and delta.passes == (True, True):
        yield f"other ways pass ({counted(len(delta.ways[0]), 'way')} → {len(delta.ways[1])})"
    yield from _exchanged(delta.blockers_gone, delta.blockers_come, "blocked by", "no longer blocked by")
    if delta.unlocking is not None:
        old, new = (_sets(side) for side in delta.unlocking)
        if delta.passes[1]:
            yield "nothing needs unlocking any more"
        else:
            yield f"the smallest unlocking sets: {old} → {new}"
    yield from _exchanged(
        delta.unplaced_gone,
        delta.unplaced_come,
        "unplaced and spoken of:",
        "unplaced and no longer spoken of:",
    )


def _exchanged(gone: Iterable[Blocker], come: Iterable[Blocker], word: str, word_gone: str) -> Iterator[str]:
    old: dict[str, str] = {place: state.value for place, state in sorted(gone)}
    new: dict[str, str] = {place: state.value for place, state in sorted(come)}
    both = [f"{shown(place)} {old[place]} → {new[place]}" for place in new if place in old]
    if both:
        yield f"{word} {listed(both, _MOST)}"
    only_new = [f"{shown(place)} ({state})" for place, state in new.items() if place not in old]
    if only_new:
        yield f"{word} {listed(only_new, _MOST)}{' now' if word.endswith('by') else ''}"
    only_old = [f"{shown(place)} ({state})" for place, state in old.items() if place not in new]
    if only_old:
        yield f"{word_gone} {listed(only_old, _MOST)}"


def _sets(sets: Iterable[tuple[str, ...]]) -> str:
    written = [" + ".join(map(shown, places)) for places in sorted(sets)]
    return " or ".join(written[:3]) + (f" or {len(written) - 3} others" if len(written) > 3 else "") or "none"
