"""What the before/after map shows: on which day, which frames, and which features in each of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.domain.dataset import Dataset
from dashboard.domain.differences.readings import ReadingChange
from dashboard.domain.differences.records import Difference, RecordKind, ShapeChange
from dashboard.domain.lens import Clocks, Lens
from dashboard.domain.measure import metres_per_degree, positions_of
from dashboard.domain.model import Feature
from dashboard.domain.view import View
from dashboard.store.comparison import Comparison

Box = tuple[float, float, float, float]
Cluster = tuple[Box, tuple[str, ...]]
WIDTH_PX, HEIGHT_PX = 430, 330  # small, so that letters stay legible on a phone
MOST_FRAMES = 8
# A frame shows no less than this, and no feature that changed nearer than its accuracy allows.
_SMALLEST_M = 1_500.0
_ACCURACIES_ACROSS = 9.0
_MARGIN = 1.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A window of the map in pixels: its middle in degrees, and metres to a pixel."""

    middle: tuple[float, float]
    metres_per_pixel: float
    subjects: tuple[str, ...]

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Turn degrees into pixels of the frame."""
        east, north = metres_per_degree(self.middle[1])
        x = WIDTH_PX / 2 + (longitude - self.middle[0]) * east / self.metres_per_pixel
        y = HEIGHT_PX / 2 - (latitude - self.middle[1]) * north / self.metres_per_pixel
        return x, y

    def shows(self, box: Box) -> bool:
        """Tell whether any of a box may lie in the frame."""
        left, bottom = self.place(box[0], box[1])
        right, top = self.place(box[2], box[3])
        return right >= 0 and left <= WIDTH_PX and bottom >= 0 and top <= HEIGHT_PX


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The setting of the clocks, the frames, and how each drawing changed; `left_out` counts frames."""

    clocks: Clocks
    lens: Lens
    frames: tuple[Frame, ...]
    shapes: Mapping[str, ShapeChange]
    changed: frozenset[str]
    unplaced: tuple[str, ...]
    left_out: int = 0


def scene_of(comparison: Comparison) -> Scene:
    """Choose what to show: every feature whose drawing or answer changed, on a day on which one does."""
    found = comparison.consequences
    readings = found.readings if found else ()
    features = [d for d in comparison.differences if d.kind is RecordKind.FEATURE]
    changed = {d.id for d in features} | {change.feature_id for change in readings}
    focus = dict(_focus(comparison.datasets, features, readings))
    boxes: list[Cluster] = [(box, (feature_id,)) for feature_id, box in sorted(focus.items())]
    frames = [_frame(box, subjects, comparison.datasets) for box, subjects in _clusters(boxes)]
    if len(frames) > 1:
        everything = _around(box for box, _ in boxes)
        frames.insert(0, _frame(everything, tuple(sorted(focus)), comparison.datasets))
    clocks, lens = _setting(readings)
    return Scene(
        clocks=clocks,
        lens=lens,
        frames=tuple(frames[:MOST_FRAMES]),
        shapes={d.id: d.shape for d in features if d.shape is not None},
        changed=frozenset(changed),
        unplaced=tuple(sorted(changed - focus.keys())),
        left_out=max(0, len(frames) - MOST_FRAMES),
    )


def _setting(readings: Iterable[ReadingChange]) -> tuple[Clocks, Lens]:
    """Set the clocks as the page opens, or, where no answer changes then, as near to that as one does."""
    usual = View()
    day, known = usual.as_of, usual.known_by or date.max
    one = timedelta(days=1)
    best: tuple[int, Clocks, Lens] | None = None
    for change in readings:
        as_of = min(max(day, change.as_of[0]), change.as_of[1] - one)
        last = change.known_by[1] if change.known_by[1] == date.max else change.known_by[1] - one
        known_by = date.max if change.in_hindsight else min(max(known, change.known_by[0]), last)
        away = abs((as_of - day).days) + (200 if change.lens.context else 0) + (known_by != known) * 50
        if best is None or away < best[0]:
            best = (away, Clocks(as_of, known_by), change.lens)
    return (best[1], best[2]) if best else (Clocks(day, known), Lens(context=usual.context))


def _focus(
    datasets: tuple[Dataset, Dataset], differences: Iterable[Difference], readings: Iterable[ReadingChange]
) -> Iterator[tuple[str, Box]]:
    """Give the box to look at for each feature: around what moved, or around the whole of it."""
    whole = {change.feature_id for change in readings}
    for difference in differences:
        shape = difference.shape
        touched = [p for pair in shape.moves for p in pair] + [*shape.new, *shape.gone] if shape else []
        if touched and difference.id not in whole:
            yield difference.id, _around((p[0], p[1], p[0], p[1]) for p in touched)
        else:
            whole.add(difference.id)
    for feature_id in whole:
        drawn = [d.features[feature_id] for d in datasets if feature_id in d.features]
        boxes = [box for feature in drawn if (box := box_of(feature)) is not None]
        if boxes:
            yield feature_id, _around(boxes)


def box_of(feature: Feature) -> Box | None:
    """Give the box of a feature in degrees; None where no source places it."""
    if feature.geometry is None:
        return None
    return _around((p[0], p[1], p[0], p[1]) for p in positions_of(feature.geometry))


def _around(boxes: Iterable[Box]) -> Box:
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _clusters(boxes: list[Cluster]) -> list[Cluster]:
    """Put together what lies together, so that one pair of pictures shows it."""
    found: list[Cluster] = []
    for box, subjects in boxes:
        near = [each for each in found if _near(each[0], box)]
        found = [each for each in found if each not in near]
        merged = _around([box, *(each[0] for each in near)])
        found.append((merged, tuple(sorted({*subjects, *(s for each in near for s in each[1])}))))
    return found


def _near(one: Box, other: Box) -> bool:
    pad = 0.25 * max(one[2] - one[0], one[3] - one[1], other[2] - other[0], other[3] - other[1], 0.008)
    return (
        one[0] - pad <= other[2]
        and other[0] - pad <= one[2]
        and one[1] - pad <= other[3]
        and other[1] - pad <= one[3]
    )


def _frame(box: Box, subjects: tuple[str, ...], datasets: tuple[Dataset, Dataset]) -> Frame:
    """Fit a frame around a box, never nearer than the accuracy of what changed in it allows."""
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    east, north = metres_per_degree(middle[1])
    known = [
        d.features[s].properties.accuracy_m or 0.0 for d in datasets for s in subjects if s in d.features
    ]
    blur = max(known, default=0.0) if len(subjects) < 4 else min(known, default=0.0)
    across = max(
        (box[2] - box[0]) * east * _MARGIN,
        (box[3] - box[1]) * north * _MARGIN * WIDTH_PX / HEIGHT_PX,
        blur * _ACCURACIES_ACROSS,
        _SMALLEST_M,
    )
    return Frame(middle=middle, metres_per_pixel=across / WIDTH_PX, subjects=subjects)
