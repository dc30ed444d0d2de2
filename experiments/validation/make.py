"""Make docs/validation.md: the plain source docs/validation.py becomes a notebook, the notebook is executed, its
outputs become the page.

    python experiments/validation/make.py            execute and write docs/validation.ipynb, docs/validation.md,
    docs/images/validation/*.png python experiments/validation/make.py --page     write the page again from the stored
    notebook; nothing is executed

Executing needs the extra `docs` (nbclient, nbformat, ipykernel); the rest needs nothing.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parents[2] / "docs"
SOURCE, NOTEBOOK, PAGE = DOCS / "validation.py", DOCS / "validation.ipynb", DOCS / "validation.md"
IMAGE = re.compile(r"^!\[(.*)\]\((.*)\)$", re.M)
"""A chart of the page: its title and its path."""
MARK = re.compile(r"^# %%(?: \[(\w+)\])?\n", re.M)
"""A cell begins with `# %%`, `# %% [markdown]` or, for those values that a trial run replaces, `# %% [parameters]`."""


def notebook_of(source: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the notebook of a source; the values of `parameters` replace those of its cell of parameters."""
    parts = MARK.split(source)[1:]
    cells = [
        _cell(k, kind, text.strip("\n"), parameters)
        for k, (kind, text) in enumerate(zip(parts[::2], parts[1::2], strict=True))
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cell(k: int, kind: str | None, text: str, parameters: dict[str, Any] | None) -> dict[str, Any]:
    """One cell; of Markdown the comment signs are taken away."""
    if kind == "markdown":
        lines = [line.removeprefix("#").removeprefix(" ") for line in text.split("\n")]
        return {"cell_type": "markdown", "id": f"cell-{k}", "metadata": {}, "source": "\n".join(lines)}
    if kind == "parameters" and parameters is not None:
        text = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": f"cell-{k}",
        "metadata": {},
        "outputs": [],
        "source": text,
    }


def executed(notebook: dict[str, Any], seconds: int = 3 * 3600) -> dict[str, Any]:
    """Return the notebook with the outputs of all its cells, run in the folder docs; a cell that fails is an error."""
    import nbformat
    from nbclient import NotebookClient

    client = NotebookClient(
        nbformat.from_dict(notebook), timeout=seconds, resources={"metadata": {"path": str(DOCS)}}, record_timing=False
    )
    done = json.loads(nbformat.writes(client.execute()))
    for cell in done["cells"]:
        cell["source"] = "".join(cell["source"])
    done["metadata"] = notebook["metadata"]  # the kernel adds its version, which says nothing of the results
    return done


def page_of(notebook: dict[str, Any]) -> str:
    """Return the page: the words and the outputs of a notebook, without its code.

    Examples
    --------
    >>> cells = [{"cell_type": "markdown", "source": "# A"}, {"cell_type": "code", "source": "1", "outputs": [{"data": {"text/markdown": "b"}}]}]
    >>> page_of({"cells": cells})
    '# A\\n\\nb\\n'
    """
    parts = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            parts.append(_text(cell["source"]))
        else:
            parts += [
                _text(output["data"]["text/markdown"])
                for output in cell["outputs"]
                if "text/markdown" in output.get("data", {})
            ]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def records_of(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the records of all figures that the outputs of a notebook hold."""
    outputs = [
        output.get("data", {})
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
        for output in cell["outputs"]
    ]
    return [
        record
        for data in outputs
        for name, records in data.items()
        if name.endswith("figures+json")
        for record in records
    ]


def stored() -> dict[str, Any]:
    """Return the notebook as it was last executed."""
    return json.loads(NOTEBOOK.read_text(encoding="utf-8"))


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def main() -> int:
    """Execute the notebook and write the page, or only the page."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--page", action="store_true", help="write the page from the stored notebook; execute nothing")
    if not asked.parse_args().page:
        began = time.monotonic()
        done = executed(notebook_of(SOURCE.read_text(encoding="utf-8")))
        NOTEBOOK.write_text(json.dumps(done, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
        sys.stdout.write(f"executed in {(time.monotonic() - began) / 60:.1f} min\n")
    PAGE.write_text(page_of(stored()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
