"""A process that cannot open connections, whatever a query asks it to: the engine itself would follow `SERVICE`."""

from __future__ import annotations

import ctypes
import errno
import platform
import sys

_SET_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER_MODE = 38, 22, 2
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06  # of Berkeley packet filters
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000 | errno.EPERM
# Machine -> its number in the kernel's audit, the number of its system call `socket`.
_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}


class _Step(ctypes.Structure):
    _fields_ = [("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("k", ctypes.c_uint32)]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.POINTER(_Step))]


def seal() -> bool:
    """Take from this process, for good, what opens connections; False where the system has no means for that."""
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        return False
    machine, socket = _MACHINES[platform.machine()]
    steps = (
        (_LOAD, 0, 0, 4),  # the machine
        (_EQUAL, 0, 3, machine),
        (_LOAD, 0, 0, 0),  # the system call
        (_EQUAL, 1, 0, socket),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _FAIL),
    )
    program = _Program(len(steps), (_Step * len(steps))(*(_Step(*step) for step in steps)))
    kernel = ctypes.CDLL(None, use_errno=True)
    if kernel.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return bool(kernel.prctl(_SET_SECCOMP, _FILTER_MODE, ctypes.byref(program), 0, 0) == 0)
