"""The messages that CPython, NumPy and the child itself compose, as templates with slots.

A message that fits a template tells which template it is and what is in its slots, and no more;
that is far less than its words would tell if a submission could choose each of them. See `pricing`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

# {w} a word, {l} words with commas between them, {n} an integer, {s} a shape, {t} any text,
# {r} a rest that is left out.
_SLOT = re.compile(r"\{([wlnstr])\}")
_FORMS = {
    "w": r"([^\W\d]\w*)",
    "l": r"([^\W\d]\w*(?:, [^\W\d]\w*)*)",
    "n": r"(-?[0-9]+)",
    "s": r"(\([0-9, ]*\))",
    "t": r"(.+?)",
    "r": r"(.*)",
}

# One a line; a line that is indented goes on with the one before it.
_LISTED = """
# Names and attributes
name '{w}' is not defined
name '{w}' is not defined. Did you mean: '{w}'?
name '{w}' is not defined. Did you forget to import '{w}'?
name '{w}' is not defined. Did you mean: '{w}'? Or did you forget to import '{w}'?
cannot access local variable '{w}' where it is not associated with a value
local variable '{w}' referenced before assignment
cannot access free variable '{w}' where it is not associated with a value in enclosing scope
module '{t}' has no attribute '{w}'
module '{t}' has no attribute '{w}'. Did you mean: '{w}'?
module 'numpy' has no attribute '{w}'. `np.{w}` was a deprecated alias for the builtin `{w}`. To
    avoid this error in existing code, use `{w}` by itself.{r}
`np.{w}` was removed in the NumPy 2.0 release. Use `{t}` instead.{r}
`np.{w}` was removed in the NumPy 2.0 release.{r}
'{t}' object has no attribute '{w}'
'{t}' object has no attribute '{w}'. Did you mean: '{w}'?
type object '{w}' has no attribute '{w}'
'{t}' object attribute '{w}' is read-only
cannot import name '{w}' from '{t}' {t}
No module named '{t}'
# Calls
{w}() takes {n} positional argument but {n} were given
{w}() takes {n} positional arguments but {n} was given
{w}() takes {n} positional arguments but {n} were given
{w}() takes from {n} to {n} positional arguments but {n} were given
{w}() missing {n} required positional argument: '{w}'
{w}() missing {n} required positional arguments: '{w}' and '{w}'
{w}() missing {n} required positional arguments: {t}
{w}() missing {n} required keyword-only argument: '{w}'
{w}() got an unexpected keyword argument '{w}'
{w}() got an unexpected keyword argument '{w}'. Did you mean '{w}'?
{t}() got an unexpected keyword argument '{w}'
{w}() got multiple values for argument '{w}'
{w}() takes no arguments
{t}() takes no keyword arguments
{t}() takes exactly {t} ({n} given)
{w}() takes at least {n} {t} ({n} given)
{w}() takes at most {n} {t} ({n} given)
{w} expected at least {n} argument, got {n}
{w} expected at least {n} arguments, got {n}
{w} expected at most {n} arguments, got {n}
'{t}' object is not callable
# Operators and conversions
unsupported operand type(s) for {t}: '{t}' and '{t}'
bad operand type for unary {t}: '{t}'
bad operand type for {t}: '{t}'
'{t}' not supported between instances of '{t}' and '{t}'
can't multiply sequence by non-int of type '{t}'
can only concatenate {w} (not "{t}") to {w}
can only concatenate str (not "{t}") to str
must be real number, not {t}
'{t}' object cannot be interpreted as an integer
only integer scalar arrays can be converted to a scalar index
only length-1 arrays can be converted to Python scalars
only 0-dimensional arrays can be converted to Python scalars
float() argument must be a string or a real number, not '{t}'
int() argument must be a string, a bytes-like object or a real number, not '{t}'
could not convert string to float: '{t}'
could not convert string to float: {t}
invalid literal for int() with base {n}: '{t}'
can't convert complex to float
cannot convert float NaN to integer
cannot convert float infinity to integer
division by zero
float division by zero
integer division or modulo by zero
math domain error
math range error
expected a positive input{t}
expected a nonnegative input{t}
# Items, sequences, dicts
'{t}'
{n}
'{t}' object is not subscriptable
'{t}' object does not support item assignment
'{t}' object does not support item deletion
'{t}' object is not iterable
'{t}' object is not reversible
'{t}' object is not an iterator
cannot unpack non-iterable {t} object
not enough values to unpack (expected {n}, got {n})
too many values to unpack (expected {n})
too many values to unpack (expected {n}, got {n})
object of type '{t}' has no len()
len() of unsized object
unhashable type: '{t}'
cannot use '{t}' as a dict key (unhashable type: '{t}')
list index out of range
tuple index out of range
string index out of range
pop from empty list
list indices must be integers or slices, not {t}
tuple indices must be integers or slices, not {t}
string indices must be integers, not '{t}'
dictionary changed size during iteration
dictionary keys changed during iteration
max() iterable argument is empty
min() iterable argument is empty
zip() argument {n} is longer than argument {n}
zip() argument {n} is shorter than argument {n}
{t} is not in list
assignment destination is read-only
# NumPy: shapes
operands could not be broadcast together with shapes {s} {s}
operands could not be broadcast together with shapes {s} {s} {s}
operands could not be broadcast together with remapped shapes {t}
non-broadcastable output operand with shape {s} doesn't match the broadcast shape {s}
could not broadcast input array from shape {s} into shape {s}
shape mismatch: objects cannot be broadcast to a single shape. Mismatch is between arg {n} with
    shape {s} and arg {n} with shape {s}.
shape mismatch: value array of shape {s} could not be broadcast to indexing result of shape {s}
shapes {s} and {s} not aligned: {n} (dim {n}) != {n} (dim {n})
matmul: Input operand {n} has a mismatch in its core dimension {n}, with gufunc signature
    (n?,k),(k,m?)->(n?,m?) (size {n} is different from {n})
matmul: Input operand {n} does not have enough dimensions (has {n}, gufunc core with signature
    (n?,k),(k,m?)->(n?,m?) requires {n})
cannot reshape array of size {n} into shape {s}
can only specify one unknown dimension
axes don't match array
cannot select an axis to squeeze out which has size not equal to one
axis {n} is out of bounds for array of dimension {n}
index {n} is out of bounds for axis {n} with size {n}
index {n} is out of bounds for size {n}
too many indices for array: array is {n}-dimensional, but {n} were indexed
too many indices for array
invalid index to scalar variable.
iteration over a 0-d array
only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean
    arrays are valid indices
arrays used as indices must be of integer (or boolean) type
boolean index did not match indexed array along axis {n}; size of axis is {n} but size of
    corresponding boolean axis is {n}
all the input arrays must have same number of dimensions, but the array at index {n} has {n}
    dimension(s) and the array at index {n} has {n} dimension(s)
all the input array dimensions except for the concatenation axis must match exactly, but along
    dimension {n}, the array at index {n} has size {n} and the array at index {n} has size {n}
zero-dimensional arrays cannot be concatenated
need at least one array to concatenate
all input arrays must have the same shape
setting an array element with a sequence.
setting an array element with a sequence. The requested array has an inhomogeneous shape after
    {n} dimensions. The detected shape was {s} + inhomogeneous part.
zero-size array to reduction operation {t} which has no identity
attempt to get {w} of an empty sequence
negative dimensions are not allowed
Last 2 dimensions of the array must be square
{n}-dimensional array given. Array must be at least two-dimensional
Singular matrix
Improper number of dimensions to norm.
# NumPy: dtypes and the rest
The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()
The truth value of an empty array is ambiguous. {t}
Cannot cast ufunc '{w}' output from dtype('{t}') to dtype('{t}') with casting rule 'same_kind'
ufunc '{w}' not supported for the input types, and the inputs could not be safely coerced to any
    supported types according to the casting rule ''safe''
ufunc '{w}' did not contain a loop with signature matching types {t}
loop of ufunc does not support argument {n} of type {t} which has no callable {w} method
The ufunc '{w}' {t}
Integers to negative integer powers are not allowed.
unsupported operand type(s) for {t}
data type '{t}' not understood
Cannot interpret '{t}' as a data type
output array is read-only
array is not writeable
Unable to allocate {n}. {w} for an array with shape {s} and data type {w}
Unable to allocate {t} for an array with shape {s} and data type {w}
{w}() received an invalid combination of arguments{t}
Maximum allowed dimension exceeded
array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size.
numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^`
    operator, or the logical_xor function instead.
# The interpreter
maximum recursion depth exceeded
maximum recursion depth exceeded while calling a Python object
maximum recursion depth exceeded in comparison
maximum recursion depth exceeded {t}
can't start new thread
generator raised StopIteration
coroutine '{w}' was never awaited
Exceeds the limit ({n} digits) for integer string conversion{t}
[Errno {n}] {t}: '{t}'
[Errno {n}] {t}
EOF when reading a line
integer modulo by zero
(34, 'Numerical result out of range')
Numerical result out of range
# Syntax
invalid syntax
invalid syntax. Perhaps you forgot a comma?
invalid syntax. Maybe you meant '==' or ':=' instead of '='?
Missing parentheses in call to 'print'. Did you mean print(...)?
Missing parentheses in call to '{w}'. Did you mean {w}(...)?
'{t}' was never closed
unmatched '{t}'
closing parenthesis '{t}' does not match opening parenthesis '{t}'
closing parenthesis '{t}' does not match opening parenthesis '{t}' on line {n}
unexpected indent
unindent does not match any outer indentation level
expected an indented block after {t} on line {n}
expected an indented block
inconsistent use of tabs and spaces in indentation
expected ':'
expected '{t}'
unterminated string literal (detected at line {n})
unterminated triple-quoted string literal (detected at line {n})
unexpected EOF while parsing
unexpected character after line continuation character
invalid decimal literal
invalid character '{t}' (U+{t})
invalid non-printable character U+{t}
leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers
cannot assign to {t}
cannot assign to {t} here. Maybe you meant '==' instead of '='?
positional argument follows keyword argument
'{w}' outside function
'{w}' outside loop
'{w}' not properly in loop
keyword argument repeated: {w}
f-string: {t}
invalid syntax at `{t}`
invalid syntax at `{t}` ({t})
`{w}` is a word of Python itself; the argument is called `{w}`
`{w}` is a word of Python itself: choose another name
`{t}` is no name: for a product, write `*` between
`{t}` is written `{t}` in Python
it has a character that Python cannot read
it is nested too deeply
# What the child saw beside an exception
did you mean `{w}`?
did you mean `{w}.{w}`?
{w} has the keys {l}
{w} is not available to the grader
{w} is not available to the grader (did you mean `{w}`?)
{w} has no `{w}`
{w} has no `{w}` (did you mean `{w}`?)
{w} has shape {s}
{w} has shape {s} and {w} has shape {s}
{w} has shape {s}, {w} has shape {s} and {w} has shape {s}
# What the child says of a file
{t}: not available to the grader
a %%{w} cell is not run
it did not end in time, or ended the program; it was left out
is not a notebook: its JSON is damaged
is JSON but not a Jupyter notebook
is not text that Python can read (save it as UTF-8)
is a binary file, not Python text
"""
TEMPLATES = tuple(
    line for line in _LISTED.replace("\n    ", " ").splitlines() if line and line[0] != "#"
)


@dataclass(frozen=True, slots=True)
class Match:
    """A text taken apart.

    Attributes:
        literals: what the template says; one more than there are slots.
        slots: a letter and a text for each slot.
    """

    literals: tuple[str, ...]
    slots: tuple[tuple[str, str], ...]


def _needle(template: str) -> str:
    """Return the longest part of a template that stands in every text that fits it."""
    return max(_SLOT.split(template)[::2], key=len)


_NEEDLES = tuple((_needle(template), template) for template in TEMPLATES)


@cache
def _compiled(template: str) -> tuple[re.Pattern[str], tuple[str, ...], str]:
    parts = _SLOT.split(template)
    literals, kinds = tuple(parts[::2]), "".join(parts[1::2])
    form = re.escape(literals[0])
    for kind, literal in zip(kinds, literals[1:], strict=True):
        form += _FORMS[kind] + re.escape(literal)
    return re.compile(form), literals, kinds


def without_rest(text: str) -> str:
    """Return a message, perhaps behind its type, without what need not be read of it."""
    start = ""
    found = match(text)
    if found is None:
        kind, colon, message = text.partition(": ")
        start, found = kind + colon, match(message)
    if found is None or not any(kind == "r" for kind, _ in found.slots):
        return text
    parts = ["" if kind == "r" else part for kind, part in found.slots]
    return (
        start
        + found.literals[0]
        + "".join(part + literal for part, literal in zip(parts, found.literals[1:], strict=True))
    )


def match(text: str) -> Match | None:
    """Return how the whole of `text` fits the first template that it fits, or None."""
    for needle, template in _NEEDLES:
        if needle in text:
            form, literals, kinds = _compiled(template)
            if found := form.fullmatch(text):
                return Match(literals, tuple(zip(kinds, found.groups(), strict=True)))
    return None
