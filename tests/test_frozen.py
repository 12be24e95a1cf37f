"""What is frozen holds nothing that can be filled: no list, dict or set in a field, nor in what is computed once."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "carteira_cli"
MUTABLE = {"list", "dict", "set", "bytearray", "Counter", "defaultdict", "deque", "OrderedDict"}
MUTABLE |= {"MutableMapping", "MutableSequence", "MutableSet"}


def names(annotation):
    """The types in an annotation; not those that a function takes or gives."""
    if isinstance(annotation, ast.Subscript) and getattr(annotation.value, "id", "") == "Callable":
        return
    if isinstance(annotation, ast.Name):
        yield annotation.id
    for child in ast.iter_child_nodes(annotation):
        yield from names(child)


def aliases(trees):
    """Names of the package for a type that can be filled, as in `Values = dict[str, Value]`."""
    for tree in trees.values():
        for node in tree.body:
            if (
                isinstance(node, ast.Assign)
                and isinstance(node.value, ast.Subscript)
                and MUTABLE & {*names(node.value)}
            ):
                yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def is_frozen(decorator):
    """Whether a decorator is `dataclass(frozen=True)`."""
    if not isinstance(decorator, ast.Call) or getattr(decorator.func, "id", "") != "dataclass":
        return False
    return any(word.arg == "frozen" and getattr(word.value, "value", False) for word in decorator.keywords)


def held(cls):
    """Each field of a class and each property computed once: its name and its annotation."""
    for node in cls.body:
        if isinstance(node, ast.AnnAssign):
            yield node.target.id, node.annotation
        if isinstance(node, ast.FunctionDef) and any(
            getattr(d, "id", "") == "cached_property" for d in node.decorator_list
        ):
            yield node.name, node.returns


def filled(trees):
    """Where a frozen class holds what can be filled."""
    mutable = MUTABLE | {*aliases(trees)}
    for path, tree in trees.items():
        for cls in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
            if any(map(is_frozen, cls.decorator_list)):
                yield from (f"{path}: {cls.name}.{name}" for name, kind in held(cls) if mutable & {*names(kind)})


@pytest.mark.slow
def test_nothing_frozen_holds_what_can_be_filled():
    trees = {str(path.relative_to(PACKAGE)): ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}
    assert sorted(filled(trees)) == []


def test_whatever_can_be_filled_is_found():
    tree = ast.parse(
        "Values = dict[str, int]\n"
        "@dataclass(frozen=True)\n"
        "class A:\n"
        "    a: dict[str, int]\n    b: tuple[list[int], ...] | None = None\n    c: Callable[[list[int]], set[int]]\n"
        "    d: Mapping[str, Values]\n    e: Sequence[int] = ()\n"
        "    @cached_property\n    def f(self) -> list[int]: ...\n"
        "    @property\n    def g(self) -> list[int]: ...\n"
        "@dataclass\nclass B:\n    a: list[int]\n"
    )
    assert list(filled({"x": tree})) == ["x: A.a", "x: A.b", "x: A.d", "x: A.f"]
