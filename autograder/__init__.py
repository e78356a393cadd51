"""Grades untrusted submissions against test vectors; knows no answers itself.

This is the front door: rule suites, vector builders and scripts import from here alone, and
docs/api.md describes each name. A name's module is imported when the name is first used, so that
importing the package stays cheap for the processes that need little of it.
"""

TYPE_CHECKING = False  # what typing.TYPE_CHECKING is; importing typing costs more than all this

if TYPE_CHECKING:
    from autograder.description import Assignment
    from autograder.errors import (
        AutograderError,
        DescriptionError,
        GraderFault,
        SuiteError,
        UsageError,
        VectorFileError,
    )
    from autograder.grading.script import grade, judge_file
    from autograder.judge import by_hand
    from autograder.judge.call import Asked
    from autograder.judge.compare import NOTED, RuleFailedError, Target, targets
    from autograder.judge.diagnosis import Diagnoser, as_returned
    from autograder.judge.marks import rule
    from autograder.judge.plugin import SUITE
    from autograder.judge.view import Question
    from autograder.results import Level, QuestionResult, Result, RuleResult, Status, Verdict
    from autograder.sandbox.answers import Answer, Answers, Array, Ended, Raised, Value
    from autograder.sandbox.outside.cases import REPEAT
    from autograder.sandbox.wire import ValueKind
    from autograder.student import by_pytest, command, notebook
    from autograder.student.grader import Alone, Grader
    from autograder.vectors.answers import Form, described, raising
    from autograder.vectors.model import (
        Earlier,
        Generator,
        Given,
        Group,
        Step,
        Vector,
        VectorSet,
        leaves,
    )

    __version__: str

__all__ = [
    "NOTED",
    "REPEAT",
    "SUITE",
    "Alone",
    "Answer",
    "Answers",
    "Array",
    "Asked",
    "Assignment",
    "AutograderError",
    "DescriptionError",
    "Diagnoser",
    "Earlier",
    "Ended",
    "Form",
    "Generator",
    "Given",
    "Grader",
    "GraderFault",
    "Group",
    "Level",
    "Question",
    "QuestionResult",
    "Raised",
    "Result",
    "RuleFailedError",
    "RuleResult",
    "Status",
    "Step",
    "SuiteError",
    "Target",
    "UsageError",
    "Value",
    "ValueKind",
    "Vector",
    "VectorFileError",
    "VectorSet",
    "Verdict",
    "__version__",
    "as_returned",
    "by_hand",
    "by_pytest",
    "command",
    "described",
    "grade",
    "judge_file",
    "leaves",
    "notebook",
    "raising",
    "rule",
    "targets",
]

DISTRIBUTION = "vectorgrade"  # what is installed; on the public index `autograder` is another

# What each module below this package gives; a module that gives its own name stands for itself.
_GIVEN = {
    "description": "Assignment",
    "errors": "AutograderError DescriptionError GraderFault SuiteError UsageError VectorFileError",
    "grading.script": "grade judge_file",
    "judge.by_hand": "by_hand",
    "judge.call": "Asked",
    "judge.compare": "NOTED RuleFailedError Target targets",
    "judge.diagnosis": "Diagnoser as_returned",
    "judge.marks": "rule",
    "judge.plugin": "SUITE",
    "judge.view": "Question",
    "results": "Level QuestionResult Result RuleResult Status Verdict",
    "sandbox.answers": "Answer Answers Array Ended Raised Value",
    "sandbox.outside.cases": "REPEAT",
    "sandbox.wire": "ValueKind",
    "student.by_pytest": "by_pytest",
    "student.command": "command",
    "student.grader": "Alone Grader",
    "student.notebook": "notebook",
    "vectors.answers": "Form described raising",
    "vectors.model": "Earlier Generator Given Group Step Vector VectorSet leaves",
}
# The module of each name, for what follows imports, `grading.code`.
HOMES = {name: module for module, names in _GIVEN.items() for name in names.split()}

if not TYPE_CHECKING:

    def __getattr__(name):
        """Import what a public name stands for, and keep it."""
        if name == "__version__":
            found = _version()
        elif name in HOMES:
            from importlib import import_module

            module = import_module(f"{__name__}.{HOMES[name]}")
            found = module if HOMES[name].endswith(f".{name}") else getattr(module, name)
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found
        return found

    def __dir__():
        """Return the public names beside what is loaded."""
        return sorted({*globals(), *__all__})


def _version() -> str:
    """Return the installed version; a copy that is not installed, as in a hand-out, has none."""
    from importlib import metadata

    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "0+unknown"


def _warn_of_namesakes() -> None:
    """Warn where another project's `autograder` is installed into the same folder, once.

    Two packages of one name share a folder, and the one installed last has replaced files of the
    other. Where that was the other one, the command says so instead (`cli/vectorgrade.py`).
    """
    import os

    told = "AUTOGRADER_NAMESAKE_TOLD"  # the processes that this one starts say nothing again
    try:
        beside = os.listdir(os.path.dirname(os.path.dirname(__file__)))
    except OSError:  # in a zip
        return
    infos = (name for name in beside if name.endswith((".dist-info", ".egg-info")))
    others = [name for name in infos if name.rpartition(".")[0].partition("-")[0] == __name__]
    if others and told not in os.environ:
        import warnings

        os.environ[told] = "1"
        warnings.warn(
            f"another distribution named autograder ({min(others)}) is installed over this "
            "package, and either may have replaced files of the other: run `pip uninstall "
            f"autograder`, then reinstall {DISTRIBUTION} from its wheel or checkout",
            RuntimeWarning,
            stacklevel=3,
        )


_warn_of_namesakes()
