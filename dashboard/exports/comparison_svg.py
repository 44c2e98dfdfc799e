"""One picture of the before/after map: the ground, what is claimed on the day, and what changed."""

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from dashboard.domain.dataset import Dataset
from dashboard.domain.differences.records import ShapeChange
from dashboard.domain.model import Feature
from dashboard.domain.timeline import State, read
from dashboard.domain.vocabulary import Precision
from dashboard.exports.comparison_scene import HEIGHT_PX, WIDTH_PX, Frame, Scene, box_of
from dashboard.exports.svg_marks import lines_of, mark, overlap, scale_bar
from dashboard.exports.svg_strokes import Line, badge, path_of, status_area, status_line, walk
from dashboard.i18n.plain_text import cleaned, shortened
from dashboard.panels.markup import join, tag

MOST_FEATURES = 2_000
_MOST_MARKS = 300
_MOST_LABELS = 10
# Ground that is known so roughly, in pixels, would look sharper than it is: it is left out.
_TOO_ROUGH_PX = 30.0
_GROUND = {"land": "land", "sea": "sea", "river": "river", "main-road": "road", "border": "border"}
_OUTLINES = frozenset({"city", "governorate"})
_ROUGH = (Precision.INFERRED, Precision.SCHEMATIC)


def picture(
    scene: Scene, frame: Frame, sides: tuple[Dataset, Dataset], side: int, title: str
) -> tuple[Markup, set[State]]:
    """Draw one side, 0 before and 1 after, and tell which statuses it shows; `title` is read out.

    What changed is drawn over a light band; on the second side the old drawing stands behind as a dotted
    line, with vertices that moved, came or went marked. A band of the width of the accuracy lies under
    what changed, if it is wide enough to be seen; ground that is known too roughly is left out.
    """
    canvas = _Canvas(scene, frame, sides, side)
    inside = join(
        [
            tag("title", title),
            tag("rect", width=str(WIDTH_PX), height=str(HEIGHT_PX), class_="ground"),
            *canvas.parts(),
        ]
    )
    drawn = tag("svg", inside, viewBox=f"0 0 {WIDTH_PX} {HEIGHT_PX}", role="img", aria_label=title)
    return drawn, canvas.states


class _Canvas:
    """The layers of one picture, from the ground up."""

    def __init__(self, scene: Scene, frame: Frame, sides: tuple[Dataset, Dataset], side: int) -> None:
        self.scene, self.frame, self.sides, self.side = scene, frame, sides, side
        self.dataset = sides[side]
        self.states: set[State] = set()
        self.badges: list[Markup] = []
        self.taken: list[tuple[float, float, float, float]] = []
        every = (f for f in self.dataset.features.values() if (box := box_of(f)) and frame.shows(box))
        self.features = sorted(every, key=lambda f: (f.id in scene.changed, -f.properties.importance))[
            -MOST_FEATURES:
        ]

    def parts(self) -> Iterator[Markup]:
        yield from (self._ground(f) for f in self.features if f.properties.kind in _GROUND)
        claims = [f for f in self.features if f.properties.kind not in _GROUND]
        order = {"Polygon": 0, "MultiPolygon": 0, "LineString": 1, "MultiLineString": 1}
        claims.sort(key=lambda f: (order.get(_kind(f), 2), f.id in self.scene.changed))
        yield from (self._claim(f) for f in claims)
        if self.side:
            yield from self._ghosts()
        yield from self._marks()
        yield from self.badges
        yield from self._labels(claims)
        if not any(subject in self.dataset.features for subject in self.frame.subjects):
            words = "not there any more" if self.side else "not there yet"
            yield tag("text", words, x=str(WIDTH_PX // 2), y=str(HEIGHT_PX // 2), class_="absent")
        yield scale_bar(self.frame.metres_per_pixel)

    def _lines(self, geometry: Any) -> list[Line]:
        lines = lines_of(geometry)
        return [[self.frame.place(p[0], p[1]) for p in line] for line in lines]

    def _blur_px(self, feature: Feature) -> float:
        return (feature.properties.accuracy_m or 0.0) / self.frame.metres_per_pixel

    def _ground(self, feature: Feature) -> Markup:
        if self._blur_px(feature) > _TOO_ROUGH_PX and feature.id not in self.scene.changed:
            return Markup("")
        closed = "Polygon" in _kind(feature)
        path = path_of(self._lines(feature.geometry), close=closed)
        return tag("path", d=path, class_=_GROUND[feature.properties.kind], fill_rule="evenodd")

    def _claim(self, feature: Feature) -> Markup:
        changed = feature.id in self.scene.changed
        blur = self._blur_px(feature)
        if blur > _TOO_ROUGH_PX and not changed:
            return Markup("")
        state = read(self.dataset, feature, self.scene.clocks, self.scene.lens).state
        lines = self._lines(feature.geometry)
        kind = _kind(feature)
        if kind.endswith("Point"):
            return join([self._point(x, y, state, blur, changed=changed) for line in lines for x, y in line])
        if kind.endswith("Polygon"):
            return self._area(feature, lines, state, changed=changed)
        return self._line(feature, lines, state, blur, changed=changed)

    def _point(self, x: float, y: float, state: State, blur: float, *, changed: bool) -> Markup:
        at = {"cx": f"{x:.1f}", "cy": f"{y:.1f}"}
        parts = [tag("circle", r="17", class_="lit", **at)] if changed else []
        if blur > 8:
            parts.append(tag("circle", r=f"{blur:.1f}", class_="doubt", **at))
        if state is State.NO_CLAIM:
            parts.append(tag("circle", r="3.5", class_="dot", **at))
        else:
            self._badge(x, y, state)
        return join(parts)

    def _badge(self, x: float, y: float, state: State) -> None:
        self.states.add(state)
        if 0 <= x <= WIDTH_PX and 0 <= y <= HEIGHT_PX:
            self.badges.append(badge(x, y, state))
            self.taken.append((x - 10, y - 10, x + 10, y + 10))

    def _area(self, feature: Feature, rings: list[Line], state: State, *, changed: bool) -> Markup:
        path = path_of(rings, close=True)
        parts = [tag("path", d=path, class_="lit-line", stroke_width="9")] if changed else []
        if state is not State.NO_CLAIM:
            self.states.add(state)
            parts.append(status_area(rings, state, fuzzy=feature.properties.precision in _ROUGH))
            xs, ys = zip(*max(rings, key=len), strict=True)
            self._badge((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, state)
        elif changed or feature.properties.kind in _OUTLINES:
            parts.append(tag("path", d=path, class_="outline"))
        return join(parts)

    def _line(
        self, feature: Feature, lines: list[Line], state: State, blur: float, *, changed: bool
    ) -> Markup:
        path = path_of(lines)
        parts = [tag("path", d=path, class_="lit-line", stroke_width="20")] if changed else []
        if blur > 4 and changed:
            parts.append(tag("path", d=path, class_="doubt-band", stroke_width=f"{2 * blur:.1f}"))
        quiet = state is State.NO_CLAIM and not changed
        sketch = feature.properties.precision in _ROUGH
        if quiet:
            parts.append(tag("path", d=path, class_="road", stroke_dasharray="16 8" if sketch else None))
            return join(parts)
        self.states.add(state)
        parts.append(status_line(lines, state, sketch=sketch))
        if state is not State.NO_CLAIM:
            spots = [
                (x, y) for x, y, _ in walk(lines, 24) if 12 < x < WIDTH_PX - 12 and 12 < y < HEIGHT_PX - 12
            ]
            if spots:
                self._badge(*spots[len(spots) // 2], state)
        return join(parts)

    def _ghosts(self) -> Iterator[Markup]:
        """Draw where a changed feature was before, if its drawing is another one or gone."""
        for feature_id in sorted(self.scene.changed):
            old = self.sides[0].features.get(feature_id)
            shape = self.scene.shapes.get(feature_id)
            gone = feature_id not in self.dataset.features
            if old is None or old.geometry is None or not (shape or gone):
                continue
            lines = self._lines(old.geometry)
            if _kind(old).endswith("Point"):
                for line in lines:
                    yield from (
                        tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="7", class_="ghost") for x, y in line
                    )
            else:
                yield tag("path", d=path_of(lines, close="Polygon" in _kind(old)), class_="ghost")

    def _marks(self) -> Iterator[Markup]:
        left = _MOST_MARKS
        for _, shape in sorted(self.scene.shapes.items()):
            marks = list(self._marks_of(shape))[:left]
            left -= len(marks)
            yield from marks

    def _marks_of(self, shape: ShapeChange) -> Iterator[Markup]:
        place = self.frame.place
        for before, after in shape.moves:
            old, new = place(*before[:2]), place(*after[:2])
            if self.side:
                yield tag("path", d=path_of([[old, new]]), class_="move")
            yield mark((new if self.side else old), "moved")
        for position in shape.new if self.side else ():
            yield mark(place(*position[:2]), "new")
        for position in shape.gone:
            yield mark(place(*position[:2]), "gone")

    def _labels(self, features: Sequence[Feature]) -> Iterator[Markup]:
        """Name what changed, then the best-known points, where there is room."""
        first = [f for f in features if f.id in self.scene.changed]
        others = [f for f in features if f.id not in self.scene.changed and _kind(f) == "Point"]
        others.sort(key=lambda f: (f.properties.importance, f.id))
        number = 0
        for feature in [*first, *(f for f in others if self._blur_px(f) <= _TOO_ROUGH_PX)]:
            if number >= _MOST_LABELS:
                return
            label = self._label(feature, strong=feature.id in self.scene.changed)
            if label is not None:
                number += 1
                yield label

    def _label(self, feature: Feature, *, strong: bool) -> Markup | None:
        known = feature.properties
        rows = [
            shortened(cleaned(text), 34) for text in (known.name, known.name_ar if strong else None) if text
        ]
        width = max(map(len, rows)) * 7.1 + 6
        height = 15.0 * len(rows)
        inside = [
            (x, y)
            for line in self._lines(feature.geometry)
            for x, y in line
            if 0 < x < WIDTH_PX and 0 < y < HEIGHT_PX
        ]
        if not inside:
            return None
        x, y = inside[len(inside) // 2]
        for dx, dy in ((0, -16), (0, 26), (width / 2 + 14, 5), (-width / 2 - 14, 5), (0, -44), (0, 52)):
            box = (x + dx - width / 2, y + dy - height, x + dx + width / 2, y + dy + 4)
            fits = box[0] >= 2 and box[1] >= 2 and box[2] <= WIDTH_PX - 2 and box[3] <= HEIGHT_PX - 30
            if fits and not any(overlap(box, other) for other in self.taken):
                self.taken.append(box)
                top = y + dy - height + 13
                texts = [
                    tag(
                        "text",
                        row,
                        x=f"{x + dx:.1f}",
                        y=f"{top + 15 * n:.1f}",
                        class_=f"name{' strong' if strong else ''}",
                    )
                    for n, row in enumerate(rows)
                ]
                return tag("g", *texts)
        return None


def _kind(feature: Feature) -> str:
    return str(feature.geometry["type"]) if feature.geometry else ""
