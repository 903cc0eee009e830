"""The tests of moto that fail beside the mock, and why.

All but four contradict what was recorded on AWS, or the service model. The others are
about replays, which the option `delivery` decides, and warnings that only moto gives.
They were run with moto 5.2.5. The names are those of tests in moto's folder `tests`.

The mock is run with `quotas={"targets": 10}`, because 15 tests of `test_events.py` put
six targets on a rule. With AWS's quota of five (recorded on AWS 2025-01-08) all of them
fail, at PutTargets; with the option two do, for reasons below. Any suite that puts more
than five targets on a rule needs it.
"""

from __future__ import annotations

_BY_REASON: dict[str, tuple[str, ...]] = {
    (
        "ListEventBuses has the times of an event bus (recorded in us-east-1, "
        "2026-09-13)."
    ): (
        "test_events/test_events.py::test_list_event_buses",
        "test_events/test_events.py::test_delete_event_bus",
    ),
    ("The message about a missing rule names its event bus (recorded on AWS)."): (
        "test_events/test_events.py::test_delete_rule_with_tags",
        "test_events/test_events.py::test_disable_unknown_rule",
        "test_events/test_events_cloudformation.py::test_delete_rule",
    ),
    ("An event pattern is not an empty object (recorded in us-east-1, 2026-09-16)."): (
        "test_events/test_events.py::test_list_targets_by_rule_for_different_event_bus",
    ),
    ("The message of a constraint does not begin with a space (recorded on AWS)."): (
        "test_events/test_events.py::test_create_archive_error_long_name",
    ),
    (
        "The error about an event pattern has the position (recorded in "
        "us-east-1, 2026-09-16)."
    ): (
        "test_events/test_events.py::test_create_archive_error_invalid_event_pattern",
        "test_events/test_events.py::test_create_archive_error_invalid_event_pattern_not_an_array",
        "test_events/test_events.py::test_update_archive_error_invalid_event_pattern",
    ),
    (
        "The message about an unknown State lists the values in an order of its own "
        "(recorded in us-east-1, 2026-09-16)."
    ): ("test_events/test_events.py::test_list_archives_error_invalid_state",),
    (
        "UpdateArchive with nothing to change is refused before the archive is "
        "looked for (recorded in us-east-1, 2026-09-16)."
    ): ("test_events/test_events.py::test_update_archive_error_unknown_archive",),
    "A policy needs its Version (recorded in us-east-1, 2026-09-13).": (
        "test_events/test_events.py::test_permission_policy",
    ),
    (
        "An unknown StatementId has one message, with a policy or without "
        "(recorded in us-east-1, 2026-09-13)."
    ): ("test_events/test_events.py::test_remove_permission_errors",),
    (
        "A detail that is not an object is a failed entry on AWS, and no warning of "
        "Python; the test waits for moto's."
    ): ("test_events/test_events.py::test_put_events",),
    "The message has the entries as AWS prints them (recorded on AWS).": (
        "test_events/test_events.py::test_put_events_error_too_many_entries",
    ),
    (
        'A replay ends at once with delivery="eager", so that it cannot be cancelled. '
        'With "on_time" it takes a minute, as on AWS. The second passes then, the '
        "first does not, because CANCELLED comes later than the next call (recorded "
        "in us-east-1, 2026-09-16), and two others fail that wait for an end at once."
    ): (
        "test_events/test_events.py::test_cancel_replay",
        "test_events/test_events.py::test_cancel_replay_error_illegal_state",
    ),
    (
        "A log event has the time of its event (recorded in us-east-1, 2026-09-13); "
        "CloudWatch Logs, and moto's, refuse one that is older than 14 days (API "
        "reference of PutLogEvents), and this one is of 2021."
    ): ("test_events/test_events.py::test_start_replay_send_to_log_group",),
    (
        "The message begins with `Failed to` and the operation (recorded on AWS "
        "2026-09-26)."
    ): (
        "test_events/test_events.py::test_update_unknown_connection",
        "test_events/test_events.py::test_describe_unknown_api_destination",
        "test_events/test_events.py::test_delete_unknown_api_destination",
    ),
    "DeleteConnection answers DELETING (recorded on AWS 2026-09-26).": (
        "test_events/test_events.py::test_delete_connection_success",
    ),
    ("An API destination as a target needs a RoleArn (recorded on AWS 2026-09-26)."): (
        "test_events/test_events_http_integration.py::test_invoke_http_request_on_event",
    ),
    (
        "The timestamp of a log event is a whole number of milliseconds "
        "(service model); moto has a float."
    ): ("test_events/test_events_integration.py::test_send_to_cw_log_group",),
    (
        "AWS drops an event that a FIFO queue without content-based deduplication "
        "refuses, and gives no warning of Python; `mock.explain` says why."
    ): ("test_events/test_events_integration.py::test_send_to_sqs_fifo_queue",),
    (
        "A rule's role has to trust events.amazonaws.com (recorded in us-east-1, "
        "2026-09-15), and the id of a target has no slash (service model)."
    ): (
        "test_events/test_events_lambdatriggers_integration.py::test_create_disabled_rule",
        "test_events/test_events_lambdatriggers_integration.py::test_create_rule_for_unsupported_target_arn",
        "test_events/test_events_lambdatriggers_integration.py::test_creating_bucket__but_invoke_lambda_on_create_object",
        "test_events/test_events_lambdatriggers_integration.py::test_creating_bucket__succeeds_despite_unknown_lambda",
    ),
    "The id of a target has no slash (service model).": (
        "test_events/test_events_sfn_integration.py::test_create_bucket_invokes_stepfunction[Mocked]",
        "test_events/test_events_sfn_integration.py::test_create_bucket_invokes_stepfunction[Parsed]",
    ),
    ("The name of a partner event source begins with aws.partner/ (service model)."): (
        "test_events/test_events_partners_integration.py::test_create_partner_event_bus",
        "test_events/test_events_partners_integration.py::test_describe_partner_event_busses",
        "test_events/test_events_partners_integration.py::test_put_partner_events",
    ),
}

EXPECTED = {
    f"tests/{name}": reason for reason, names in _BY_REASON.items() for name in names
}
