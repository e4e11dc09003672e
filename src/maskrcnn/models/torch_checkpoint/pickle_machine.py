"""Run a pickle's instructions as plain data, without looking up or calling what it names.

The instructions are those of Python's `pickletools`, which knows how each is written. A name
becomes a `Symbol`; to "call" or to instantiate a symbol gives a `Record`, unless the vocabulary
has a function of our own for that name. No attribute of any object is ever read or set, there is
no recursion, and the work and memory that a file can ask for are bounded.
"""

from __future__ import annotations

import pickletools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, TypeAlias

from maskrcnn.errors import ModelError
from maskrcnn.models.torch_checkpoint.brief import brief

INSTRUCTION_LIMIT = 2_000_000
"""Instructions, and items copied, in one pickle: forty times what `yolov7-seg` needs."""

_SIZED = (str, bytes, list, tuple, set, dict)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A class, function or constant that the pickle names and that was never looked up."""

    name: str


@dataclass(eq=False, slots=True)
class Record:
    """An object that does nothing: what a pickle says of an instance, or of a call's result.

    Attributes
    ----------
    type : str
        Module and name of the class, or of the function that would have been called.
    arguments : tuple
        What it would have been called with.
    attributes : dict
        The instance's attributes by name.
    """

    type: str
    arguments: tuple[Any, ...] = field(default=(), repr=False)
    attributes: dict[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that a pickle may use.

    Attributes
    ----------
    functions : mapping of str to callable
        Our own function for each name that a pickle may call to get a value.
    is_inert : callable
        Whether a name that has no function may stand for a `Symbol` or a `Record`.
    """

    functions: Mapping[str, Callable[..., object]]
    is_inert: Callable[[str], bool]


class PickleMachine:
    """A stack machine for pickles.

    Parameters
    ----------
    vocabulary : Vocabulary
        The names that the pickle may use.
    resolve : callable
        Gives the object for a persistent id.
    """

    def __init__(self, vocabulary: Vocabulary, resolve: Callable[[object], object]) -> None:
        self._vocabulary = vocabulary
        self._resolve = resolve
        self._stack: list[Any] = []
        self._outer_stacks: list[list[Any]] = []
        self._memo: dict[int, Any] = {}
        self._spent = 0

    def run(self, stream: BinaryIO) -> object:
        """Run the pickle that starts at the stream's position, and stop behind it.

        Raises
        ------
        ModelError
            If the pickle is damaged, asks for too much, or names what the vocabulary has not.
        """
        try:
            for name, argument in _instructions(stream):
                self._spend(1)
                self._execute(name, argument)
            return self._stack.pop()
        except _SYMPTOMS as error:
            raise ModelError(f"its pickle is damaged: {error}") from error

    def _execute(self, name: str, argument: Any) -> None:
        if name in _ARGUMENT_IS_VALUE:
            self._stack.append(argument)
        elif name in _MAKE_VALUE:
            self._stack.append(_MAKE_VALUE[name]())
        elif name in _ACTIONS:
            _ACTIONS[name](self, argument)

    def _spend(self, amount: int) -> None:
        self._spent += amount
        if self._spent > INSTRUCTION_LIMIT:
            raise ModelError(f"its pickle has more than {INSTRUCTION_LIMIT} instructions")

    def _pop_marked(self) -> list[Any]:
        """Take everything that lies above the last mark."""
        items = self._stack
        self._stack = self._outer_stacks.pop()
        return items

    def _mark(self, _: object) -> None:
        self._outer_stacks.append(self._stack)
        self._stack = []

    def _drop(self, _: object) -> None:
        if self._stack:
            self._stack.pop()
        else:
            self._pop_marked()

    def _drop_marked(self, _: object) -> None:
        self._pop_marked()

    def _duplicate(self, _: object) -> None:
        self._stack.append(self._stack[-1])

    def _store(self, index: int) -> None:
        self._memo[index] = self._stack[-1]

    def _memoize(self, _: object) -> None:
        self._memo[len(self._memo)] = self._stack[-1]

    def _fetch(self, index: int) -> None:
        self._stack.append(self._memo[index])

    def _tuple_of(self, count: int) -> None:
        items = tuple(self._stack.pop() for _ in range(count))
        self._stack.append(items[::-1])

    def _tuple(self, _: object) -> None:
        items = self._pop_marked()
        self._stack.append(tuple(items))

    def _list(self, _: object) -> None:
        items = self._pop_marked()
        self._stack.append(items)

    def _dict(self, _: object) -> None:
        items = self._pop_marked()
        self._stack.append({})
        self._set_items(items)

    def _frozen_set(self, _: object) -> None:
        items = self._pop_marked()
        self._stack.append(frozenset(map(checked_key, items)))

    def _append(self, _: object) -> None:
        self._extend([self._stack.pop()])

    def _appends(self, _: object) -> None:
        self._extend(self._pop_marked())

    def _extend(self, items: list[Any]) -> None:
        _expect(self._stack[-1], list, "appends to").extend(items)

    def _add_items(self, _: object) -> None:
        items = self._pop_marked()
        _expect(self._stack[-1], set, "adds to").update(map(checked_key, items))

    def _set_item(self, _: object) -> None:
        value = self._stack.pop()
        self._set_items([self._stack.pop(), value])

    def _set_marked_items(self, _: object) -> None:
        self._set_items(self._pop_marked())

    def _set_items(self, items: list[Any]) -> None:
        target = _expect(self._stack[-1], dict, "sets items of")
        if len(items) % 2:
            raise ModelError("its pickle is damaged: a key of a dict has no value")
        target.update(zip(map(checked_key, items[::2]), items[1::2], strict=True))

    def _persistent(self, _: object) -> None:
        self._stack.append(self._resolve(self._stack.pop()))

    def _name(self, module_and_name: tuple[str, str]) -> None:
        self._push_symbol(*module_and_name)

    def _name_on_stack(self, _: object) -> None:
        name, module = self._stack.pop(), self._stack.pop()
        self._push_symbol(_expect(module, str, "names"), _expect(name, str, "names"))

    def _push_symbol(self, module: str, name: str) -> None:
        """Allow a name, or refuse it; Python 2 wrote `__builtin__` for `builtins`."""
        full = f"{'builtins' if module == '__builtin__' else module}.{name}"
        if full not in self._vocabulary.functions and not self._vocabulary.is_inert(full):
            raise ModelError(f"refuses to load {brief(full)}: no tensor, container or known layer")
        self._stack.append(Symbol(full))

    def _reduce(self, _: object) -> None:
        arguments = _expect(self._stack.pop(), tuple, "calls with")
        callee = _expect(self._stack.pop(), Symbol, "calls").name
        self._spend(sum(len(one) for one in arguments if isinstance(one, _SIZED)))
        function = self._vocabulary.functions.get(callee)
        self._stack.append(function(*arguments) if function else Record(callee, arguments))

    def _new_object(self, _: object) -> None:
        arguments = _expect(self._stack.pop(), tuple, "instantiates with")
        self._stack.append(
            Record(_expect(self._stack.pop(), Symbol, "instantiates").name, arguments)
        )

    def _build(self, _: object) -> None:
        """Give an object its state; containers and tensors have none that we keep."""
        state = self._stack.pop()
        target = self._stack[-1]
        if isinstance(target, Record):
            for attributes in _attribute_dicts(state):
                self._spend(len(attributes))
                target.attributes.update(attributes)


def _instructions(stream: BinaryIO) -> Iterator[tuple[str, Any]]:
    """Read instructions and their arguments, the last of which is STOP."""
    name = ""
    while name != "STOP":
        opcode = _OPCODES.get(stream.read(1))
        if opcode is None:
            raise ValueError("it ends too soon, or holds no pickle")
        name = opcode.name
        if name not in _KNOWN:
            raise ModelError(
                f"refuses the pickle instruction {name}, which torch.save never writes"
            )
        if name == "GLOBAL":  # in which pickletools would interpret escapes
            yield name, (_read_line(stream), _read_line(stream))
        else:
            yield name, opcode.arg.reader(stream) if opcode.arg else None


def _read_line(stream: BinaryIO) -> str:
    line = stream.readline()
    if not line.endswith(b"\n"):
        raise ValueError("it ends inside a name")
    return line[:-1].decode()


def _attribute_dicts(state: object) -> list[dict[str, Any]]:
    """Split a state into dicts of attributes: a dict, or a pair of dicts where slots are used."""
    match state:
        case dict():
            return [state]
        case (None, dict(slots)):
            return [slots]
        case (dict(attributes), dict(slots)):
            return [attributes, slots]
    return [{"__setstate__": state}]


def _expect(value: Any, kind: Any, verb: str) -> Any:
    if type(value) is not kind:
        raise ModelError(
            f"its pickle {verb} a {type(value).__name__} where only a {kind.__name__} makes sense"
        )
    return value


def checked_key(value: Any) -> Any:
    """Pass what may be a key of a dict or member of a set.

    Tuples are refused: their hashes recurse as deeply as a file can nest them, which crashes.
    """
    if not isinstance(value, _KEYS):
        raise ModelError(f"its pickle uses a {type(value).__name__} as a key")
    return value


_SYMPTOMS = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError)

_KEYS = (str, bytes, int, float, type(None), Symbol, Record)

_ARGUMENT_IS_VALUE = {
    *("BININT", "BININT1", "BININT2", "LONG1", "LONG4", "BINFLOAT"),
    *("BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8", "BINSTRING", "SHORT_BINSTRING"),
    *("BINBYTES", "SHORT_BINBYTES", "BINBYTES8"),
}

_MAKE_VALUE: dict[str, Callable[[], object]] = {
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_TUPLE": tuple,
    "EMPTY_LIST": list,
    "EMPTY_DICT": dict,
    "EMPTY_SET": set,
}

_Action: TypeAlias = Callable[[PickleMachine, Any], None]

_ACTIONS: dict[str, _Action] = {
    "MARK": PickleMachine._mark,
    "POP": PickleMachine._drop,
    "POP_MARK": PickleMachine._drop_marked,
    "DUP": PickleMachine._duplicate,
    **dict.fromkeys(("BINPUT", "LONG_BINPUT"), PickleMachine._store),
    "MEMOIZE": PickleMachine._memoize,
    **dict.fromkeys(("BINGET", "LONG_BINGET"), PickleMachine._fetch),
    "TUPLE1": lambda machine, _: machine._tuple_of(1),
    "TUPLE2": lambda machine, _: machine._tuple_of(2),
    "TUPLE3": lambda machine, _: machine._tuple_of(3),
    "TUPLE": PickleMachine._tuple,
    "LIST": PickleMachine._list,
    "DICT": PickleMachine._dict,
    "FROZENSET": PickleMachine._frozen_set,
    "APPEND": PickleMachine._append,
    "APPENDS": PickleMachine._appends,
    "ADDITEMS": PickleMachine._add_items,
    "SETITEM": PickleMachine._set_item,
    "SETITEMS": PickleMachine._set_marked_items,
    "BINPERSID": PickleMachine._persistent,
    "GLOBAL": PickleMachine._name,
    "STACK_GLOBAL": PickleMachine._name_on_stack,
    "REDUCE": PickleMachine._reduce,
    "NEWOBJ": PickleMachine._new_object,
    "BUILD": PickleMachine._build,
}

_OPCODES = {opcode.code.encode("latin-1"): opcode for opcode in pickletools.opcodes}

_KNOWN = {"PROTO", "FRAME", "STOP", *_ARGUMENT_IS_VALUE, *_MAKE_VALUE, *_ACTIONS}
