"""Reading versions out of a git repository: nothing is checked out, no user's text becomes an option."""

import errno
import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dashboard.store.strict_json import MAX_BYTES

_PATIENCE_S = 60
# What a repository or an environment could set to run a program, fetch, or point git elsewhere.
_QUIET = ("-c", "core.fsmonitor=false", "--no-pager", "--literal-pathspecs", "--no-replace-objects")
_ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_PROTOCOL_FROM_USER": "0",
    "GIT_ALLOW_PROTOCOL": "none",
    "LC_ALL": "C",
}


class GitError(ValueError):
    """Git refused or is not there; the message says what was asked and what to do."""


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """A file of a tree; not `regular` are links and submodules."""

    object_id: str
    regular: bool


def repository_of(folder: Path) -> "Repository":
    """Find the repository that a folder lies in; raises GitError where there is none."""
    try:
        top = _run(folder, "rev-parse", "--show-toplevel").decode().removesuffix("\n")
    except GitError as error:
        said = f"{folder} lies in no git repository that can be read ({error}): name two folders or files"
        raise GitError(said) from error
    return Repository(Path(top))


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository by its top folder."""

    top: Path

    def below(self, folder: Path) -> str:
        """Name a folder as the repository does, from its top; empty for the top itself."""
        inside = os.path.relpath(folder.resolve(), self.top.resolve())
        return "" if inside == "." else Path(inside).as_posix()

    def commit(self, revision: str) -> str:
        """Find the commit that a revision means; raises GitError for none."""
        try:
            found = _run(self.top, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
        except GitError as error:
            said = f"{revision!r} is no file, folder or git revision here"
            raise GitError(f"{said}: `git log --oneline` lists revisions") from error
        return found.decode("ascii").strip()

    def common(self, one: str, other: str) -> str:
        """Find the commit at which two commits parted; raises GitError where they never met."""
        try:
            return _run(self.top, "merge-base", one, other).decode("ascii").strip()
        except GitError as error:
            raise GitError(f"{one[:9]} and {other[:9]} have no commit in common") from error

    def object_at(self, commit: str, inside: str) -> tuple[str, str]:
        """Find a folder or file of a commit: "tree" or "blob", and its object id."""
        asked = f"{commit}:{inside.strip('/')}"
        try:
            found = _run(self.top, "rev-parse", "--verify", "--end-of-options", asked).decode("ascii").strip()
        except GitError as error:
            raise GitError(f"the commit {commit[:9]} has no {inside!r}") from error
        return _run(self.top, "cat-file", "-t", found).decode("ascii").strip(), found

    def files(self, tree: str) -> dict[str, TreeEntry]:
        """List the files below a tree by their names; a name that is not UTF-8 is left out."""
        found = {}
        for record in _run(self.top, "ls-tree", "-r", "-z", "--full-tree", tree).split(b"\0"):
            head, tab, name = record.partition(b"\t")
            if tab:
                mode, kind, object_id = head.decode("ascii").split()
                entry = TreeEntry(object_id, kind == "blob" and mode.startswith("100"))
                found[name.decode("utf-8", "surrogateescape")] = entry
        return {name: entry for name, entry in found.items() if name.isprintable()}

    def read(self, object_ids: Iterable[str]) -> dict[str, bytes | OSError]:
        """Read many files in one go; one over 64 MB, or one that is missing, is an OSError in its place."""
        wanted = list(dict.fromkeys(object_ids))
        sizes = self._sizes(wanted)
        found: dict[str, bytes | OSError] = {
            each: OSError(errno.EFBIG, "it has more than 64 MB") if each in sizes else _missing()
            for each in wanted
        }
        small = [each for each in wanted if each in sizes and sizes[each] <= MAX_BYTES]
        if not small:
            return found
        output = _run(self.top, "cat-file", "--batch", given="\n".join(small).encode() + b"\n")
        place = 0
        for each in small:
            end = output.index(b"\n", place)
            size = int(output[place:end].split()[2])
            found[each] = output[end + 1 : end + 1 + size]
            place = end + size + 2
        return found

    def _sizes(self, object_ids: list[str]) -> dict[str, int]:
        if not object_ids:
            return {}
        output = _run(self.top, "cat-file", "--batch-check", given="\n".join(object_ids).encode() + b"\n")
        fields = (line.split() for line in output.decode("ascii").splitlines())
        return {words[0]: int(words[2]) for words in fields if len(words) == 3}


def _missing() -> OSError:
    return OSError(errno.ENOENT, "the repository does not hold it")


def _run(folder: Path, *words: str, given: bytes | None = None) -> bytes:
    """Run git without a shell; every word that comes from a user stands behind `--end-of-options`."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", *_QUIET, "-C", str(folder), *words],
            input=given if given is not None else b"",
            capture_output=True,
            env=kept | _ENVIRONMENT,
            timeout=_PATIENCE_S,
            check=False,
        )
    except FileNotFoundError as error:
        raise GitError("git is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise GitError(f"git did not answer within {_PATIENCE_S} seconds") from error
    except ValueError as error:  # a NUL in a word
        raise GitError("a name holds a mark that no revision has") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(said[0].removeprefix("fatal: ") if said else f"git ended with {done.returncode}")
    return done.stdout
