"""The pytest plugin: fixtures, the marker, and the ini options.

pytest loads this module in every run where the package is installed, so it
imports nothing heavy until a test asks for a fixture.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast

import pytest

from . import clock
from .options import (
    OPTION_HELP,
    changes,
    check,
    from_ini,
    merged,
    push_suite_options,
    suite_options,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .activation.activation import Activation, Activations
    from .mock import EventBridgeMock
    from .options import GivenOptions
    from .records.invocation_log import InvocationLog
    from .server.server import MockServer
    from .state.mock_state import MockState

_NAME = "eventbridge_mock"
# Keywords of the marker beside the options: a template to deploy before the test.
_OF_TEMPLATE = ("template", "parameters")
_READ_AGAIN = f"_{_NAME}_environment"
_CLIENT = "eventbridge_client"
_SECTION = f"{_NAME}_failure_section"
_GUARD = f"{_NAME}_guard"
_HAS_SECTION = pytest.StashKey[bool]()
_HAS_FAILED = pytest.StashKey[bool]()
# The module that pytest measures the duration of tests with.
_CLOCK_OF_PYTEST = "_pytest.timing"
_SHOWN_FRAMES = (f"{_NAME}.decorating.", f"{_NAME}.pytest_plugin")
_INI_TYPES = {
    "assert_all_responses_were_used": "bool",
    "passthrough": "args",
    # For a TOML file, in which a number is not a string. pytest has it from 8.4 on.
    "retry_jitter_seed": "int" if pytest.version_tuple >= (8, 4) else "string",
    "quotas": "linelist",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the ini options `eventbridge_mock_<option>`."""
    for name, help_text in OPTION_HELP.items():
        ini_type = cast("Any", _INI_TYPES.get(name))
        parser.addini(f"{_NAME}_{name}", help_text, type=ini_type, default="")
    parser.addini(
        _SECTION, "show the outcome of events in failure reports", "bool", default=True
    )
    parser.addini(
        _GUARD,
        "refuse calls to EventBridge while no mock is active",
        "bool",
        default=False,
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and begin all activations with the ini options."""
    keywords = ", ".join(f"{name}=..." for name in (*OPTION_HELP, *_OF_TEMPLATE))
    config.addinivalue_line(
        "markers",
        f"{_NAME}({keywords}): run the test inside an EventBridge mock with these"
        " options; nearest wins, merged.",
    )
    try:
        chosen = from_ini(
            {name: _ini_value(config, f"{_NAME}_{name}") for name in OPTION_HELP}
        )
    except ValueError as error:
        msg = f"ini option {_NAME}_{error}"
        raise pytest.UsageError(msg) from None
    _ini_value(config, _SECTION)  # a bad value ends the run now
    is_guarded = _ini_value(config, _GUARD)
    config.add_cleanup(push_suite_options(chosen))
    if is_guarded:
        from .hook.whole_run_guard import WholeRunGuard  # noqa: PLC0415 - if asked for

        guard = WholeRunGuard(_is_active)
        guard.put_up()
        config.add_cleanup(guard.take_down)


def _ini_value(config: pytest.Config, name: str) -> Any:
    """Return the value of the ini option; pytest's own errors do not name it."""
    try:
        return config.getini(name)
    except (TypeError, ValueError, pytest.UsageError) as error:
        msg = f"ini option {name}: {error}"
        raise pytest.UsageError(msg) from None


def pytest_report_header(config: pytest.Config) -> str | None:
    """Return the ini options that differ from their defaults, if any."""
    shown = changes(suite_options)
    if not config.getini(_SECTION):
        shown.append("failure_section=false")
    if config.getini(_GUARD):
        shown.append("guard=true")
    return f"{_NAME}: {', '.join(shown)}" if shown else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a marked test use the fixture, before other fixtures of its scope.

    So the calls of autouse fixtures are answered too. Many of these change the
    environment, which is read again when they are done. The list of names is
    replaced because all tests of one function share it.
    """
    for item in items:
        if hasattr(item, "fixturenames") and item.get_closest_marker(_NAME):
            others = [name for name in item.fixturenames if name != _NAME]
            wider = sum(_is_wider(item, name) for name in others)
            autouse = others[wider : _end_of_autouse(item, others)]
            rest = others[wider + len(autouse) :]
            own = [_NAME, *autouse, _READ_AGAIN] if autouse else [_NAME]
            item.fixturenames = [*others[:wider], *own, *rest]


def pytest_sessionfinish() -> None:
    """Let go of service models, in which pytest would look for garbage five times."""
    clients = sys.modules.get(f"{__package__}.targets.clients")
    if clients is not None:
        clients.forget_session()


def _end_of_autouse(item: Any, names: list[str]) -> int:
    """Return the index in *names* behind the last autouse fixture."""
    info = item._fixtureinfo  # noqa: SLF001 - no other way
    asked = {*info.argnames}
    asked.update(*(marker.args for marker in item.iter_markers("usefixtures")))
    autouse = {*info.initialnames} - asked
    return max((at for at, name in enumerate(names, 1) if name in autouse), default=0)


def _is_wider(item: Any, name: str) -> bool:
    """Return whether a fixture has a wider scope; pytest lists those first."""
    definitions = item._fixtureinfo.name2fixturedefs.get(name)  # noqa: SLF001 - no other way
    return bool(definitions) and definitions[-1].scope != "function"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Prepare active mocks for the test, and keep pytest's own clock running."""
    clock.exempt_from_freezing(_CLOCK_OF_PYTEST)
    activations = _activations()
    if activations is not None:
        activations.begin_test(getattr(item, "fixturenames", ()))


@pytest.hookimpl(hookwrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Iterator[None]:
    """Let the mocks of a wider fixture outlive the test, and know of its failure."""
    before = set(_activations() or ())
    outcome: Any = yield
    activations = _activations()
    if fixturedef.scope == "function" or activations is None:
        return
    activations.mark_wider(
        set(activations) - before, fixturedef, fixturedef.argname, request.fixturenames
    )
    state = activations.newest_state()
    if state is not None:
        state.has_failed |= outcome.excinfo is not None


def pytest_fixture_post_finalizer(fixturedef: pytest.FixtureDef[Any]) -> None:
    """Let no mock outlive the fixture that began it."""
    activations = _activations()
    if activations is not None:
        activations.end_fixture(fixturedef)


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """Say how to turn a mock on, if a module called EventBridge when imported."""
    outcome: Any = yield
    report: pytest.CollectReport = outcome.get_result()
    # pytest keeps it there for `pytest_exception_interact`.
    call = getattr(report, "call", None)
    if report.failed and call is not None:
        _add_hint(collector.config, report, call, in_import=True)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Iterator[None]:
    """Record in active mocks that their test has failed; report events and mocks left.

    A skip says nothing of a mock that other tests use too.
    """
    if call.excinfo is not None:
        _hide_own_frames()
    outcome: Any = yield
    report: pytest.TestReport = outcome.get_result()
    if report.failed:
        _add_hint(item.config, report, call)
    activations = _activations()
    if activations is None:
        return
    if report.when == "setup":
        activations.forget_last_state()
    state = activations.newest_state()
    if report.failed:
        item.stash[_HAS_FAILED] = True
        activations.record_failure()
    elif report.skipped and state is not None and not state.outlives_test:
        state.has_failed = True
    if report.failed and report.when != "setup" and item.config.getini(_SECTION):
        _add_section(item, report, state)
    if report.when == "teardown":
        _report_left(item, report, activations)


def _hide_own_frames() -> None:
    """Leave our frames out of tracebacks: their arguments and locals may hold secrets.

    pytest asks the globals of a frame, too. `--full-trace` shows all frames. The frames
    of decorators and fixtures, which hold no secret, stay: one of them may be the only
    frame.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith("eventbridge_mock.") and not name.startswith(_SHOWN_FRAMES):
            vars(module)["__tracebackhide__"] = True


def _activations() -> Activations | None:
    """Return the activations; None while nothing has imported the mock."""
    module = sys.modules.get("eventbridge_mock.activation.activation")
    return module.ACTIVATIONS if module else None


def _is_active() -> bool:
    return any(True for _ in _activations() or ())


def _report_left(
    item: pytest.Item, report: pytest.TestReport, activations: Activations
) -> None:
    """Stop the mocks that a test left active, and fail it unless it has failed."""
    left = [
        activation
        for activation in reversed([*activations])
        if not activation.outlives_test
    ]
    if not left:
        return
    text = _stop_left(report.nodeid, left)
    if item.stash.get(_HAS_FAILED, False):
        # pytest shows those sections of a teardown that say so.
        report.sections.append((f"{_NAME} teardown", text))
    else:
        report.outcome = "failed"
        report.longrepr = text


def _stop_left(node_id: str, left: list[Activation]) -> str:
    """Stop the activations *left*, the innermost first; return what to report."""
    from .activation.lifecycle import control_of  # noqa: PLC0415 - loaded by the mock

    fixtures = dict.fromkeys(
        activation.fixture_name for activation in left if activation.fixture_name
    )
    who = f"The fixture {', '.join(map(repr, fixtures))}" if fixtures else node_id
    what = "a mock" if len(left) == 1 else f"{len(left)} mocks"
    they = "It has" if len(left) == 1 else "They have"
    text = (
        f"{who} left {what} active: start() without stop(). {they} been stopped now.\n"
        "Call stop() when the test ends, or use the fixture eventbridge_mock, the"
        " decorator mock_api_destinations or a `with` statement."
    )
    failures = filter(None, [control_of(activation.mock).end() for activation in left])
    return "\n".join([text, *failures])


def _add_section(
    item: pytest.Item, report: pytest.TestReport, state: MockState | None
) -> None:
    """Add a section on the events of the failed test, once.

    The fixture reports unused replies only at the teardown.
    """
    if state is None or item.stash.get(_HAS_SECTION, False):
        return
    from .explanation.failure_section import failure_section  # noqa: PLC0415 - for a failed test only

    text = failure_section(state)
    if text:
        item.stash[_HAS_SECTION] = True
        report.sections.append((f"{_NAME}: events", text))


def _add_hint(
    config: pytest.Config,
    report: pytest.TestReport | pytest.CollectReport,
    call: pytest.CallInfo[Any],
    *,
    in_import: bool = False,
) -> None:
    """Add a section on how to turn a mock on, if one was forgotten."""
    if call.excinfo is None or _is_active() or not config.getini(_SECTION):
        return
    from .hook.forgotten_mock import forgotten_mock  # noqa: PLC0415 - for a failed test only

    hint = forgotten_mock(call.excinfo.value, in_import=in_import)
    if hint:
        report.sections.append((f"{_NAME}: no mock was active", hint))


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Show our records by their reprs: pytest would show secrets field by field."""
    from .assertions.reprs import assertion_repr  # noqa: PLC0415 - for a failed assertion only

    return assertion_repr(op, left, right)


@pytest.fixture
def eventbridge_mock(request: pytest.FixtureRequest) -> Iterator[EventBridgeMock]:
    """A mock of EventBridge connections and API destinations, active and empty.

    Options come from the marker `@pytest.mark.eventbridge_mock(...)` and from the
    ini options `eventbridge_mock_<option>`. In a test that also uses a mock of a wider
    scope, it begins with a copy of that mock.
    """
    yield from _active_mock(request)


def _wider_mock(scope: Literal["class", "module", "session"], lifetime: str) -> Any:
    """Return the fixture of a mock that more than one test can use."""

    def wider(request: pytest.FixtureRequest) -> Iterator[EventBridgeMock]:
        yield from _active_mock(request)

    wider.__doc__ = f"""A mock of EventBridge that is active {lifetime}.

    It is for fixtures of that scope. A test that changes something asks for
    `eventbridge_mock` too, and gets its own copy.
    """
    return pytest.fixture(scope=scope)(wider)


class_eventbridge_mock = _wider_mock("class", "for all tests of a class")
module_eventbridge_mock = _wider_mock("module", "for all tests of a module")
session_eventbridge_mock = _wider_mock(
    "session", "from its first use to the end of the run"
)


def _active_mock(request: pytest.FixtureRequest) -> Iterator[EventBridgeMock]:
    __tracebackhide__ = True
    from .activation.lifecycle import control_of  # noqa: PLC0415 - imports botocore
    from .mock import EventBridgeMock  # noqa: PLC0415 - the same

    marked = _marked(request.node)
    template = {name: marked.pop(name, None) for name in _OF_TEMPLATE}
    mock = EventBridgeMock(_checked_options(marked))
    control = control_of(mock)
    control.begin("own")
    try:
        _deploy_marked(mock, request.node, **template)
        yield mock
    finally:
        failure = control.end()
    if failure:
        _report_failure(request.node, failure, has_failed=control.has_failed)


def _report_failure(node: pytest.Item, failure: str, *, has_failed: bool) -> None:
    """Fail a test at its teardown; add a section if it has failed already."""
    if not has_failed:
        pytest.fail(failure, pytrace=False)
    if isinstance(node, pytest.Item):
        node.add_report_section("teardown", _NAME, failure)
    else:
        sys.stderr.write(f"{failure}\n")


@pytest.fixture
def _eventbridge_mock_environment(request: pytest.FixtureRequest) -> None:
    """Read the environment again, which autouse fixtures may have changed."""
    from .activation.activation import ACTIVATIONS  # noqa: PLC0415 - loaded by the mock

    request.getfixturevalue(_NAME)
    ACTIVATIONS.reread_environment()


def _deploy_marked(
    mock: EventBridgeMock, node: Any, template: Any, parameters: Any
) -> None:
    """Deploy the template of a marker; a path is relative to the test's own folder."""
    __tracebackhide__ = True
    if template is None:
        if parameters is not None:
            msg = f"marker {_NAME}: parameters are for a template: give both"
            raise pytest.UsageError(msg)
        return
    from .errors import DeploymentError  # noqa: PLC0415 - for templates only

    source, stack_name = template, None
    if isinstance(template, str | os.PathLike):
        folder = node.path if node.path.is_dir() else node.path.parent
        folders = (folder, node.config.rootpath, node.config.invocation_params.dir)
        paths = [folder / template for folder in folders]
        source = next((path for path in paths if path.exists()), paths[0])
    elif not isinstance(template, Mapping):
        msg = f"marker {_NAME}: template is a path or a mapping, not {template!r}"
        raise pytest.UsageError(msg)
    else:
        # So that a test updates what a mock of a wider scope has deployed.
        stack_name = "template"
    try:
        mock.deploy(source, stack_name=stack_name, parameters=parameters)
    except DeploymentError as error:
        pytest.fail(f"marker {_NAME}: {error}", pytrace=False)


def _marked(node: Any) -> dict[str, Any]:
    """Merge the markers of a test, its class and its module; the nearest wins."""
    __tracebackhide__ = True
    markers = reversed(list(node.iter_markers(_NAME)))
    try:
        return merged(*map(_keywords, markers))
    except ValueError as error:
        raise _refused(error) from None


def _keywords(marker: pytest.Mark) -> Mapping[str, Any]:
    __tracebackhide__ = True
    if marker.args:
        msg = f"the marker {_NAME} takes keywords only, not {marker.args!r}"
        raise pytest.UsageError(msg)
    return marker.kwargs


def _checked_options(marked: dict[str, Any]) -> GivenOptions:
    __tracebackhide__ = True
    try:
        check(marked, beside=_OF_TEMPLATE)
    except (TypeError, ValueError) as error:
        raise _refused(error) from None
    return cast("GivenOptions", marked)


def _refused(error: TypeError | ValueError) -> pytest.UsageError:
    return pytest.UsageError(f"marker {_NAME}: {error}")


class _ClientFixture:
    """A plugin with the fixture `eventbridge_client`, which other plugins have too."""

    @pytest.fixture
    def eventbridge_client(self, eventbridge_mock: EventBridgeMock) -> Any:
        """A botocore client for `events`, in the mock's account and Region."""
        from .targets.clients import events_client  # noqa: PLC0415 - imports botocore

        return events_client(eventbridge_mock.account_id, eventbridge_mock.region_name)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Offer `eventbridge_client`, unless another plugin has a fixture of that name.

    pytest would take the one that is registered last, and so break the tests of the
    other plugin. Its client is answered by an active mock as well. A fixture of a
    conftest.py comes before both.
    """
    plugins = session.config.pluginmanager
    has_other = any(
        hasattr(plugin, _CLIENT) and not name.endswith("conftest.py")
        for name, plugin in plugins.list_name_plugin()
    )
    if not has_other:
        plugins.register(_ClientFixture(), f"{_NAME}_{_CLIENT}")


@pytest.fixture
def eventbridge_server(eventbridge_mock: EventBridgeMock) -> Iterator[MockServer]:
    """A server of the mock over HTTP, for code in another process.

    `eventbridge_server.url` is its URL, and `eventbridge_server.environment` has the
    variables for a subprocess. It needs werkzeug.
    """
    with eventbridge_mock.serve() as server:
        yield server


@pytest.fixture
def api_destination_invocations(eventbridge_mock: EventBridgeMock) -> InvocationLog:
    """The invocations that the mock captured, the oldest first."""
    return eventbridge_mock.invocations
