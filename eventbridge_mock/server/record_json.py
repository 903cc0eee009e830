"""Records as the JSON of the control API, without the secrets in them."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from ..expressions.json_path import MISSING
from ..model.arn import parse_arn
from ..records.invocation_log import snapshot
from ..records.masking import (
    MASK,
    mask_header,
    mask_reply,
    mask_text,
    mask_unusual,
    mask_value,
)
from ..records.published_events import number_of_delivery, on_all_buses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..explanation.explanation import Explanation
    from ..explanation.rule import RuleExplanation
    from ..expressions.patterns.miss import Miss
    from ..model.rule import Rule
    from ..records.invocations import (
        Attempt,
        DeadLetter,
        Headers,
        HttpRequest,
        Invocation,
        TokenRequest,
    )
    from ..records.published_events import PublishedEvent, TargetOutcome
    from ..state.mock_state import MockState

Json = dict[str, Any]

# A token in the response to a token request.
_TOKEN = re.compile(
    r'("(?:access_token|refresh_token|id_token)"\s*:\s*)"(?:[^"\\]|\\.)*"'
)


def time_json(time: datetime | None) -> str | None:
    """Return *time* in UTC, such as `2026-11-28T12:00:00.000000Z`."""
    if time is None:
        return None
    utc = time.astimezone(timezone.utc).replace(tzinfo=None)
    return f"{utc.isoformat(timespec='microseconds')}Z"


class RecordJson:
    """Renders the records of a state, whose secrets are gathered once."""

    def __init__(self, state: MockState) -> None:
        self._texts = state.sensitive_texts()
        self._runner = state.deliveries

    def event(self, number: int, event: PublishedEvent) -> Json:
        """Return an event with the outcome at each of its targets."""
        envelope = event.envelope
        return {
            "number": number,
            "id": event.id,
            "source": self._name(envelope.get("source", "")),
            "detail_type": self._name(envelope.get("detail-type", "")),
            "time": str(envelope.get("time", "")),
            "ingestion_time": time_json(event.ingestion_time),
            "event_bus_name": event.event_bus_name,
            "account_id": event.account_id,
            "region_name": event.region_name,
            "origin": event.origin,
            "had_bus": event.had_bus,
            "rule_count": len(event.rules_on_bus),
            "matched_rules": [
                {
                    "name": rule.name,
                    "arn": rule.arn,
                    "event_bus_name": rule.event_bus_name,
                }
                for rule in event.matched_rules
            ],
            "deliveries": list(self._deliveries(event)),
            "envelope": self._envelope(envelope),
        }

    def _deliveries(self, event: PublishedEvent) -> Iterator[Json]:
        for copy in on_all_buses(event):
            for match in copy.matches:
                for outcome in match.outcomes:
                    yield self._delivery(match.rule, outcome)

    def _delivery(self, rule: Rule, outcome: TargetOutcome) -> Json:
        target, invocation = outcome.target, outcome.invocation
        kind, name = _kind_and_name(target.arn)
        failure = invocation.failure if invocation else outcome.failure
        due = invocation.next_attempt_time if invocation else outcome.next_attempt_time
        return {
            "rule": rule.name,
            "event_bus_name": rule.event_bus_name,
            "target_id": target.id,
            "target_arn": target.arn,
            "kind": kind,
            "name": name,
            "outcome": invocation.outcome if invocation else _outcome(outcome),
            "invocation": number_of_delivery(outcome),
            "status": invocation.status if invocation else None,
            "attempts": len(invocation.attempts) if invocation else None,
            "next_attempt_time": time_json(due),
            "failure": self._text(failure),
            "dead_letter_failure": self._text(outcome.queue_failure),
        }

    def explained(self, explanation: Explanation) -> Json:
        """Return the verdict of each rule on an event."""
        return {
            "event_bus_name": explanation.event.event_bus_name,
            "suggested_bus": explanation.suggested_bus,
            "rules": [self._rule(rule) for rule in explanation.rules],
            "forwarded": [self.explained(each) for each in explanation.forwarded],
            "text": str(explanation),
        }

    def _rule(self, explained: RuleExplanation) -> Json:
        rule = explained.rule
        return {
            "name": rule.name,
            "arn": rule.arn,
            "event_bus_name": rule.event_bus_name,
            "verdict": explained.verdict,
            "would_match": explained.would_match,
            "event_pattern": self._text(rule.event_pattern),
            "schedule_expression": rule.schedule_expression,
            "misses": [self._miss(miss) for miss in explained.misses],
            "targets": [self._target(rule, outcome) for outcome in explained.outcomes],
        }

    def _target(self, rule: Rule, outcome: TargetOutcome) -> Json:
        sent = None if outcome.input is None else self._body(outcome.input)["body"]
        return {**self._delivery(rule, outcome), "input": sent}

    def _miss(self, miss: Miss) -> Json:
        is_missing = miss.actual is MISSING
        return {
            "path": miss.path,
            "wanted": self._text(miss.wanted),
            "actual": None if is_missing else self.value(miss.actual),
            "is_missing": is_missing,
            "branch": miss.branch,
            "array": miss.array,
            "text": self._text(str(miss)),
        }

    def invocation(
        self, number: int, invocation: Invocation, *, has_attempts: bool = False
    ) -> Json:
        """Return an invocation with its last request, and its attempts if wanted."""
        rendered = {
            "number": number,
            "api_destination": invocation.api_destination,
            "api_destination_arn": invocation.api_destination_arn,
            "rule_arn": invocation.rule_arn,
            "target_id": invocation.target_id,
            "event_id": _event_id(invocation),
            "outcome": invocation.outcome,
            "failure": self._text(invocation.failure),
            "error_code": invocation.error_code,
            "next_attempt_time": time_json(invocation.next_attempt_time),
            "attempt_count": len(invocation.attempts),
            "first_attempt_time": _time_of(invocation, 0),
            "last_attempt_time": _time_of(invocation, -1),
            **self._exchange(invocation),
        }
        if has_attempts:
            rendered["attempts"] = [self.attempt(each) for each in invocation.attempts]
        return rendered

    def token_request(self, number: int, request: TokenRequest) -> Json:
        """Return a request for an access token, with its attempts."""
        return {
            "number": number,
            "connection": request.connection,
            **self._exchange(request),
            "attempts": [self._token_attempt(each) for each in request.attempts],
        }

    def _token_attempt(self, attempt: Attempt) -> Json:
        """Return an attempt without the tokens in its response."""
        rendered = self.attempt(attempt)
        if rendered["response"] is not None:
            body = rendered["response"]["body"]
            rendered["response"]["body"] = _TOKEN.sub(rf'\1"{MASK}"', body)
        return rendered

    def _exchange(self, record: Invocation | TokenRequest) -> Json:
        request = record.request
        shown = None if request is None else self._request(request)
        return {
            "connection_arn": record.connection_arn,
            "account_id": record.account_id,
            "region_name": record.region_name,
            "method": record.method,
            "url": shown and shown["url"],
            "status": record.status,
            "request": shown,
            # The command masks the secrets of its own request.
            "curl": None
            if request is None
            else mask_text(record.to_curl(), self._texts),
        }

    def attempt(self, attempt: Attempt) -> Json:
        """Return one HTTP request with its response."""
        response = None
        if attempt.status is not None:
            response = {
                "headers": self._headers(attempt.response_headers),
                **self._body(attempt.response_body),
            }
        return {
            "number": attempt.number,
            "time": time_json(attempt.time),
            "request": self._request(attempt.request),
            "status": attempt.status,
            "error": self._text(attempt.error),
            "response": response,
        }

    def dead_letter(self, number: int, letter: DeadLetter) -> Json:
        """Return a message for a dead-letter queue.

        Its time is the time of the last attempt. For other services there is no record
        of it.
        """
        invocation = letter.invocation
        return {
            "number": number,
            "queue_arn": letter.queue_arn,
            "api_destination": invocation.api_destination if invocation else None,
            "invocation": self._runner.number_of(letter),
            "event_id": _event_id(invocation) if invocation else None,
            "time": _time_of(invocation, -1) if invocation else None,
            "body": self._text(letter.body),
            "attributes": {
                name: mask_reply(value, self._texts)
                for name, value in letter.attributes.items()
            },
            "queue_failure": self._text(letter.queue_failure),
        }

    def _request(self, request: HttpRequest) -> Json:
        return {
            "method": request.method,
            "url": mask_text(request.url, self._texts),
            "headers": self._headers(request.headers),
            "query": self.value(dict(request.query)),
            **self._body(request.body),
        }

    def _headers(self, headers: Headers) -> dict[str, str]:
        return {
            name: mask_header(name, value, self._texts)
            for name, value in headers.items()
        }

    def _body(self, body: bytes) -> Json:
        try:
            text, is_text = body.decode(), True
        except UnicodeDecodeError:
            text, is_text = body.decode(errors="backslashreplace"), False
        return {"body": mask_reply(text, self._texts), "is_text": is_text}

    def _text(self, text: str | None) -> str | None:
        return None if text is None else mask_text(text, self._texts)

    def _name(self, name: object) -> str:
        return mask_unusual(str(name), self._texts)

    def _envelope(self, envelope: Mapping[str, Any]) -> Json:
        # Outside of the detail an event has names, which are not secrets.
        return {
            name: self.value(value)
            if name == "detail"
            else mapped_strings(value, self._name)
            for name, value in envelope.items()
        }

    def value(self, value: Any) -> Any:
        """Return a JSON value with the secrets in its strings masked."""
        return mapped_strings(value, lambda text: mask_value(text, self._texts))


def mapped_strings(value: Any, change: Any) -> Any:
    """Return a JSON value with *change* applied to each string, not to names."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: mapped_strings(member, change) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [mapped_strings(item, change) for item in value]
    return value


def _outcome(outcome: TargetOutcome) -> str:
    """Return the outcome at a target other than an API destination."""
    if outcome.next_attempt_time is not None:
        return "pending"
    if outcome.dead_letter is not None:
        return "dead_lettered"
    return "delivered" if outcome.failure is None else "failed"


def _kind_and_name(target_arn: str) -> tuple[str, str]:
    arn = parse_arn(target_arn)
    if arn.service != "events":
        return arn.service, arn.resource
    if arn.kind == "api-destination":
        return "api_destination", arn.name
    return arn.kind.replace("-", "_"), arn.path


def _time_of(invocation: Invocation, index: int) -> str | None:
    """Return the time of the first or the last attempt, if one was made."""
    attempts = invocation.attempts
    return time_json(attempts[index].time) if attempts else None


def _event_id(invocation: Invocation) -> str | None:
    """Return the id of the event that a rule sent, None for one of `invoke`."""
    event = invocation.event
    if invocation.rule_arn is None or not isinstance(event, dict):
        return None
    return str(event.get("id"))


def counts_of(state: MockState) -> dict[str, int]:
    """Return the number of records of each kind."""
    return {
        "events": len(snapshot(state.publisher.events)),
        "service_events": len(state.service_events.log),
        "invocations": len(snapshot(state.deliveries.invocations)),
        "token_requests": len(snapshot(state.token_requests)),
        "dead_letters": len(snapshot(state.deliveries.dead_letters)),
    }
