"""Tracers, each begun and ended as its guide says; they record operations."""

from __future__ import annotations

import importlib
import logging
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import botocore.client
import pytest
from botocore.client import BaseClient
from botocore.endpoint import Endpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Tracer:
    """A tracer that can be begun and ended; `seen` are the operations it recorded."""

    def __init__(self, begin: Callable[[], Any], end: Callable[[], Any]) -> None:
        self.begin = begin
        self.end = end
        self.seen: list[str] = []


@contextmanager
def opentelemetry() -> Iterator[Tracer]:
    botocore_instrumentation = pytest.importorskip(
        "opentelemetry.instrumentation.botocore"
    )
    trace = importlib.import_module("opentelemetry.sdk.trace")

    class Recorder(trace.SpanProcessor):
        def on_end(self, span: Any) -> None:
            tracer.seen.append(span.attributes["rpc.method"])

    provider = trace.TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(Recorder())
    instrumentor = botocore_instrumentation.BotocoreInstrumentor()
    tracer = Tracer(
        lambda: instrumentor.instrument(tracer_provider=provider),
        instrumentor.uninstrument,
    )
    yield tracer


@contextmanager
def xray() -> Iterator[Tracer]:
    core = pytest.importorskip("aws_xray_sdk.core")

    class Emitter:
        def send_entity(self, entity: Any) -> None:
            tracer.seen.extend(each.aws["operation"] for each in entity.subsegments)

    recorder = core.xray_recorder
    # Nothing else closes the socket of its first emitter.
    with suppress(AttributeError):
        recorder.emitter._socket.close()  # noqa: SLF001 - no other way
    recorder.configure(
        emitter=Emitter(), sampling=False, context_missing="IGNORE_ERROR"
    )

    def begin() -> None:
        core.patch(("botocore",))
        recorder.begin_segment("tests")

    # There is no way back: a process is traced to its end.
    tracer = Tracer(begin, recorder.end_segment)
    yield tracer
    patched = importlib.import_module("aws_xray_sdk.core.patcher")._PATCHED_MODULES  # noqa: SLF001 - no other way
    patched.clear()
    vars(botocore.client).pop("_xray_enabled", None)


@contextmanager
def ddtrace() -> Iterator[Tracer]:
    pytest.importorskip("ddtrace")
    module = importlib.import_module("ddtrace.trace")
    patches = importlib.import_module("ddtrace.contrib.internal.botocore.patch")

    class Recorder(module.TraceFilter):
        def process_trace(self, trace: list[Any]) -> None:
            """Record the spans; with None nothing is sent to an agent."""
            tracer.seen.extend(span.get_tag("aws.operation") for span in trace)

    recorder = Recorder()
    module.tracer.configure(trace_processors=[recorder])
    tracer = Tracer(patches.patch, patches.unpatch)
    yield tracer
    module.tracer.shutdown()


@contextmanager
def sentry() -> Iterator[Tracer]:
    sdk = pytest.importorskip("sentry_sdk")
    boto3 = importlib.import_module("sentry_sdk.integrations.boto3")
    transport = importlib.import_module("sentry_sdk.transport")

    class Recorder(transport.Transport):
        def capture_envelope(self, envelope: Any) -> None:
            event = envelope.get_transaction_event()
            names = (span["description"] for span in event["spans"])
            tracer.seen.extend(name.rpartition(".")[2] for name in names)

    open_transactions = []

    def begin() -> None:
        sdk.init(
            dsn="https://public@sentry.invalid/1",
            traces_sample_rate=1.0,
            transport=Recorder(),
            default_integrations=False,
            auto_enabling_integrations=False,
            integrations=[boto3.Boto3Integration()],
        )
        transaction = sdk.start_transaction(name="tests")
        open_transactions.append(transaction.__enter__())

    def end() -> None:
        open_transactions.pop().__exit__(None, None, None)
        sdk.get_client().close()

    tracer = Tracer(begin, end)
    yield tracer
    integrations = importlib.import_module("sentry_sdk.integrations")
    integrations._processed_integrations.discard("boto3")  # noqa: SLF001 - as above


TRACERS = {
    "OpenTelemetry": opentelemetry,
    "X-Ray": xray,
    "Datadog": ddtrace,
    "Sentry": sentry,
}


@pytest.fixture(params=TRACERS)
def tracer(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Tracer]:
    for owner, name in (
        (BaseClient, "_make_api_call"),
        (BaseClient, "__init__"),
        (Endpoint, "prepare_request"),
    ):
        monkeypatch.setattr(owner, name, vars(owner)[name])
    handlers = list(logging.root.handlers)
    with TRACERS[request.param]() as made:
        yield made
    logging.root.handlers[:] = handlers
