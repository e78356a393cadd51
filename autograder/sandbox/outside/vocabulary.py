"""Words that CPython and NumPy use in their own messages, and that ours use about submissions.

A text from a hidden run may hold these words and the submission's own; see `filtering`.
"""

from __future__ import annotations

VOCABULARY = frozenset(
    """
    a about above accept accepted access according across after against algorithm alias aligned all
    allocate allowed along already also ambiguous an and annotation any apply are arg argument
    arguments array arrays as ascii assign assigned assignment associated associative at attempt
    attempted attribute attributes available axes axis axiserror bad bands bare base be because been
    before beginning being between binary block bool bool_ boolean both bound boundary bounds
    bracket broadcast broadcastable buffer but by byte bytes c call callable called calling can
    cannot cast casting cell change changed changes char character characters class close closed
    closing code codec coefficient coerced column columns comma comparison compatible complex
    complex128 concatenate concatenation condition consistent constant constructor contain contains
    continue conversion convert converted converting copied copy core coroutine correct
    corresponding could create cumulative currently damaged data decimal declaration declared decode
    decorator deep deeply def default define defined definition delete deleted denominator
    deprecated depth descriptor destination detected dict dictionary did different dim dimension
    dimensional dimensions directory divide division do document does doesn domain done dot double
    dtype dtypes duplicate during each either element elements ellipsis else elsewhere empty
    enclosing encode encoded encoding end ended ends enough entry eof equal error escape evaluate
    even exact exactly exceed exceeded exceeds except exception exhausted exist expect expected
    expecting exponent expression extra f failed failure false few field file finally find finite
    first fit float float16 float32 float64 floating follow following follows for forgot format
    found fractional from frozen function functions future generator generic get getting give given
    global got grader greater gufunc handle has hash hashable have head here hexadecimal hint how
    identifier if ignored illegal imaginary immutable implement implemented implicit import improper
    in incompatible incomplete inconsistent inconsistently incorrect indent indentation indented
    index indexed indexing indices inf infinite infinity inhomogeneous initialize inner input inputs
    instance instances instead int int32 int64 int8 integer integers internal interpret interpreted
    into invalid is isn issubclass it item items iterable iteration iterator its itself join json
    jupyter k keepdims key keys keyword keywords kind lambda largest last leading least left length
    less level library like limit linalgerror line linear list literal local locals log lone long
    loop lvalue m machine malformed many map mapped masked match matched matching math mathematical
    matmul matrices matrix maximum may maybe mean meaning meant memory method minimum mismatch
    missed missing mix mixed mode module modules more most multiple multiplication multiply must
    mutable n name named names nan ndarray near need needed needs negative nested never new newaxis
    next no non nonbytes none nonempty nonetype nonlocal nonzero not notebook nothing null number
    numbers numpy object objects odd of off on one only opened opening operand operands operation
    operations operator operators option optional or order ordinal other out outer output outside
    over overflow overlap p package padding parameter parameters parentheses parenthesis parse
    parsing part passed perhaps permission permitted pickle place plain position positional positive
    possible power powers precision previous printable product program protocol python raise raised
    range ranges rank reached read reading real recursion reduce reduction reference referenced
    remapped repeated requested required requires reserved reshape reshaped result resulting return
    returned returning returns right root row rows rule run running s safe safely same same_kind
    save scalar scalars scanning scope second select self separated sequence sequences set setting
    shape shapes should sign signature similar simultaneously single singular size sized sizes slice
    slicing small some space spaces specified specify sqrt square squeeze stack stacked stand
    starred start started statement statements statically step stop str_ string strings structure
    subscript subscriptable subtract such sum supplied support supported surrogates symbol symmetric
    syntax system tab tabs take takes target text than that the their there they this time times to
    together too top traceback transpose true truncated truth try tuple two type types ufunc ufuncs
    ufunctypeerror uint8 unable unary unbound undefined understood unexpected unhashable unicode
    unindent unit unknown unmatched unpack unpackable unrecognized unsafe unsized unsupported
    unterminated until up use used using utf valid value values variable variables vector version
    view was way went were what when where which while whole with within without word works would
    write writeable writing x y yet you your zero zeros
    EOF GiB KiB MiB NoneType TiB UFuncTypeError _UFuncNoLoopError _UFuncOutputCastingError
    _ArrayFunctionDispatcher builtin builtin_function_or_method
    d e g modify behavior avoid existing wish testing removed instead release
    """.split()
)
