"""What a build that cannot write its files says."""

from __future__ import annotations

import errno

_CANNOT_WRITE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM}


def why_not_written(error: Exception) -> str | None:
    """What to say of a build that could not write its files; None for other errors."""
    if not (isinstance(error, OSError) and error.errno in _CANNOT_WRITE):
        return None
    name = f"{error.filename}: " if error.filename else ""
    return f"{name}{error.strerror}; the site is as it was before this build"
