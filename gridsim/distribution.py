"""Under which name gridsim is installed, which edition of it runs, and whether somebody else's `gridsim` lies beside
it.

The package and the command are called gridsim; the distribution, which pip knows, is not: in the public index that name
is a robot simulator's.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

NAME = "gridsim-marketing"
"""The distribution; pyproject.toml says the same (a test)."""
SOURCES = Path(__file__).parent


@cache
def edition() -> str:
    """What the version does not tell apart: the commit of a checkout, or the digest of the wheel that was installed;
    empty where neither is known.

    A checkout with changes that are not committed says so.
    """
    return _of_checkout(SOURCES.parent) or _of_installation(_direct_url())


def _of_checkout(top: Path) -> str:
    """The commit of the folder from which gridsim runs, where that is a checkout."""
    if not ((top / ".git").exists() and (top / "pyproject.toml").exists()):
        return ""
    try:
        asked = [
            subprocess.run(
                ["git", "-C", str(top), *question], capture_output=True, text=True, timeout=10, check=True
            ).stdout.strip()
            for question in (("rev-parse", "HEAD"), ("status", "--porcelain", "--", SOURCES.name))
        ]
    except (OSError, subprocess.SubprocessError):
        return ""
    commit, changes = asked
    return f"commit {commit}" + (" with changes" if changes else "")


def _direct_url() -> str:
    """What pip wrote down of where the distribution came from (PEP 610); empty where it came from an index."""
    try:
        return metadata.distribution(NAME).read_text("direct_url.json") or ""
    except metadata.PackageNotFoundError:
        return ""


def _of_installation(direct_url: str) -> str:
    """The commit or the wheel's digest from pip's note.

    Examples
    --------
    >>> _of_installation('{"url": "file:///a.whl", "archive_info": {"hashes": {"sha256": "77"}}}'), _of_installation("")
    ('wheel SHA-256 77', '')
    """
    found = json.loads(direct_url or "{}")
    commit = found.get("vcs_info", {}).get("commit_id")
    digest = found.get("archive_info", {}).get("hashes", {}).get("sha256")
    return f"commit {commit}" if commit else f"wheel SHA-256 {digest}" if digest else ""


def stranger() -> str:
    """Return a sentence where another distribution brings a package of our name into this environment; empty where none
    does.

    Either may have overwritten files of the other; which one came last cannot be seen from inside.
    """
    try:
        other = metadata.distribution(SOURCES.name)
    except metadata.PackageNotFoundError:
        return ""
    if any(point.value == "gridsim.cli:main" for point in other.entry_points):
        return ""  # ours, as it was called before
    return (
        f"Another distribution, {other.name} {other.version}, is installed here and brings a package of the same name;"
        f" files of one may have overwritten those of the other. Run pip uninstall {other.name}, and then install"
        f" {NAME} again with --force-reinstall."
    )


@cache
def warn_of_stranger() -> None:
    """Say so on standard error, once a process."""
    sentence = stranger()
    if sentence:
        sys.stderr.write(f"{sentence}\n")


def is_overwritten() -> bool:
    """Whether the package's first page, as it was loaded, is somebody else's."""
    return not hasattr(sys.modules[SOURCES.name], "__version__")
