"""The types of everything that a mock shows, for annotations and `isinstance`.

>>> from eventbridge_mock import mock_api_destinations
>>> from eventbridge_mock.types import InvocationLog
>>> with mock_api_destinations() as mock:
...     isinstance(mock.invocations, InvocationLog)
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .lazy_names import lazy_names

if TYPE_CHECKING:
    from .explanation.explanation import Explanation
    from .explanation.rule import RuleExplanation
    from .expressions.patterns.miss import Miss
    from .model.api_destination import ApiDestination, ApiDestinationState
    from .model.archive import (
        Archive,
        ArchivedEvent,
        ArchiveState,
        Replay,
        ReplayDestination,
        ReplayState,
    )
    from .model.auth_parameters import (
        ApiKeyAuthParameters,
        AuthParameters,
        BasicAuthParameters,
        ClientParameters,
        ConnectionAuthorizationType,
        ConnectionHttpParameters,
        ConnectivityParameters,
        HttpParameter,
        OAuthParameters,
        ResourceParameters,
    )
    from .model.backend_view import BackendView
    from .model.connection import Connection
    from .model.connection_state import ConnectionState
    from .model.event_bus import EventBus, LogConfig
    from .model.global_endpoint import (
        EndpointEventBus,
        EndpointState,
        FailoverConfig,
        GlobalEndpoint,
        PrimaryRegion,
        ReplicationConfig,
        RoutingConfig,
        SecondaryRegion,
    )
    from .model.rule import Rule, RuleState
    from .model.secret import Secret, SecretVersion
    from .model.target import (
        DeadLetterConfig,
        HttpParameters,
        InputTransformer,
        RetryPolicy,
        Target,
    )
    from .records.invocation_log import (
        DeadLetterLog,
        InvocationLog,
        Log,
        TokenRequestLog,
    )
    from .records.invocations import (
        Attempt,
        DeadLetter,
        Headers,
        HttpRequest,
        HttpTask,
        Invocation,
        TokenRequest,
    )
    from .records.published_events import (
        MatchedRule,
        PublishedEvent,
        RuleMatch,
        TargetOutcome,
    )
    from .server.server import MockServer
    from .templates.deployment import DeployedResource, Deployment

__all__ = [
    "ApiDestination",
    "ApiDestinationState",
    "ApiKeyAuthParameters",
    "Archive",
    "ArchiveState",
    "ArchivedEvent",
    "Attempt",
    "AuthParameters",
    "BackendView",
    "BasicAuthParameters",
    "ClientParameters",
    "Connection",
    "ConnectionAuthorizationType",
    "ConnectionHttpParameters",
    "ConnectionState",
    "ConnectivityParameters",
    "DeadLetter",
    "DeadLetterConfig",
    "DeadLetterLog",
    "DeployedResource",
    "Deployment",
    "EndpointEventBus",
    "EndpointState",
    "EventBus",
    "Explanation",
    "FailoverConfig",
    "GlobalEndpoint",
    "Headers",
    "HttpParameter",
    "HttpParameters",
    "HttpRequest",
    "HttpTask",
    "InputTransformer",
    "Invocation",
    "InvocationLog",
    "Log",
    "LogConfig",
    "MatchedRule",
    "Miss",
    "MockServer",
    "OAuthParameters",
    "PrimaryRegion",
    "PublishedEvent",
    "Replay",
    "ReplayDestination",
    "ReplayState",
    "ReplicationConfig",
    "ResourceParameters",
    "RetryPolicy",
    "RoutingConfig",
    "Rule",
    "RuleExplanation",
    "RuleMatch",
    "RuleState",
    "SecondaryRegion",
    "Secret",
    "SecretVersion",
    "Target",
    "TargetOutcome",
    "TokenRequest",
    "TokenRequestLog",
]

_MODULES = {
    "ApiDestination": "model.api_destination",
    "ApiDestinationState": "model.api_destination",
    "ApiKeyAuthParameters": "model.auth_parameters",
    "Archive": "model.archive",
    "ArchiveState": "model.archive",
    "ArchivedEvent": "model.archive",
    "Attempt": "records.invocations",
    "AuthParameters": "model.auth_parameters",
    "BackendView": "model.backend_view",
    "BasicAuthParameters": "model.auth_parameters",
    "ClientParameters": "model.auth_parameters",
    "Connection": "model.connection",
    "ConnectionAuthorizationType": "model.auth_parameters",
    "ConnectionHttpParameters": "model.auth_parameters",
    "ConnectionState": "model.connection_state",
    "ConnectivityParameters": "model.auth_parameters",
    "DeadLetter": "records.invocations",
    "DeadLetterConfig": "model.target",
    "DeadLetterLog": "records.invocation_log",
    "DeployedResource": "templates.deployment",
    "Deployment": "templates.deployment",
    "EndpointEventBus": "model.global_endpoint",
    "EndpointState": "model.global_endpoint",
    "EventBus": "model.event_bus",
    "Explanation": "explanation.explanation",
    "FailoverConfig": "model.global_endpoint",
    "GlobalEndpoint": "model.global_endpoint",
    "Headers": "records.invocations",
    "HttpParameter": "model.auth_parameters",
    "HttpParameters": "model.target",
    "HttpRequest": "records.invocations",
    "HttpTask": "records.invocations",
    "InputTransformer": "model.target",
    "Invocation": "records.invocations",
    "InvocationLog": "records.invocation_log",
    "Log": "records.invocation_log",
    "LogConfig": "model.event_bus",
    "MatchedRule": "records.published_events",
    "Miss": "expressions.patterns.miss",
    "MockServer": "server.server",
    "OAuthParameters": "model.auth_parameters",
    "PrimaryRegion": "model.global_endpoint",
    "PublishedEvent": "records.published_events",
    "Replay": "model.archive",
    "ReplayDestination": "model.archive",
    "ReplayState": "model.archive",
    "ReplicationConfig": "model.global_endpoint",
    "ResourceParameters": "model.auth_parameters",
    "RetryPolicy": "model.target",
    "RoutingConfig": "model.global_endpoint",
    "Rule": "model.rule",
    "RuleExplanation": "explanation.rule",
    "RuleMatch": "records.published_events",
    "RuleState": "model.rule",
    "SecondaryRegion": "model.global_endpoint",
    "Secret": "model.secret",
    "SecretVersion": "model.secret",
    "Target": "model.target",
    "TargetOutcome": "records.published_events",
    "TokenRequest": "records.invocations",
    "TokenRequestLog": "records.invocation_log",
}

__getattr__, __dir__ = lazy_names(globals(), _MODULES)
