"""What may wait for a disk or a database is done in threads, and only so many of each kind.

With one pool for all, a disk that hangs would take every thread: answers that need no disk would wait too.
"""

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

import anyio
import anyio.to_thread

LOOKS = anyio.CapacityLimiter(4)  # what stands now
READS = anyio.CapacityLimiter(12)  # pieces of files
MAKES = anyio.CapacityLimiter(4)  # what is made when it is first asked for

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")


async def aside(kind: anyio.CapacityLimiter, do: Callable[[*Arguments], T], *arguments: *Arguments) -> T:
    """Call `do` in a thread, once one of its kind is free."""
    return await anyio.to_thread.run_sync(do, *arguments, limiter=kind)
