"""A notebook as the hand-out keeps it: the same cells give the same bytes."""

from __future__ import annotations

import json

__all__ = ["settled"]


def settled(text: str) -> bytes:
    """Return a notebook's JSON with what differs from one building to the next made fixed.

    Cells are numbered instead of named at random, nothing has been run, and the empty cells that
    otter-grader adds as buffers are left out.
    """
    notebook = json.loads(text)
    cells = [cell for cell in notebook["cells"] if "".join(cell["source"]).strip()]
    for number, cell in enumerate(cells, start=1):
        cell["id"] = f"cell-{number:02}"
        if cell["cell_type"] == "code":
            cell |= {"execution_count": None, "outputs": []}
    notebook["cells"] = cells
    return (json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
