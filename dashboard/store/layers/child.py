"""A process of its own that reads one file into columns: bounded, without network, with few drivers.

It is started with a request in JSON and writes into the folder that this names; to its standard output it
writes one JSON text per line: how far it is, then the end, or what it refuses.
"""

import errno
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # started alone, from wherever the program lies
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from dashboard.store.imports.child import begin, fence
from dashboard.store.imports.limits import DraftError
from dashboard.store.layers.limits import LayerError

DRIVERS = ("GeoJSON", "GeoJSONSeq", "FlatGeobuf")
# A batch of large shapes ends here, whatever number of rows was asked for.
_BATCH_BYTES = 32 * 2**20


def main() -> None:
    """Read the file that standard input asks for."""
    request = json.load(sys.stdin)
    fence(request, more_drivers=DRIVERS)
    if request["kind"] != "flatgeobuf":  # which would end there, without a word
        os.environ["OGR_ARROW_MEM_LIMIT"] = str(_BATCH_BYTES)
    begin(request["seconds"])
    try:
        from dashboard.store.layers.taking import take

        _say({"done": take(request, _say)})
    except MemoryError:
        _refuse("reading it takes more memory than the reader may have", "split the file, or simplify it")
    except (LayerError, DraftError) as error:
        _refuse(error.what, error.fix)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            _refuse(
                "there is no room on the disk to hold it", "free some space, or set XDG_CACHE_HOME elsewhere"
            )
            return
        if error.errno == errno.EFBIG:
            _refuse("what is made of it gets larger than 8 GB", "cut the region out of it, or simplify it")
            return
        _refuse(f"it cannot be read: {error.strerror or error}", "it may be damaged; export it again")
    except (RuntimeError, ValueError, TypeError, LookupError, AttributeError) as error:  # what damage raises
        said = " ".join(str(error).split())
        if "not recognized as" in said:
            _refuse("its content is of no format that is read", "export it as GeoPackage or GeoJSON")
        else:
            _refuse(
                f"it cannot be read ({type(error).__name__}: {said})", "it may be damaged; export it again"
            )


_ENCODING = re.compile(r"--encoding\b")


def _refuse(what: str, fix: str) -> None:
    _say({"refused": [what, _ENCODING.sub("--layer-encoding", fix)]})  # as the importers name it


def _say(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
