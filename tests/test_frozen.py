"""What is frozen holds nothing that can be filled: no list, dict or set in a field, nor in what is computed once."""

from __future__ import annotations

import ast
import copy
import dataclasses
import pickle
from pathlib import Path

import pytest

from carteira_cli.dataclass import dataclass

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


@dataclass(frozen=True)
class Ours:
    """Two fields of which one is neither shown nor compared, and a default."""

    a: object
    b: object = dataclasses.field(default=1, repr=False, compare=False)
    c: tuple[object, ...] = ()


THEIRS = dataclasses.dataclass(frozen=True)(
    type(
        "Ours",
        (),
        {
            "__annotations__": Ours.__annotations__,
            "b": dataclasses.field(default=1, repr=False, compare=False),
            "c": (),
        },
    )
)
GIVEN = [(1,), (1, 2), (1, 1, (3,)), (2,), (float("nan"),), ("x", None, ("y",))]


def test_our_frozen_classes_do_what_those_of_the_library_do():
    for one in GIVEN:
        assert repr(Ours(*one)) == repr(THEIRS(*one))
        assert hash(Ours(*one)) == hash(THEIRS(*one))
        assert dataclasses.astuple(Ours(*one)) == dataclasses.astuple(THEIRS(*one))
        for other in GIVEN:
            assert (Ours(*one) == Ours(*other)) is (THEIRS(*one) == THEIRS(*other))
    assert Ours(1) != THEIRS(1)
    assert Ours(1) != (1, ())
    assert dataclasses.replace(Ours(1, 5), a=2).b == 5
    for way in (copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))):  # noqa: S301 - its own bytes
        assert dataclasses.astuple(way(Ours("x", 2, (3,)))) == ("x", 2, (3,))


@pytest.mark.parametrize("of", [Ours, THEIRS], ids=["ours", "theirs"])
def test_what_is_frozen_can_neither_be_set_nor_deleted(of):
    one = of(1, c=(2,))
    for name in ("a", "c", "d"):
        with pytest.raises(dataclasses.FrozenInstanceError, match=f"cannot assign to field '{name}'"):
            setattr(one, name, 0)
        with pytest.raises(dataclasses.FrozenInstanceError, match=f"cannot delete field '{name}'"):
            delattr(one, name)
    assert dataclasses.astuple(one) == (1, 1, (2,))
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'a'"):
        of()


@pytest.mark.parametrize("names", [(), ("a",), ("a", "b")])
def test_however_many_fields_are_compared(names):
    made = dataclass(frozen=True)(type("Made", (), {"__annotations__": dict.fromkeys(names, int)}))
    assert made(*names) == made(*names)
    assert hash(made(*names)) == hash(tuple(names))
    assert not names or made(*names) != made(*names[:-1], 0)


def test_every_class_of_the_package_is_made_in_this_way():
    files = [path for path in PACKAGE.rglob("*.py") if path.name != "dataclass.py"]
    assert [str(path) for path in files if "from dataclasses import dataclass" in path.read_text("utf-8")] == []
