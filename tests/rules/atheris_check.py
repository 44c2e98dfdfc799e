"""Coverage-guided fuzzing of `aleppo check` with atheris, by hand; the suite does not need it.

    pip install --target /some/folder atheris
    PYTHONPATH=/some/folder python -m tests.rules.atheris_check -max_total_time=600 /some/seeds

What fails stops it and leaves the bytes in a file `crash-…`.
"""

import importlib
import sys
import warnings


def main() -> None:
    """Fuzz until the time is over or something fails."""
    warnings.simplefilter("error")
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["dashboard.store", "dashboard.domain.rules"]):
        from dashboard.store.json_walk import Walk
        from dashboard.store.standalone import check_body
        from dashboard.store.strict_json import Refused, decode
    from tests.rules.test_fuzz import in_words

    def once(body: bytes) -> None:
        """Look at some bytes in each way; anything but a sound list of problems is a crash."""
        try:
            walk = Walk(decode(body, "f.geojson"))
        except Refused as refused:
            in_words(refused.problems, {"f.geojson": body})
        else:
            for item in walk.items():
                assert 0 <= item.start < item.end <= len(walk.text)
        in_words(check_body(body, "f.geojson").problems, {"f.geojson": body})

    atheris.Setup(sys.argv, once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
