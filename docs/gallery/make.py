"""Redraw the pictures of the gallery by running the block of each page: python docs/gallery/make.py [PAGE ...]"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path

GALLERY = Path(__file__).resolve().parent
PICTURES = GALLERY.parent / "images" / "gallery"


def pages() -> list[Path]:
    """Return the pages of the gallery."""
    return sorted(path for path in GALLERY.glob("*.md") if path.stem != "README")


def block(page: Path) -> str:
    """Return the one Python block of a page."""
    (found,) = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.S)
    return found


def draw(page: Path, folder: Path) -> Path:
    """Run the block of a page in a folder, and return the picture that it leaves there."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        exec(compile(block(page), page.name, "exec"), {})
    finally:
        os.chdir(before)
    return folder / f"{page.stem}.png"


def main(names: list[str]) -> None:
    """Redraw the pictures of the pages named, or all."""
    with tempfile.TemporaryDirectory() as folder:
        for page in pages():
            if not names or page.stem in names:
                (PICTURES / f"{page.stem}.png").write_bytes(draw(page, Path(folder)).read_bytes())


if __name__ == "__main__":
    main(sys.argv[1:])
