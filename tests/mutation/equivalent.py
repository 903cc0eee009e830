"""The faults that change nothing a test could see, each with its reason."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.mutation.mutants import Mutant


class Equivalent(NamedTuple):
    """Faults in modules *path*, a pattern, in lines that contain *code*.

    They turn *before* into *text*.
    """

    path: str
    code: str
    before: str
    text: str
    reason: str


_GUARD = (
    "It keeps code that is not written yet from changing a value, adding an attribute,"
    " or confusing arguments; all code that there is abides by it."
)

_SAME_CODEC = "Python leaves out the punctuation in the name of an encoding."

_RACE = "The other side would have to close the connection just before this line."

_COUNTED = "`Archives` counts the events of an archive whenever one is read."

EQUIVALENT: tuple[Equivalent, ...] = (
    Equivalent("*", "dataclass(", "True", "(False)", _GUARD),
    Equivalent("*", '("utf-8"', '"utf-8"', "('utf-8*')", _SAME_CODEC),
    Equivalent(
        "replies/requests_library.py",
        "if the server has closed it already",
        "with suppress(OSError):  # if the server has closed it already\n"
        "            connection.shutdown(socket.SHUT_RDWR)",
        "if True:\n            connection.shutdown(socket.SHUT_RDWR)",
        _RACE,
    ),
    Equivalent(
        "server/http_server.py",
        "if the client has closed it already",
        "with suppress(OSError):  # if the client has closed it already\n"
        "                connection.shutdown(how)",
        "if True:\n                connection.shutdown(how)",
        _RACE,
    ),
    Equivalent(
        "server/state_file.py",
        "beside.unlink()",
        "with suppress(OSError):\n                beside.unlink()",
        "if True:\n                beside.unlink()",
        "A file that cannot be made cannot be removed, with the same error.",
    ),
    *(
        Equivalent(
            path,
            "os.register_at_fork(",
            f"with suppress(AttributeError):\n{indent}os.register_at_fork("
            f"after_in_child={action})",
            f"if True:\n{indent}os.register_at_fork(after_in_child={action})",
            "Only Windows has no such function, and the tests run where it is.",
        )
        for path, indent, action in (
            ("ids.py", "    ", "partial(seed, None)"),
            ("activation/forked_process.py", "        ", "lambda: renew_locks(root)"),
        )
    ),
    Equivalent(
        "expressions/patterns/*",
        "return False",
        "return False",
        "return None",
        "Callers ask only whether the result is true.",
    ),
    Equivalent(
        "expressions/patterns/event_fields.py",
        "self.is_wanted = False",
        "False",
        "(True)",
        "The values of paths for which no pattern asks are read too, and not used.",
    ),
    Equivalent(
        "expressions/cron_expression.py",
        "text.rstrip(",
        '"ABCDEFGHIJKLMNOPQRSTUVWXYZ"',
        "('ABCDEFGHIJKLMNOPQRSTUVWXYZ*')",
        "The expression `_VALUE` admits no asterisk behind a number.",
    ),
    Equivalent(
        "records/invocations.py",
        "        last = self.attempts[-1]\n",
        "1",
        "(0)",
        "A token request has one attempt, which is the first and the last.",
    ),
    *(
        Equivalent("model/archive.py", f"{field}: int = 0", "0", text, _COUNTED)
        for field in ("size_bytes", "event_count")
        for text in ("(1)", "(-1)")
    ),
    Equivalent(
        "replies/scripted_replies.py",
        "self._found.clear()",
        "self._found.clear()",
        "pass",
        "The cache sees that the replies are others; this frees memory earlier.",
    ),
    Equivalent(
        "clock.py",
        '"CLOCK_MONOTONIC", 0)',
        "0",
        "(1)",
        "The default is for systems without this clock, whose stand-in ignores it.",
    ),
    Equivalent(
        "beside_moto/interception.py",
        "self._modules_seen = 0",
        "0",
        "(1)",
        "Python has never loaded so few modules.",
    ),
    Equivalent(
        "beside_moto/producers.py",
        "stacklevel=2",
        "2",
        "(3)",
        "Neither line is one of the user: one is ours, the other one is of moto.",
    ),
    Equivalent(
        "integrations/moto_names.py",
        "since: tuple[int, ...] = (5, 0, 13)",
        "13",
        "(12)",
        "No moto before 5.0.13 is supported.",
    ),
)


def reason_of(mutant: Mutant) -> str | None:
    """Return why no test can notice *mutant*; None if one should."""
    for known in EQUIVALENT:
        if (
            fnmatchcase(mutant.path, known.path)
            and known.code in mutant.code
            and (mutant.before, mutant.text) == (known.before, known.text)
        ):
            return known.reason
    return None
