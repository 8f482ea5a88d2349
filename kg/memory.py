"""Memory that is no longer needed."""

from __future__ import annotations

import ctypes
import gc
import sys


def hand_back() -> None:
    """Give what was freed back to the system: the C library of Linux would keep it for this process."""
    gc.collect()
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)) is not None:
        trim(0)
