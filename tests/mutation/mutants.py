"""The faults that are put into a module: one edit of its source each."""

from __future__ import annotations

import ast
import copy
import textwrap
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a comparison and an operator become.
COMPARISONS: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.LtE(),
    ast.LtE: ast.Lt(),
    ast.Gt: ast.GtE(),
    ast.GtE: ast.Gt(),
    ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(),
    ast.Is: ast.IsNot(),
    ast.IsNot: ast.Is(),
    ast.In: ast.NotIn(),
    ast.NotIn: ast.In(),
}
OPERATORS: dict[type[ast.operator], ast.operator] = {
    ast.Add: ast.Sub(),
    ast.Sub: ast.Add(),
    ast.Mult: ast.Add(),
    ast.FloorDiv: ast.Mult(),
    ast.Mod: ast.FloorDiv(),
    ast.BitAnd: ast.BitOr(),
}

# Names whose first argument is for people who debug.
_NAMING = frozenset({"TypeVar", "ContextVar", "namedtuple"})
# What exists for type checkers alone.
_FOR_TYPES = frozenset({"overload", "Protocol", "TYPE_CHECKING"})


class Mutant(NamedTuple):
    """One edit: the bytes from *start* to *end* of a module become *text*.

    *before* is what they are, *code* the lines that they are in.
    """

    path: str
    line: int
    start: int
    end: int
    kind: str
    before: str
    text: str
    code: str

    def applied_to(self, source: bytes) -> bytes:
        """Return *source* with the edit."""
        return source[: self.start] + self.text.encode() + source[self.end :]

    def __str__(self) -> str:
        before, after = (_in_a_line(part) for part in (self.before, self.text))
        return f"{self.path}:{self.line} {self.kind}: {before} -> {after}"


def _in_a_line(text: str) -> str:
    return textwrap.shorten(text, 70, placeholder=" ...")


def mutants_of(path: str, source: bytes) -> list[Mutant]:
    """Return all mutants of a module, in the order of its source."""
    lines = [0]
    for line in source.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    found = []
    for node, kind, mutated in _mutations(ast.parse(source)):
        start = lines[node.lineno - 1] + node.col_offset
        end = lines[node.end_lineno - 1] + node.end_col_offset
        text = ast.unparse(mutated)
        if isinstance(node, ast.expr):
            text = f"({text})"
        else:
            text = textwrap.indent(text, " " * node.col_offset).lstrip()
        before = source[start:end].decode()
        code = source[lines[node.lineno - 1] : lines[node.end_lineno]].decode()
        found.append(Mutant(path, node.lineno, start, end, kind, before, text, code))
    return found


def _mutations(node: ast.AST) -> Iterator[tuple[ast.AST, str, ast.AST]]:
    """Yield nodes below *node*, the kind of a fault, and the node with it."""
    for child in _children(node):
        for kind, mutated in _faults(child):
            yield child, kind, ast.fix_missing_locations(mutated)
        yield from _mutations(child)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may be mutated in *node*: no annotation, no docstring."""
    # The places of what is within an f-string are wrong before Python 3.12.
    if isinstance(node, ast.JoinedStr) or _is_for_types(node):
        return
    without = {"annotation", "returns", "type_comment"}
    for name, value in ast.iter_fields(node):
        if name in without or (isinstance(node, ast.Call) and name == "func"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_docstring(child):
                yield child
    if isinstance(node, ast.Call):
        yield from _children(node.func)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_for_types(node: ast.AST) -> bool:
    heads: list[ast.AST] = []
    if isinstance(node, ast.If):
        heads = [node.test]
    elif isinstance(node, ast.ClassDef):
        heads = [*node.bases]
    elif isinstance(node, ast.FunctionDef):
        heads = [*node.decorator_list]
    elif isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in _NAMING
    return any(isinstance(head, ast.Name) and head.id in _FOR_TYPES for head in heads)


def _faults(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.expr):
        yield from _faults_of_expression(node)
    elif isinstance(node, ast.stmt):
        yield from _faults_of_statement(node)


def _faults_of_expression(node: ast.expr) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Constant):
        for value in _other_values(node.value):
            yield "constant", ast.Constant(value)
    elif isinstance(node, ast.Compare):
        other = copy.deepcopy(node)
        other.ops[0] = COMPARISONS[type(node.ops[0])]
        yield "comparison", other
    elif isinstance(node, ast.BoolOp):
        other_op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "and, or", ast.BoolOp(other_op, node.values)
    elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        yield "operator", ast.BinOp(node.left, OPERATORS[type(node.op)], node.right)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not", node.operand
    elif isinstance(node, ast.IfExp):
        yield "condition", ast.IfExp(node.test, node.orelse, node.body)


def _other_values(value: object) -> list[object]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, str) and value:
        return [f"{value}*"]
    return []


def _faults_of_statement(node: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.If) and not _is_for_types(node):
        yield "if", ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    elif isinstance(node, ast.With) and not node.items[0].optional_vars:
        yield "with", ast.If(ast.Constant(value=True), node.body, [])
    elif isinstance(node, (ast.Raise, ast.Expr)) or _is_a_change(node):
        yield "statement", ast.Pass()
    elif isinstance(node, ast.AugAssign) and type(node.op) in OPERATORS:
        yield (
            "operator",
            ast.AugAssign(node.target, OPERATORS[type(node.op)], node.value),
        )
    elif isinstance(node, ast.Return) and node.value is not None:
        if not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield "return", ast.Return(ast.Constant(value=None))
    elif isinstance(node, ast.Break):
        yield "loop", ast.Continue()
    elif isinstance(node, ast.Continue):
        yield "loop", ast.Break()


def _is_a_change(node: ast.stmt) -> bool:
    """Return whether it sets something other than a variable, which would be missed."""
    return isinstance(node, ast.Assign) and not isinstance(node.targets[0], ast.Name)
