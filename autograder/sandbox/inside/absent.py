"""Names of packages that the grader does not have, and what a file makes of them.

A decorator of such a package leaves a function undefined, with a reason that names the package.
Only where it is known to give back the function as it was, is it left away.
"""

from __future__ import annotations

import ast
import copy
import difflib
import sys
from dataclasses import dataclass, field

# Decorators that change nothing of what a function returns: they mark it for an editor, or check
# the types of what it is called with.
_PASS_THROUGH = frozenset(
    {
        "marimo.App().function",
        "marimo.App().class_definition",
        "beartype.beartype",
        "typeguard.typechecked",
        "jaxtyping.jaxtyped",
    }
)
_ALIKE = 0.75  # of two names, from 0 to 1, where one may be meant for the other
_BLOCKS = frozenset({"marimo.App().setup"})


@dataclass(slots=True)
class Absent:
    """What is known of a file's names that come from packages that are not there.

    Attributes:
        origins: by a name, what it would be: ``numba.njit``, or ``marimo.App()`` for what that
            would have returned.
    """

    origins: dict[str, str] = field(default_factory=dict)

    def note_import(self, node: ast.Import | ast.ImportFrom) -> None:
        """Remember what an import would have bound."""
        for alias in node.names:
            if isinstance(node, ast.Import):
                origin = alias.name if alias.asname else alias.name.partition(".")[0]
                self.origins[alias.asname or origin] = origin
            elif alias.name != "*":
                self.origins[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}"

    def why(self, node: ast.stmt) -> str:
        """Remember what a statement would have imported; say why it could not."""
        if isinstance(node, ast.Import | ast.ImportFrom):
            self.note_import(node)
        if isinstance(node, ast.ImportFrom):
            alias = node.names[0]
            reason = self.reason(alias.asname or alias.name)
            if " has no " in reason:
                return reason
        return f"{ast.unparse(node)}: not available to the grader"

    def note_failure(self, node: ast.stmt) -> None:
        """Remember what an assignment that failed would have bound."""
        if isinstance(node, ast.Assign) and (origin := self._origin(node.value)):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    self.origins[target.id] = origin

    def package(self, name: str) -> str:
        """Return the package that a name would come from; empty where that is not why."""
        return self.origins.get(name, "").partition(".")[0]

    def reason(self, name: str | None) -> str:
        """Say why a name is not there: for want of its package, or of such a name in it."""
        package = self.package(name) if name else ""
        if not package:
            return ""
        if package in sys.modules:
            missing, there = self.origins[name or ""].rpartition(".")[2], dir(sys.modules[package])
            said = f"{package} has no `{missing}`"
        else:
            missing, there = package, [each for each in sys.modules if each.isidentifier()]
            said = f"{package} is not available to the grader"
        close = difflib.get_close_matches(missing, there, n=1, cutoff=_ALIKE)
        return said + (f" (did you mean `{close[0]}`?)" if close else "")

    def without(self, node: ast.stmt) -> list[ast.stmt]:
        """Return what is run of a statement: all but what only marks it for its package."""
        if isinstance(node, ast.With) and all(
            self._origin(item.context_expr) in _BLOCKS for item in node.items
        ):
            return node.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            kept = [each for each in node.decorator_list if not self._passes_through(each)]
            if len(kept) < len(node.decorator_list):
                bare = copy.copy(node)
                bare.decorator_list = kept
                return [bare]
        return [node]

    def _passes_through(self, decorator: ast.expr) -> bool:
        return self._origin(decorator).removesuffix("()") in _PASS_THROUGH

    def _origin(self, node: ast.expr) -> str:
        """Return what an expression would be, as far as it comes from a package not there."""
        match node:
            case ast.Name():
                return self.origins.get(node.id, "")
            case ast.Attribute():
                origin = self._origin(node.value)
                return f"{origin}.{node.attr}" if origin else ""
            case ast.Call():
                origin = self._origin(node.func)
                return f"{origin}()" if origin else ""
            case _:
                return ""
