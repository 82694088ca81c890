"""Compiling what counts, in a process of its own, while the year is still far from its count.

It is needed once for a machine, and takes some twenty seconds.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import deliberation

# What is kept lies beside the kernel, and holds what the kernel takes from the payment.
KERNEL = "shares_kernel"
SOURCES = ("shares_kernel.py", "shares_payment.py", "shares_supporters.py")
_CODE = """
import os, sys
os.nice(10)
sys.path[:0] = sys.argv[1:]
from deliberation.packed_shares import load
load()
"""


def is_compiled() -> bool:
    """Whether compiled code lies beside the sources and is newer than they are."""
    folder = Path(deliberation.__file__).parent
    newest = max((folder / name).stat().st_mtime for name in SOURCES)
    kept = (folder / "__pycache__").glob(f"{KERNEL}.run_shares*.nbi")
    return any(one.stat().st_mtime >= newest for one in kept)


@contextlib.asynccontextmanager
async def compiling() -> AsyncIterator[asyncio.Future[Any]]:
    """Compile beside; the future is done when nothing is left to compile, however that went."""
    if is_compiled():
        done = asyncio.get_running_loop().create_future()
        done.set_result(None)
        yield done
        return
    beside = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _CODE,
        str(Path(deliberation.__file__).parents[1]),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    waiting = asyncio.create_task(beside.wait(), name="compiling")
    try:
        yield waiting
    finally:
        if beside.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                beside.kill()
        await waiting
