"""The marker deploys a template before the test begins."""

from __future__ import annotations

import inspect
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

TEMPLATE = {
    "Parameters": {"Name": {"Type": "String", "Default": "orders"}},
    "Resources": {
        "Bus": {
            "Type": "AWS::Events::EventBus",
            "Properties": {"Name": {"Ref": "Name"}},
        }
    },
}


def run(inner: pytest.Pytester, body: str) -> pytest.RunResult:
    """Run a module of tests in a folder that has a template."""
    folder = inner.mkdir("unit")
    (folder / "template.json").write_text(json.dumps(TEMPLATE), "utf-8")
    (inner.path / "root.json").write_text(json.dumps(TEMPLATE), "utf-8")
    module = f"import pytest\n\n{inspect.cleandoc(body)}\n"
    (folder / "test_module.py").write_text(module, "utf-8")
    return inner.runpytest("--strict-markers", folder)


def test_a_template_is_deployed_before_the_test(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        @pytest.mark.eventbridge_mock(template="template.json")
        def test_beside_the_test(eventbridge_mock):
            assert list(eventbridge_mock.event_buses) == ["default", "orders"]
            assert eventbridge_mock.deployments["template"]["Bus"].name == "orders"

        @pytest.mark.eventbridge_mock(template="root.json")
        def test_in_the_root(eventbridge_mock):
            assert "orders" in eventbridge_mock.event_buses

        @pytest.mark.eventbridge_mock(
            template="template.json",
            parameters={"Name": "desk"},
            region_name="eu-west-1",
        )
        class TestClass:
            def test_parameters(self, eventbridge_mock):
                assert "desk" in eventbridge_mock.event_buses

            @pytest.mark.eventbridge_mock(parameters={"Name": "other"})
            def test_nearest(self, eventbridge_mock):
                assert "other" in eventbridge_mock.event_buses
                assert eventbridge_mock.region_name == "eu-west-1"
        """,
    )

    result.assert_outcomes(passed=4)


def test_a_template_may_be_a_mapping_of_the_module(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        f"""
        pytestmark = pytest.mark.eventbridge_mock(template={TEMPLATE!r})

        def test_module(eventbridge_mock):
            assert "orders" in eventbridge_mock.event_buses

        def test_wider(module_eventbridge_mock):
            assert "orders" in module_eventbridge_mock.event_buses

        @pytest.mark.eventbridge_mock(template=None)
        def test_without(eventbridge_mock):
            assert "orders" not in eventbridge_mock.event_buses
        """,
    )

    result.assert_outcomes(passed=3)


def test_a_template_that_cannot_be_deployed_fails_the_test(
    inner: pytest.Pytester,
) -> None:
    result = run(
        inner,
        """
        @pytest.mark.eventbridge_mock(template="template.json", parameters={"X": 1})
        def test_parameter(eventbridge_mock):
            pass

        def test_others(eventbridge_mock):
            assert not eventbridge_mock.deployments
        """,
    )

    result.assert_outcomes(errors=1, passed=1)
    result.stdout.fnmatch_lines(
        ["marker eventbridge_mock: Parameters: [[]X] do not exist in the template."]
    )


def test_parameters_need_a_template(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        @pytest.mark.eventbridge_mock(parameters={"X": 1})
        def test_parameter(eventbridge_mock):
            pass
        """,
    )

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*parameters are for a template: give both*"])
