"""Records of a child that is not believed: exactly as the grammar says, or refused whole."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from autograder.sandbox.answers import Answer, Array, Ended
from autograder.sandbox.inside import calling
from autograder.sandbox.inside.loading import Function
from autograder.sandbox.inside.source import Source
from autograder.sandbox.outside import decoding
from autograder.sandbox.outside.cases import Call
from autograder.sandbox.outside.filtering import Filter
from autograder.sandbox.wire import (
    BLANK,
    MAX_ENTRIES,
    MAX_PLACES,
    NOTHING,
    RECORD,
    Malformed,
    State,
    Tag,
    ValueKind,
    Writer,
)

WORDS = Filter(b"dW1 cost W1 boom", budget=1e6)
CALL = Call(
    vector="v1", function="f", again=False, room={"": 4, "dW1": 6}, leaves=("x", "p/W1", "p/b1")
)
ARGUMENTS = (np.arange(3.0), {"W1": np.eye(2), "b1": 2})


def sent(function: Callable[..., Any], index: int = 5) -> bytes:
    """Return the payload that an honest child sends when `function` is called."""
    case = calling.Case("f", (calling.Step(ARGUMENTS),), CALL.room)
    found = Function(State.DEFINED, function)
    record = b"".join(calling.call(index, case, found, Source((), (), False)))
    assert RECORD.unpack(record[: RECORD.size]) == (Tag.ANSWER, len(record) - RECORD.size)
    return record[RECORD.size :]


def decoded(payload: bytes) -> Answer:
    return decoding.answer(payload, 5, CALL, WORDS)


def returned(value: Any) -> Answer:
    """Return what is decoded when a call returns `value`."""
    return decoded(sent(lambda *_: value))


def arrays(value: Any) -> Mapping[str, Array]:
    answer = returned(value)
    assert answer.value is not None
    return answer.value.arrays


def described(**changes: Any) -> bytes:
    """Return the payload of an answer that is one array, described by hand."""
    honest = {"kind": b"f", "itemsize": 8, "is_array": 1, "ndim": 1, "shape": (2,), "length": 16}
    parts: dict[str, Any] = {**honest, "data": bytes(16), "after": b"", **changes}
    writer = Writer()
    writer.number("HBB", 5, 0, 0)
    writer.raw(bytes(len(CALL.leaves)))
    writer.number("BB", ValueKind.SINGLE, ord(parts["kind"]))
    writer.number("BBB", parts["itemsize"], parts["is_array"], parts["ndim"])
    writer.number(f"{len(parts['shape'])}QI", *parts["shape"], parts["length"])
    writer.raw(parts["data"] + parts["after"])
    return b"".join(writer.record(Tag.ANSWER))[RECORD.size :]


# Honest answers


@pytest.mark.parametrize("value", [1.5, np.float64(1.5), np.float32(1.5), np.array(1.5)])
def test_a_number_comes_back(value: Any) -> None:
    assert arrays(value)[""].data == 1.5


@pytest.mark.parametrize(
    "array",
    [
        np.arange(4.0).reshape(2, 2),
        np.arange(4.0).reshape(2, 2, order="F"),
        np.arange(8.0)[::2],
        np.arange(4),
        np.array([True, False]),
        np.arange(4, dtype=">f4"),
        np.arange(3, dtype=np.longdouble),
    ],
)
def test_an_array_comes_back_entry_by_entry(array: Any) -> None:
    found = arrays(array)[""]
    assert found.data is not None
    exact = np.int64 if array.dtype.kind == "i" else np.float64
    np.testing.assert_array_equal(found.data, array.astype(exact), strict=True)


def test_nobody_can_write_to_what_came_back() -> None:
    found = arrays(np.zeros((1, 2)))[""]
    assert found.data is not None
    assert not found.data.flags.writeable


def test_an_array_keeps_its_kind_and_size() -> None:
    found = arrays(np.zeros((1, 2), np.float32))[""]
    assert (found.kind, found.itemsize, found.is_array, found.shape) == ("f", 4, True, (1, 2))


def test_a_scalar_is_no_array() -> None:
    assert not arrays(np.float64(1))[""].is_array


@pytest.mark.parametrize(
    "value",
    [
        np.zeros(5),
        np.zeros((0, 2)),
        np.zeros(3) * 1j,
        np.array([None]),
        np.zeros((1,) * 9),
        np.array("text"),
    ],
    ids=["too many", "none", "too many complex", "objects", "too many axes", "text"],
)
def test_what_is_not_compared_is_only_described(value: Any) -> None:
    assert arrays(value)[""].data is None


@pytest.mark.parametrize(("value", "kind"), [(None, NOTHING), (..., BLANK)], ids=["None", "dots"])
def test_a_blank_among_the_values_is_told_from_another_object(value: Any, kind: str) -> None:
    found = arrays({"dW1": value, "other": object()})
    assert (found["dW1"].kind, found["other"].kind) == (kind, "O")


def test_what_makes_no_array_is_told_as_an_object_and_not_as_an_error() -> None:
    answer = returned({"dW1": (np.zeros(2), np.zeros(3)), "other": [[1.0], [2.0, 3.0]]})
    assert answer.value is not None
    assert {name: array.kind for name, array in answer.value.arrays.items()} == {
        "dW1": "O",
        "other": "O",
    }


def test_a_dict_comes_back_by_its_keys() -> None:
    found = arrays({"dW1": np.zeros((2, 3)), "other": np.ones(1), 3: None})
    assert {name: array.shape for name, array in found.items()} == {
        "dW1": (2, 3),
        "other": (1,),
        "#3": (),
    }
    assert found["dW1"].data is not None


def test_an_integer_as_a_key_is_no_text() -> None:
    found = arrays({3: 1.0, "3": 2.0})
    assert list(found) == ["#3", "3"]


@pytest.mark.parametrize("text", ["1/2", "", "one", "1_0", "１", "--1"])
def test_an_integer_key_that_is_no_integer_is_refused(text: str) -> None:
    payload = sent(lambda *_: {7: 1.0})
    said = struct.pack("<H", 1) + b"7"
    assert payload.count(said) == 1
    forged = payload.replace(said, struct.pack("<H", len(text.encode())) + text.encode())
    with pytest.raises(Malformed):
        decoded(forged)


def test_only_the_keys_that_are_asked_for_bring_their_entries() -> None:
    assert arrays({"other": np.ones(1)})["other"].data is None


def test_keys_that_are_too_many_are_counted() -> None:
    answer = returned({str(number): 1.0 for number in range(100)})
    assert answer.value is not None
    assert (len(answer.value.arrays), answer.value.unlisted) == (MAX_ENTRIES, 100 - MAX_ENTRIES)


def test_a_key_is_shown_only_as_far_as_it_may_be() -> None:
    found = arrays({"dW1": 1.0, "secret": 1.0})
    assert (found["dW1"].shown, found["secret"].shown) == ("dW1", "…")


def test_none_and_other_values_are_told_apart() -> None:
    kinds = [returned(value).value for value in (None, [1.0])]
    assert [value.kind for value in kinds if value] == [ValueKind.NONE, ValueKind.OTHER]


def test_inputs_that_the_call_changed_are_named() -> None:
    def change(x: Any, p: Any) -> float:
        x[0] = 7
        p["b1"] = 3
        return 1.0

    assert decoded(sent(change)).changed == ("x", "p/b1")


def test_a_change_counts_although_the_call_failed() -> None:
    def change(x: Any, p: Any) -> float:
        x[0] = 7
        raise ValueError

    assert decoded(sent(change)).changed == ("x",)


def test_a_minus_before_zero_is_a_change() -> None:
    def change(x: Any, p: Any) -> float:
        x[0] = -0.0
        return 1.0

    assert decoded(sent(change)).changed == ("x",)


def test_nan_in_an_input_is_no_change() -> None:
    case = calling.Case(
        "f", (calling.Step((np.array([np.nan]), {"W1": np.eye(2), "b1": 2})),), CALL.room
    )
    found = Function(State.DEFINED, lambda *_: 1.0)
    record = b"".join(calling.call(5, case, found, Source((), (), False)))
    assert decoded(record[RECORD.size :]).changed == ()


def test_an_exception_comes_back_cleaned() -> None:
    def fail(*_: Any) -> float:
        raise ValueError("boom 123456 secret")

    raised = decoded(sent(fail)).raised
    assert raised is not None
    assert (raised.error, raised.text) == ("ValueError", "ValueError: boom …")
    assert (raised.place, raised.line) == ("", "")


# Lies


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": b"O"},
        {"kind": b"c"},
        {"kind": b"\xff"},
        {"kind": b"\x1b", "length": 0, "data": b""},
        {"is_array": 2},
        {"shape": (3,)},
        {"shape": (1 << 63,)},
        {"ndim": 2, "shape": (2, 2)},
        {"ndim": 0, "shape": ()},
        {"ndim": 255, "shape": (1,) * 7 + (2,)},
        {"ndim": 9, "shape": (1,) * 7 + (2,)},
        {"ndim": 10, "shape": (2,) + (1,) * 7},
        {"shape": (0,)},
        {"length": 15, "data": bytes(15)},
        {"length": 8},
        {"length": 40, "shape": (5,), "data": bytes(40)},
        {"length": 0xFFFFFFFF},
        {"data": bytes(15)},
        {"after": b"\x00"},
    ],
    ids=lambda changes: " ".join(changes),
)
def test_an_array_that_is_not_as_described_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        decoded(described(**changes))


def test_an_array_as_described_by_hand_is_taken() -> None:
    assert decoded(described()).ended is Ended.RETURNED


def test_a_huge_shape_without_entries_costs_no_memory() -> None:
    answer = decoded(described(shape=(1 << 63,), length=0, data=b""))
    assert answer.value is not None
    assert answer.value.arrays[""].shape == (1 << 63,)


def test_an_answer_to_another_call_is_refused() -> None:
    with pytest.raises(Malformed):
        decoded(sent(lambda *_: 1.0, index=4))


@pytest.mark.parametrize("place", [2, 3, 4, 7])
def test_a_flag_or_kind_that_does_not_exist_is_refused(place: int) -> None:
    payload = bytearray(sent(lambda *_: 1.0))
    payload[place] = 9
    with pytest.raises(Malformed):
        decoded(bytes(payload))


@pytest.mark.parametrize(
    "value", [None, 1.0, np.zeros((2, 2)), {"dW1": np.zeros(6), "b": 1.0}, "text"]
)
def test_every_shortened_answer_is_refused(value: Any) -> None:
    payload = sent(lambda *_: value)
    for length in range(len(payload)):
        with pytest.raises(Malformed):
            decoded(payload[:length])


def test_a_garbled_answer_is_refused_or_read_and_nothing_else() -> None:
    chance = random.Random(1)
    payload = sent(lambda *_: {"dW1": np.zeros((2, 3)), "b": 1.0})
    for _ in range(2000):
        garbled = bytearray(payload)
        for _ in range(chance.randrange(1, 4)):
            garbled[chance.randrange(len(garbled))] = chance.randrange(256)
        try:
            assert decoded(bytes(garbled)).ended is Ended.RETURNED
        except Malformed:
            continue


# Load reports


def report(*states: int, notes: int = 0, after: bytes = b"") -> bytes:
    writer = Writer()
    writer.text("")
    for state in states:
        writer.number("B", state)
        writer.text("dW1 secret")
    writer.number("B", notes)
    for _ in range(min(notes, 30)):
        writer.text("boom secret")
    writer.raw(after)
    return b"".join(writer.record(Tag.LOADED))[RECORD.size :]


def test_a_load_report_comes_back_cleaned() -> None:
    found = decoding.load_report(report(State.DEFINED, State.RENAMED, notes=1), 2, WORDS)
    assert [function.state for function in found.functions] == [State.DEFINED, State.RENAMED]
    assert (found.functions[1].hint, found.notes) == ("dW1 …", ("boom …",))


@pytest.mark.parametrize(
    "payload",
    [
        report(State.DEFINED),
        report(*[State.DEFINED] * 3),
        report(State.DEFINED, 99),
        report(State.DEFINED, State.DEFINED, notes=21),
        report(State.DEFINED, State.DEFINED, after=b"\x00"),
        b"",
    ],
    ids=["too few", "too many", "no such state", "too many notes", "more behind it", "nothing"],
)
def test_a_load_report_that_cannot_be_is_refused(payload: bytes) -> None:
    with pytest.raises(Malformed):
        decoding.load_report(payload, 2, WORDS)


def test_an_unreadable_submission_reports_nothing_else() -> None:
    writer = Writer()
    writer.text("is a binary file")
    payload = b"".join(writer.record(Tag.LOADED))[RECORD.size :]
    assert decoding.load_report(payload, 2, WORDS).unreadable == "is a binary file"
    with pytest.raises(Malformed):
        decoding.load_report(payload + b"\x00", 2, WORDS)


def test_a_statement_report_is_one_index() -> None:
    assert decoding.statement(struct.pack("<I", 7)) == 7
    with pytest.raises(Malformed):
        decoding.statement(bytes(5))


# Slices


def sliced(
    *places: str,
    count: int = 0,
    broken: tuple[str, ...] = (),
    lines: tuple[tuple[int, str, str, str], ...] = (),
    after: bytes = b"",
) -> bytes:
    writer = Writer()
    writer.number("IB", count or len(places), len(places))
    for place in places:
        writer.text(place)
    writer.number("B", len(broken))
    for number, note in enumerate(broken, 1):
        writer.number("B", number)
        writer.text(note)
    writer.number("B", len(lines))
    for function, *texts in lines:
        writer.number("B", function)
        for text in texts:
            writer.text(text)
    writer.raw(after)
    return b"".join(writer.record(Tag.SLICE))[RECORD.size :]


def test_the_lines_of_a_slice_come_back() -> None:
    places = ("line 3", "lines 5-9", "code cell 2, lines 1-4")
    assert decoding.sliced(sliced(*places), WORDS, ("f", "g")).taken == places


@pytest.mark.parametrize("text", ["secret", "line 0.25", "lines 1-2 secret", "line 12345678"])
def test_what_is_no_run_of_lines_is_left_out(text: str) -> None:
    assert decoding.sliced(sliced(text), WORDS, ("f", "g")).taken == ()


def test_what_does_not_parse_costs_nothing_because_nothing_has_run_yet() -> None:
    words = Filter(b"print 1", budget=0)
    note = "line 1: Missing parentheses in call to 'print'. Did you mean print(...)?"
    found = decoding.sliced(sliced(broken=(note, "line 1: secret")), words, ("f", "g"))
    assert found.broken == (note, "line 1: …")
    assert found.defines == (1, 2)


def test_a_line_that_does_not_parse_is_quoted_if_it_is_the_submissions_own() -> None:
    words = Filter(b"print  1", budget=0)
    own, foreign = (
        f"line 1, column 1: invalid syntax: `{line}`" for line in ("print  1", "secret")
    )
    shown = decoding.sliced(sliced(broken=(own, foreign)), words, ("f", "g")).broken
    assert shown == (own, "line 1, column 1: invalid syntax: `…`")


def test_what_did_not_parse_may_be_told_again_at_no_cost() -> None:
    words = Filter(b"print  1", budget=0)
    note = "line 1, column 1: invalid syntax: `print  1`"
    decoding.sliced(sliced(broken=(note,)), words, ("f",))
    assert (words.clean(note), words.told) == (note, 0)


def test_the_line_of_each_key_comes_back_for_its_function() -> None:
    words = Filter(b"    b = 2 * a\n", budget=0)
    known = ((1, "b", "line 3", "b = 2 * a"), (1, "c", "anywhere", "c = 'of somebody else'"))
    found = decoding.sliced(sliced(lines=known), words, ("f", "g")).lines
    assert found["f"] == {}
    assert found["g"]["b"] == ("line 3", "b = 2 * a")
    place, line = found["g"]["c"]
    assert (place, "somebody" in line) == ("", False)


def test_a_line_of_a_function_that_nobody_asked_for_is_refused() -> None:
    with pytest.raises(Malformed):
        decoding.sliced(sliced(lines=((2, "b", "line 3", "b = 2"),)), WORDS, ("f", "g"))


def test_a_long_slice_says_that_there_is_more() -> None:
    assert decoding.sliced(sliced("line 3", count=50), WORDS, ("f", "g")).taken == (
        "line 3",
        "and more",
    )


@pytest.mark.parametrize(
    "payload",
    [
        sliced(*["line 1"] * (MAX_PLACES + 1)),
        sliced(broken=("line 1: invalid syntax",) * 3),
        sliced("line 1", after=b"x"),
        b"",
    ],
    ids=["too many", "another function", "more behind it", "nothing"],
)
def test_a_slice_that_cannot_be_is_refused(payload: bytes) -> None:
    with pytest.raises(Malformed):
        decoding.sliced(payload, WORDS, ("f", "g"))


# Lengths


@pytest.mark.parametrize("tag", [0, 5, 255])
def test_a_record_of_another_kind_is_refused(tag: int) -> None:
    with pytest.raises(Malformed):
        decoding.largest_record(tag, CALL, 2)


def test_an_answer_that_nobody_waits_for_is_refused() -> None:
    with pytest.raises(Malformed):
        decoding.largest_record(Tag.ANSWER, None, 2)


@pytest.mark.parametrize(
    "value",
    [
        {"\N{GRINNING FACE}" * 1000 + str(i): np.zeros((1,) * 8) for i in range(100)},
        {"dW1": np.zeros(6), **{"k" * 1000 + str(i): np.zeros((1,) * 32) for i in range(100)}},
    ],
)
def test_the_largest_honest_answer_is_not_too_long(value: Any) -> None:
    assert len(sent(lambda *_: value)) <= decoding.largest_record(Tag.ANSWER, CALL, 2)


def test_the_largest_honest_exception_is_not_too_long() -> None:
    def fail(*_: Any) -> float:
        raise type("E" * 10_000, (Exception,), {})("x" * 10_000)

    assert len(sent(fail)) <= decoding.largest_record(Tag.ANSWER, CALL, 2)


def test_the_largest_honest_load_report_is_not_too_long() -> None:
    writer = Writer()
    writer.text("")
    for _ in range(2):
        writer.number("B", State.BROKEN)
        writer.text("x" * 10_000)
    writer.number("B", 20)
    for _ in range(20):
        writer.text("x" * 10_000)
    length = sum(len(part) for part in writer.record(Tag.LOADED)) - RECORD.size
    assert length <= decoding.largest_record(Tag.LOADED, None, 2)
