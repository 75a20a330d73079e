"""Something that is killed in the midst of its work."""

from __future__ import annotations

import os
import signal
import time
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def run_killed_after(seconds: float, work: Callable[[], object]) -> None:
    """Do something in a copy of this process, and kill that after a while; it must not fail before."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:  # noqa: BLE001 - shown here, since nothing of this process may go on
            traceback.print_exc()
        finally:
            os._exit(code)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) in {0, -signal.SIGKILL}
