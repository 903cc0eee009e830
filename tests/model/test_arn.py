"""The form of ARNs."""

from __future__ import annotations

import pytest

from eventbridge_mock.model.arn import is_arn

RULE = "arn:aws:events:eu-west-1:123456789012:rule/orders"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(RULE, True, id="of a rule"),
        pytest.param("arn:aws:s3:::orders", True, id="without Region and account"),
        pytest.param(f"{RULE}:9", True, id="colons in the resource"),
        pytest.param("arn:aws:events:eu-west-1:rule/orders", False, id="too short"),
        pytest.param(RULE.removeprefix("arn"), False, id="other beginning"),
    ],
)
def test_a_string_is_an_arn_if_it_has_all_parts(text: str, *, expected: bool) -> None:
    assert is_arn(text) is expected
