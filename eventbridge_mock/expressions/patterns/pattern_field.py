"""A field of an event pattern, with the alternatives that its list offers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .ip_address import parse_ip_address
from .matchers import Absent, Exact, PrefixIgnoreCase, Wildcard, exact_key, listed

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from .matchers import Alternative, Matcher


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PatternField:
    """The field at *path*; *branch* is the branch of an `$or` that it is in, or empty.

    The *matchers* are alternatives. Those that want one value are one set, `keys`, so
    that a long list costs no more than a short list; `others` are the rest.
    """

    path: str
    branch: str
    matchers: tuple[Alternative, ...]
    keys: frozenset[Hashable]
    others: tuple[Matcher, ...]
    has_addresses: bool
    may_be_absent: bool

    @classmethod
    def of(
        cls, path: str, matchers: Iterable[Alternative], branch: str
    ) -> PatternField:
        """Return the field at *path*, whose values one of *matchers* has to fit."""
        matchers = _after_wildcards(matchers)
        exact = [matcher for matcher in matchers if isinstance(matcher, Exact)]
        others = (m for m in matchers if not isinstance(m, (Exact, Absent)))
        return cls(
            path=path,
            branch=branch,
            matchers=tuple(matchers),
            keys=frozenset(
                matcher.key if matcher.address is None else matcher.address
                for matcher in exact
            ),
            others=tuple(others),
            has_addresses=any(matcher.address is not None for matcher in exact),
            may_be_absent=any(isinstance(matcher, Absent) for matcher in matchers),
        )

    @property
    def wanted(self) -> str:
        """The request of the pattern in a few words."""
        exact = [m.wanted for m in self.matchers if isinstance(m, Exact)]
        others = [m.wanted for m in self.matchers if not isinstance(m, Exact)]
        return " or ".join([listed(exact), *others] if exact else others)

    def fits(self, value: Any) -> bool:
        """Return whether one of the alternatives fits *value*, which is present."""
        if exact_key(value) in self.keys:
            return True
        if self.has_addresses and isinstance(value, str):
            address = parse_ip_address(value)
            if address is not None and address in self.keys:
                return True
        return any(matcher.fits(value) for matcher in self.others)


def _after_wildcards(matchers: Iterable[Alternative]) -> list[Alternative]:
    """Return *matchers* as the open-source engine, aws/event-ruler, treats them.

    A prefix that ignores case is found anywhere in a value, if a wildcard that begins
    with a star comes before it in the list (docs/fidelity.md, row "A prefix that
    ignores case, in a list after").
    """
    treated: list[Alternative] = []
    is_after = False
    for matcher in matchers:
        if is_after and isinstance(matcher, PrefixIgnoreCase):
            treated.append(replace(matcher, anywhere=True))
        else:
            treated.append(matcher)
        is_after |= isinstance(matcher, Wildcard) and matcher.text.startswith("*")
    return treated
