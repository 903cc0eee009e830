"""The marker for one test, class or module, and the ini options for a suite."""

from __future__ import annotations

import glob
import inspect

import pytest

from eventbridge_mock.options import OPTION_HELP, suite_options

PRELUDE = """
import unittest
import pytest
from eventbridge_mock import current_mock, mock_api_destinations
from eventbridge_mock.errors import NotActiveError
from tests.connecting import connect

def options():
    return current_mock().region_name, current_mock().account_id

"""
NAMES = (
    "account_id, region_name, unmatched_endpoint, delivery, transitions,"
    " assert_all_responses_were_used, passthrough, retry_jitter_seed, quotas"
)


def run(inner: pytest.Pytester, body: str, *arguments: str) -> pytest.RunResult:
    """Run a module of tests that begins with PRELUDE."""
    inner.makepyfile(test_module=PRELUDE + inspect.cleandoc(body))
    return inner.runpytest("--strict-markers", *arguments)


def test_a_marked_test_runs_inside_a_mock(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        @pytest.mark.eventbridge_mock
        def test_bare():
            assert connect() == ["partner"]

        @pytest.mark.eventbridge_mock(region_name="eu-west-3")
        def test_called():
            assert options() == ("eu-west-3", "123456789012")

        @pytest.mark.eventbridge_mock(region_name="eu-west-3")
        def test_with_the_fixture(eventbridge_mock):
            assert current_mock() is eventbridge_mock
            assert eventbridge_mock.region_name == "eu-west-3"
        """,
    )

    result.assert_outcomes(passed=3)


def test_markers_are_merged_and_the_nearest_wins(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        pytestmark = pytest.mark.eventbridge_mock(
            region_name="eu-west-1", account_id="111122223333"
        )

        def test_module():
            assert options() == ("eu-west-1", "111122223333")

        @pytest.mark.eventbridge_mock(region_name="eu-west-2")
        class TestIt:
            def test_class(self):
                assert options() == ("eu-west-2", "111122223333")

            @pytest.mark.eventbridge_mock(region_name="eu-west-3")
            def test_method(self):
                assert options() == ("eu-west-3", "111122223333")
        """,
    )

    result.assert_outcomes(passed=3)


def test_the_mock_is_there_before_other_fixtures(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        @pytest.fixture
        def connected():
            return connect()

        @pytest.mark.eventbridge_mock
        def test_it(connected):
            assert connected == ["partner"]
        """,
    )

    result.assert_outcomes(passed=1)


def test_fixtures_of_a_wider_scope_are_set_up_outside(inner: pytest.Pytester) -> None:
    """pytest's own order, which the marker keeps to."""
    result = run(
        inner,
        """
        @pytest.fixture(scope="session")
        def outside():
            with pytest.raises(NotActiveError):
                current_mock()

        @pytest.mark.eventbridge_mock
        def test_it(outside):
            assert connect() == ["partner"]
        """,
    )

    result.assert_outcomes(passed=1)


def test_a_marked_test_case_runs_inside_a_mock(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        @pytest.mark.eventbridge_mock(region_name="eu-west-3")
        class TestIt(unittest.TestCase):
            def test_it(self):
                self.assertEqual(options(), ("eu-west-3", "123456789012"))
        """,
    )

    result.assert_outcomes(passed=1)


def test_a_marker_on_one_set_of_parameters_is_for_that_one(
    inner: pytest.Pytester,
) -> None:
    result = run(
        inner,
        """
        MARKED = pytest.param("marked", marks=pytest.mark.eventbridge_mock)

        @pytest.mark.parametrize("name", [MARKED, "not marked"])
        def test_it(name):
            if name == "marked":
                assert connect() == ["partner"]
            else:
                with pytest.raises(NotActiveError):
                    current_mock()
        """,
    )

    result.assert_outcomes(passed=2)


def test_a_test_without_a_marker_has_no_mock(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        def test_it():
            with pytest.raises(NotActiveError):
                current_mock()
        """,
    )

    result.assert_outcomes(passed=1)


def test_items_without_fixtures_are_let_be(inner: pytest.Pytester) -> None:
    inner.makefile(".txt", test_text=">>> 1 + 1\n2\n")
    inner.makeconftest(
        """
        import pytest

        class Bare(pytest.Item):
            def runtest(self):
                pass

        def pytest_collection_modifyitems(session, items):
            items.append(Bare.from_parent(session, name="bare"))
        """
    )

    inner.runpytest("--doctest-glob=*.txt").assert_outcomes(passed=2)


BAD_MARKERS = [
    (
        'regoin_name="eu-west-1"',
        "marker eventbridge_mock: unknown option 'regoin_name'; the options are"
        f" {NAMES}, template, parameters",
    ),
    (
        '"eu-west-1"',
        "the marker eventbridge_mock takes keywords only, not ('eu-west-1',)",
    ),
    (
        'delivery="late"',
        "marker eventbridge_mock: delivery is one of 'eager', 'on_time', not 'late'",
    ),
    (
        "template=5",
        "marker eventbridge_mock: template is a path or a mapping, not 5",
    ),
]


@pytest.mark.parametrize(
    ("arguments", "text"), BAD_MARKERS, ids=[case[0] for case in BAD_MARKERS]
)
def test_a_bad_marker_is_an_error_of_its_test(
    inner: pytest.Pytester, arguments: str, text: str
) -> None:
    result = run(
        inner,
        f"""
        @pytest.mark.eventbridge_mock({arguments})
        def test_it():
            pass

        def test_other():
            pass
        """,
    )

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines([f"E  *UsageError: {glob.escape(text)}"])
    result.stdout.no_fnmatch_line("*eventbridge_mock/options.py:*")


def test_the_marker_explains_itself(inner: pytest.Pytester) -> None:
    names = (*OPTION_HELP, "template", "parameters")
    shown = ", ".join(f"{name}=..." for name in names)

    inner.runpytest("--markers").stdout.fnmatch_lines(
        [
            f"@pytest.mark.eventbridge_mock({shown}): run the test inside an"
            " EventBridge mock with these options; nearest wins, merged."
        ]
    )


def with_ini(inner: pytest.Pytester, *lines: str) -> pytest.Pytester:
    """Add *lines* to the settings of the inner run."""
    path = inner.path / "tox.ini"
    path.write_text("\n".join([path.read_text(), *lines]))
    return inner


def test_ini_options_hold_for_every_way_in(inner: pytest.Pytester) -> None:
    result = run(
        with_ini(inner, "eventbridge_mock_region_name = eu-west-3"),
        """
        def test_fixture(eventbridge_mock):
            assert options()[0] == "eu-west-3"

        @pytest.mark.eventbridge_mock(account_id="111122223333")
        def test_marker():
            assert options() == ("eu-west-3", "111122223333")

        @mock_api_destinations
        def test_decorator():
            assert options()[0] == "eu-west-3"

        def test_context_manager():
            with mock_api_destinations():
                assert options()[0] == "eu-west-3"
        """,
    )

    result.assert_outcomes(passed=4)


def test_what_is_nearer_than_the_ini_file_wins(inner: pytest.Pytester) -> None:
    result = run(
        with_ini(inner, "eventbridge_mock_region_name = eu-west-3"),
        """
        @pytest.mark.eventbridge_mock(region_name="eu-west-1")
        def test_marker():
            assert options()[0] == "eu-west-1"

        @mock_api_destinations(region_name="us-east-1")
        def test_decorator():
            assert options()[0] == "us-east-1"
        """,
    )

    result.assert_outcomes(passed=2)


def test_ini_options_end_with_the_run(inner: pytest.Pytester) -> None:
    before = dict(suite_options)
    run(
        with_ini(inner, "eventbridge_mock_region_name = eu-west-3"),
        "def test_it(): assert 1",
    ).assert_outcomes(passed=1)

    assert suite_options == before


def test_an_ini_option_can_be_given_on_the_command_line(
    inner: pytest.Pytester,
) -> None:
    result = run(
        inner,
        """
        def test_it(eventbridge_mock):
            assert options()[0] == "eu-west-3"
        """,
        "-o",
        "eventbridge_mock_region_name=eu-west-3",
    )

    result.assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("value", "errors"),
    [("false", 0), ("no", 0), ("0", 0), ("true", 1), ("yes", 1)],
)
def test_a_bool_is_written_as_pytest_reads_it(
    inner: pytest.Pytester, value: str, errors: int
) -> None:
    result = run(
        with_ini(inner, f"eventbridge_mock_assert_all_responses_were_used = {value}"),
        """
        def test_it(eventbridge_mock):
            eventbridge_mock.responses.post("https://api.partner.example/orders")
        """,
    )

    result.assert_outcomes(passed=1, errors=errors)


def test_services_are_written_as_a_list(inner: pytest.Pytester) -> None:
    result = run(
        with_ini(inner, "eventbridge_mock_passthrough = s3 sqs"),
        """
        from eventbridge_mock.options import combine, suite_options

        def test_it():
            assert combine(suite_options).passthrough == ("s3", "sqs")
        """,
    )

    result.assert_outcomes(passed=1)


def test_without_ini_options_all_have_their_default(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        from eventbridge_mock.options import combine, suite_options

        def test_it():
            assert combine(suite_options) == combine()
        """,
    )

    result.assert_outcomes(passed=1)


@pytest.mark.parametrize("seed", [7, 0, -7])
def test_a_seed_is_written_as_a_number(inner: pytest.Pytester, seed: int) -> None:
    result = run(
        with_ini(inner, f"eventbridge_mock_retry_jitter_seed = {seed}"),
        f"""
        from eventbridge_mock.options import combine, suite_options

        def test_it():
            assert combine(suite_options).retry_jitter_seed == {seed}
        """,
    )

    result.assert_outcomes(passed=1)


@pytest.mark.parametrize(
    "written",
    [
        "connections=20, targets=10",
        "connections = 20,targets = 10",
        "connections=20 targets=10",
        "\n    connections = 20\n    targets = 10",
    ],
    ids=["commas", "spaces around the sign", "spaces", "lines"],
)
def test_quotas_are_written_by_name(inner: pytest.Pytester, written: str) -> None:
    result = run(
        with_ini(inner, f"eventbridge_mock_quotas = {written}"),
        """
        from eventbridge_mock.options import Quotas, combine, suite_options

        def test_it():
            assert combine(suite_options).quotas == Quotas(connections=20, targets=10)
        """,
    )

    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["eventbridge_mock: quotas=connections=20 targets=10"])


def test_markers_and_the_ini_file_change_the_quotas_that_they_name(
    inner: pytest.Pytester,
) -> None:
    result = run(
        with_ini(
            inner, "eventbridge_mock_quotas = connections=20, targets=10, rules=1"
        ),
        """
        from eventbridge_mock.activation.activation import ACTIVATIONS
        from eventbridge_mock.options import Quotas

        pytestmark = pytest.mark.eventbridge_mock(quotas={"targets": 6, "tags": 3})

        @pytest.mark.eventbridge_mock(quotas={"tags": 4})
        def test_it():
            quotas = ACTIVATIONS.current_state().options.quotas
            assert quotas == Quotas(connections=20, targets=6, rules=1, tags=4)
        """,
    )

    result.assert_outcomes(passed=1)


def test_bad_quotas_of_a_marker_are_refused(inner: pytest.Pytester) -> None:
    result = run(
        inner,
        """
        pytestmark = pytest.mark.eventbridge_mock(quotas={"targets": 6})

        @pytest.mark.eventbridge_mock(quotas=20)
        def test_it():
            pass
        """,
    )

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*marker eventbridge_mock: quotas is a mapping such as {'connections': 20}*"]
    )


@pytest.mark.skipif(
    pytest.version_tuple < (9,), reason="an older pytest does not read [tool.pytest]"
)
def test_options_have_the_types_of_toml(inner: pytest.Pytester) -> None:
    without = "-p no:randomly -p no:cacheprovider -p no:hypothesispytest -p no:asyncio"
    inner.makepyprojecttoml(
        f"""
        [tool.pytest]
        addopts = {without.split()}
        eventbridge_mock_region_name = "eu-west-3"
        eventbridge_mock_assert_all_responses_were_used = false
        eventbridge_mock_passthrough = ["s3", "sqs"]
        eventbridge_mock_retry_jitter_seed = 3
        eventbridge_mock_quotas = ["connections=20", "targets=10"]
        """
    )
    result = run(
        inner,
        """
        from eventbridge_mock.options import combine, suite_options

        def test_it():
            assert combine(suite_options) == combine(
                {
                    "region_name": "eu-west-3",
                    "assert_all_responses_were_used": False,
                    "passthrough": ("s3", "sqs"),
                    "retry_jitter_seed": 3,
                    "quotas": {"connections": 20, "targets": 10},
                }
            )
        """,
    )

    result.assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (
            "delivery = late",
            "delivery: delivery is one of 'eager', 'on_time', not 'late'",
        ),
        # Who refuses a bad number depends on pytest, but the option is named.
        ("retry_jitter_seed = x", "*retry_jitter_seed*'x'"),
        (
            "assert_all_responses_were_used = perhaps",
            "assert_all_responses_were_used: *'perhaps'*",
        ),
        ("guard = perhaps", "guard: *'perhaps'*"),
        ("failure_section = perhaps", "failure_section: *'perhaps'*"),
        (
            "quotas = conections=20",
            "quotas: unknown quota 'conections'; the quotas are *",
        ),
        (
            "quotas = connections 20",
            "quotas: quotas are written connections=20, targets=10, not 'connections'",
        ),
        ("quotas = rules=1, rules=2", "quotas: quotas has 'rules' twice"),
    ],
    ids=[
        "delivery",
        "seed",
        "bool",
        "guard",
        "failure section",
        "unknown quota",
        "no number",
        "twice",
    ],
)
def test_a_bad_ini_option_stops_the_run(
    inner: pytest.Pytester, line: str, text: str
) -> None:
    result = run(with_ini(inner, f"eventbridge_mock_{line}"), "def test_it(): assert 1")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: ini option eventbridge_mock_{text}"])


def test_after_a_bad_ini_option_none_holds(inner: pytest.Pytester) -> None:
    before = dict(suite_options)
    run(with_ini(inner, "eventbridge_mock_delivery = late"), "")

    assert suite_options == before


def test_the_ini_options_explain_themselves(inner: pytest.Pytester) -> None:
    shown = inner.runpytest("--help").stdout.str()

    assert [name for name in OPTION_HELP if f"eventbridge_mock_{name}" in shown] == [
        *OPTION_HELP
    ]
