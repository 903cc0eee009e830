"""Options of a mock, a marker and an ini file are taken, or refused by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from eventbridge_mock import options
from tests.fuzz.conftest import PROFILE
from tests.fuzz.inputs import spliced, strings, values

if TYPE_CHECKING:
    from collections.abc import Iterable

names = st.sampled_from(list(options.OPTION_HELP))


def names_one_of(given_options: Iterable[str], message: str) -> bool:
    return any(name in message or repr(name) in message for name in given_options)


@PROFILE
@given(given_options=st.dictionaries(names | strings, values, max_size=3))
def test_an_option_is_taken_or_refused_by_its_name(
    given_options: dict[str, object],
) -> None:
    try:
        options.check(given_options)
    except (TypeError, ValueError) as error:
        assert names_one_of(given_options, str(error))  # noqa: PT017 - or none


@PROFILE
@given(
    ini=st.dictionaries(
        names, spliced("eager", "123456789012", "true", "s3", "-5"), max_size=4
    )
)
def test_an_ini_option_is_taken_or_refused_by_its_name(ini: dict[str, str]) -> None:
    try:
        options.from_ini(ini)
    except ValueError as error:
        assert names_one_of(ini, str(error))  # noqa: PT017 - or none
