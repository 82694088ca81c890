"""Python's garbage collector, told what is worth looking through."""

import contextlib
import gc
from collections.abc import Iterator

# New objects between two looks; looks at the younger for one at the older.
RARELY = (20_000, 20, 20)


@contextlib.contextmanager
def standing_for_good() -> Iterator[None]:
    """Look no more through what stands now: modules, catalogs, budget years.

    There are hundreds of thousands of such objects and none of them goes; going through them
    every few hundred taps took a fifth of the bot's time. What a tap leaves behind is gone by
    itself, so the young are looked through in larger lots, too. Within itself it does nothing.
    """
    usual = gc.get_threshold()
    if usual == RARELY:
        yield
        return
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
