"""Words for how a drawing changed: vertices, lengths and areas in metres."""

from collections.abc import Iterator

from dashboard.domain.differences.records import ShapeChange
from dashboard.i18n.plain_text import counted, metres, square_metres


def shape_words(shape: ShapeChange, accuracy_m: float | None = None) -> Iterator[str]:
    """Say how a drawing changed; of a move also whether it stays within the accuracy of the drawing."""
    if shape.before_type is None or shape.after_type is None:
        if shape.before_type is None:
            yield f"now placed ({shape.after_type}{_size(shape, 1)})"
        else:
            yield f"no longer placed (was a {shape.before_type}{_size(shape, 0)})"
        return
    if shape.before_type != shape.after_type:
        yield f"drawn as {shape.after_type}, not {shape.before_type}"
    if shape.parts[0] != shape.parts[1]:
        yield f"{counted(shape.parts[0], 'part')} → {shape.parts[1]:,}"
    point = shape.vertices == (1, 1)
    if shape.turned:
        yield "runs the other way"
    if shape.moves:
        yield _moved(shape, accuracy_m, point=point)
    if shape.new:
        yield f"{counted(len(shape.new), 'vertex', 'vertices')} added"
    if shape.gone:
        yield f"{counted(len(shape.gone), 'vertex', 'vertices')} removed"
    if shape.heights:
        yield f"heights of {counted(shape.heights, 'vertex', 'vertices')} changed"
    yield from _sizes(shape)


def _moved(shape: ShapeChange, accuracy_m: float | None, *, point: bool) -> str:
    within = accuracy_m is not None and shape.farthest_m <= accuracy_m
    bound = f", within its accuracy of {metres(accuracy_m or 0)}" if within else ""
    if point:
        return f"moved {metres(shape.farthest_m)}{bound}"
    number = len(shape.moves)
    far = metres(shape.farthest_m)
    return f"{counted(number, 'vertex', 'vertices')} moved {'at most ' if number > 1 else ''}{far}{bound}"


def _sizes(shape: ShapeChange) -> Iterator[str]:
    for name, pair, write in (("length", shape.length_m, metres), ("area", shape.area_m2, square_metres)):
        before, after = pair
        if before is not None and after is not None and write(before) != write(after):
            yield f"{name} {write(before)} → {write(after)}"


def _size(shape: ShapeChange, side: int) -> str:
    length, area = shape.length_m[side], shape.area_m2[side]
    if length is not None:
        return f", {metres(length)} long"
    if area is not None:
        return f", {square_metres(area)}"
    return f", {shape.vertices[side]:,} positions" if shape.vertices[side] > 1 else ""
