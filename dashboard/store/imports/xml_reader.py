"""XML without surprises: no document types, so no entities; bounded in depth and in elements."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from dashboard.store.imports.limits import MOST_XML_ELEMENTS, DraftError, refuse_costly, shown

_MOST_DEPTH = 100
_ELEMENT_BYTES = 260

Start = Callable[[str, Mapping[str, str]], object]
End = Callable[[str], object]
Text = Callable[[str], None]


def tree_of(body: bytes, name: str) -> Element:
    """Read XML into elements without namespaces.

    Raises DraftError for what `walk` refuses and what would take too much memory.
    """
    refuse_costly(name, text_bytes=2 * len(body), parts=_elements(body), part_bytes=_ELEMENT_BYTES)
    builder = TreeBuilder()
    walk(
        body,
        name,
        start=lambda tag, attributes: builder.start(tag, dict(attributes)),
        end=lambda tag: builder.end(tag),
        text=builder.data,
    )
    root: Element = builder.close()
    return root


def walk(body: bytes, name: str, *, start: Start, end: End, text: Text) -> None:
    """Call `start`, `end` and `text` for what stands in an XML file; names come without their namespaces.

    Raises DraftError for XML that is not well-formed, declares a document type (entities hide in them),
    or has too many or too deeply nested elements.
    """
    if _elements(body) > MOST_XML_ELEMENTS:
        raise DraftError(name, f"it has more than {MOST_XML_ELEMENTS:,} XML elements", "split the file")
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    depth = 0

    def opened(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MOST_DEPTH:
            raise DraftError(name, f"its XML nests deeper than {_MOST_DEPTH} elements", "flatten the file")
        start(tag.rpartition("}")[2], {key.rpartition("}")[2]: value for key, value in attributes.items()})

    def closed(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(tag.rpartition("}")[2])

    def doctype(*_: object) -> None:
        raise DraftError(
            name,
            "it declares a document type (<!DOCTYPE …>), where entity bombs and foreign files hide",
            "remove the DOCTYPE if you trust the file, or export it again",
        )

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = doctype
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        what = f"its XML breaks off in line {error.lineno}, column {error.offset + 1}"
        raise DraftError(
            name, f"{what}: {expat.ErrorString(error.code)}", "mend that line, or download the file again"
        ) from error
    except (LookupError, ValueError, UnicodeError) as error:
        if isinstance(error, DraftError):
            raise
        raise DraftError(
            name, f"its XML is in an encoding that is not known: {shown(str(error))}", "save it as UTF-8"
        ) from error


def root_of(body: bytes, name: str) -> str:
    """Give the name of the outermost element, in lower case; empty where no element is reached."""
    found: list[str] = []

    class _Enough(Exception):
        """The first element was seen."""

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        found.append(tag.lower())
        raise _Enough

    with suppress(_Enough):
        walk(body, name, start=start, end=lambda tag: None, text=lambda text: None)
    return found[0] if found else ""


def local_text(element: Element | None) -> str:
    """Give the text of an element and all within it, without the space around."""
    return "" if element is None else "".join(element.itertext()).strip()


def _elements(body: bytes) -> int:
    return body.count(b"<") - body.count(b"</")
