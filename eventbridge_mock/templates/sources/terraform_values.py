"""Values of Terraform's resources, also values that a plan does not know yet.

An attribute that another resource gives becomes a function of CloudFormation. The rest
is made up: the same for the same resource, and listed with the reason.
"""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from ...errors import DeploymentError
from .document_form import object_in
from .terraform_document import REMEDY, Scope, references_of
from .terraform_resources import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .terraform_document import Document, Instance, Reference

# An `id` that is an ARN; other resources have their name there, and queues their URL.
ARN_AS_ID = {
    "aws_kinesis_firehose_delivery_stream",
    "aws_kinesis_stream",
    "aws_secretsmanager_secret",
    "aws_sfn_state_machine",
    "aws_sns_topic",
}
CONNECTION = "aws_cloudwatch_event_connection"

# Attributes with a form of their own: an expression makes them of what it refers to,
# and the JSON does not say how.
URLS = {"authorization_endpoint", "invocation_endpoint"}
DOCUMENTS = {"event_pattern", "input", "input_template", "policy"}

# Values that may be any text: these attributes, and the entries of these mappings.
TEXTS = {
    "client_id",
    "client_secret",
    "description",
    "event_bus_name",
    "key",
    "name",
    "password",
    "rule",
    "statement_id",
    "target_id",
    "username",
    "value",
}
MAPPINGS = {"header_parameters", "query_string_parameters"}
TAGS = {"tags", "tags_all"}

# An ARN has an account and a Region in front of its resource.
HOME_PARTS = 5

AFTER_APPLY = "is known only after `terraform apply`"


class Values:
    """The values of all instances; *given* are those that the test gives."""

    def __init__(self, document: Document, given: Mapping[str, Any]) -> None:
        self._document = document
        self._given = given
        self._known: dict[str, dict[str, Any]] = {}
        self._replacements = {
            arn: given.get(f"{address}.{attribute}", function)
            for address, attribute, arn, function in known_arns(document)
        }
        self._pattern = self._pattern_of_arns()
        self.made_up: dict[str, str] = {}
        self.referred: set[str] = set()

    def of(self, instance: Instance) -> dict[str, Any]:
        """Return the values of *instance*, with functions where it refers to others."""
        if instance.address not in self._known:
            self._known[instance.address] = {
                name: self._complete(
                    instance,
                    (name,),
                    instance.values.get(name),
                    instance.unknown.get(name),
                    object_in(instance.configuration, "expressions").get(name),
                )
                for name in {**instance.values, **instance.unknown}
            }
        return self._known[instance.address]

    def name_of(self, instance: Instance) -> Any:
        """Return the name of a resource, which is made up if Terraform would."""
        attribute = next(iter(KINDS[instance.type].members))
        return self.of(instance).get(attribute) or self.generated(instance, attribute)

    def replaced(self, value: Any) -> Any:
        """Return *value* with references in place of the ARNs of other resources."""
        if isinstance(value, str):
            return self._replaced_text(value)
        if isinstance(value, list):
            return [self.replaced(item) for item in value]
        if isinstance(value, dict):
            return {key: self.replaced(item) for key, item in value.items()}
        return value

    def of_references(self, references: Sequence[Reference]) -> Any:
        """Return the function for what is one reference; None if it is not."""
        distinct = {(one.instance.address, one.attribute): one for one in references}
        if len(distinct) != 1:
            return None
        return self._function(references[0], references[0].attribute or "id")

    def _complete(
        self,
        instance: Instance,
        path: tuple[str, ...],
        value: Any,
        unknown: Any,
        expression: Any,
    ) -> Any:
        """Return *value* with what is *unknown* of it put in."""
        if unknown is True:
            return self._unknown(instance, path, expression)
        if not _fits(value, unknown):
            message = (
                f"{instance.address}: after_unknown of {'.'.join(path)} does not have"
                f" the form of its value. {REMEDY}"
            )
            raise DeploymentError(message)
        if isinstance(unknown, dict) and unknown:
            known = value or {}
            return {
                name: self._complete(
                    instance,
                    (*path, name),
                    known.get(name),
                    unknown.get(name),
                    _of_entry(expression, name),
                )
                for name in {**known, **unknown}
            }
        if isinstance(unknown, list) and any(unknown):
            return [
                self._complete(instance, path, item, is_unknown, item_expression)
                for item, is_unknown, item_expression in zip(
                    value, unknown, _each(expression, len(unknown)), strict=True
                )
            ]
        return self.replaced(value)

    def _unknown(
        self, instance: Instance, path: tuple[str, ...], expression: Any
    ) -> Any:
        """Return a replacement for a value that is not known; None to leave it out."""
        address = ".".join((instance.address, *path))
        if address in self._given:
            return self._given[address]
        if path[0] in TAGS or (expression is None and len(path) == 1):
            # Nobody asks for tags here, and what is computed the mock computes itself.
            return None
        scope = Scope(instance.module, instance.index, instance.configuration)
        references = self._document.find(references_of(expression), scope)
        name = path[-1]
        if name.endswith("arn"):
            function = self._arn(references)
        elif name in URLS or name in DOCUMENTS or name == "name":
            function = None
        elif name in {"rule", "event_bus_name"}:
            function = self._name(references)
        else:
            function = self.of_references(references)
        return function or self._made_up(instance, path, references)

    def _arn(self, references: Sequence[Reference]) -> Any:
        """Return the ARN that the first of *references* with one gives."""
        functions = (self._function(reference, "arn") for reference in references)
        return next((function for function in functions if function), None)

    def _name(self, references: Sequence[Reference]) -> Any:
        """Return the name of the rule or event bus that is referred to."""
        named = [one.instance for one in references if one.instance.type in KINDS]
        return self.name_of(named[0]) if named else None

    def _function(self, reference: Reference, default: str) -> Any:
        """Return what gives the attribute of another resource, None if nothing does."""
        instance, attribute = reference.instance, reference.attribute or default
        given = self._given.get(f"{instance.address}.{attribute}")
        if given is not None:
            return given
        if instance.type in KINDS:
            return self._attribute(instance, attribute)
        known = self.of(instance).get(attribute)
        if known is None:
            self.referred.add(instance.address)
        return known or {"Fn::GetAtt": [instance.address, attribute]}

    def _attribute(self, instance: Instance, attribute: str) -> Any:
        """Return what gives an attribute of a resource that CloudFormation has too."""
        if attribute == "secret_arn" and instance.type == CONNECTION:
            return {"Fn::GetAtt": [instance.address, "SecretArn"]}
        if attribute == "arn" or (attribute == "id" and instance.type in ARN_AS_ID):
            return {"Fn::GetAtt": [instance.address, "Arn"]}
        if instance.type == "aws_sqs_queue" and attribute in {"id", "url"}:
            return {"Ref": instance.address}
        if attribute in {"id", next(iter(KINDS[instance.type].members))}:
            return self.name_of(instance)
        return instance.values.get(attribute)

    def _made_up(
        self, instance: Instance, path: tuple[str, ...], references: Sequence[Reference]
    ) -> Any:
        """Return a value that says where it comes from, and list it."""
        own = (instance.address, ".".join(path))
        sources = {(one.instance.address, one.attribute or "id") for one in references}
        address, attribute = sources.pop() if len(sources) == 1 else own
        value = _made_up_form(path, slug(f"{address}.{attribute}"))
        if value is None:
            message = (
                f"{own[0]}: {own[1]} {AFTER_APPLY}. Give it to `deploy`, with "
                f"values={{{'.'.join(own)!r}: ...}}."
            )
            raise DeploymentError(message)
        self.tell(address, f"{attribute} {AFTER_APPLY}")
        return value

    def tell(self, address: str, reason: str) -> None:
        """List one more reason why something of a resource is made up."""
        reasons = self.made_up.get(address, "").split("; ")
        if reason not in reasons:
            self.made_up[address] = "; ".join([*filter(None, reasons), reason])

    def generated(self, instance: Instance, attribute: str) -> str:
        """Return a name such as the provider generates: a prefix and 26 digits."""
        prefix = instance.values.get(f"{attribute}_prefix") or "terraform-"
        digits = int(sha256(instance.address.encode()).hexdigest(), 16) % 10**26
        self.tell(instance.address, f"{attribute} is generated by Terraform")
        return f"{prefix}{digits:026}"

    def _pattern_of_arns(self) -> re.Pattern[str]:
        """Return the pattern of the known ARNs, and of the beginning of others.

        The account and the Region of the mock replace the document's.
        """
        longest_first = sorted(self._replacements, key=len, reverse=True)
        known = [rf"{re.escape(arn)}(?![\w-])" for arn in longest_first]
        homes = Counter(
            (parts[3], parts[4])
            for arn in self._replacements
            if len(parts := arn.split(":")) > HOME_PARTS and parts[3] and parts[4]
        )
        home = [
            rf"arn:[\w-]+:[\w-]+:(?:{re.escape(region)})?:{re.escape(account)}:"
            for (region, account), _ in homes.most_common(1)
        ]
        return re.compile("|".join([*known, *home]) or r"(?!)")

    def _replaced_text(self, text: str) -> Any:
        parts: list[Any] = []
        end = 0
        for match in self._pattern.finditer(text):
            parts += [text[end : match.start()], *self._parts(match[0])]
            end = match.end()
        if not parts:
            return text
        parts = [part for part in [*parts, text[end:]] if part]
        return parts[0] if len(parts) == 1 else {"Fn::Join": ["", parts]}

    def _parts(self, arn: str) -> list[Any]:
        """Return what is put in place of a known ARN, or of the beginning of one."""
        if arn in self._replacements:
            return [self._replacements[arn]]
        _, partition, service, region, *_ = arn.split(":")
        return [
            f"arn:{partition}:{service}:",
            {"Ref": "AWS::Region"} if region else "",
            ":",
            {"Ref": "AWS::AccountId"},
            ":",
        ]


def known_arns(document: Document) -> Iterator[tuple[str, str, str, Any]]:
    """Yield address, attribute, ARN and function for the ARNs of resources."""
    for address, instance in document.instances.items():
        if instance.type in KINDS:
            for attribute, name in (("arn", "Arn"), ("secret_arn", "SecretArn")):
                arn = instance.values.get(attribute)
                if isinstance(arn, str) and arn:
                    yield address, attribute, arn, {"Fn::GetAtt": [address, name]}


def _fits(value: Any, unknown: Any) -> bool:
    """Return whether what is *unknown* of a value has the form of the *value*."""
    if isinstance(unknown, list) and any(unknown):
        return isinstance(value, list) and len(value) == len(unknown)
    return not (isinstance(unknown, dict) and unknown) or isinstance(value, dict | None)


def slug(origin: str) -> str:
    """Return a text that can be a name or a host, and says where it is from."""
    short = re.sub(r"\baws_(cloudwatch_event_)?", "", origin)
    words = re.sub(r"[^A-Za-z0-9]+", "-", short).strip("-")[:48].strip("-")
    return f"{words}-{sha256(origin.encode()).hexdigest()[:8]}".lower()


def _made_up_form(path: tuple[str, ...], text: str) -> Any:
    """Return *text* in the form that an attribute needs; None if it has to be given."""
    attribute = path[-1]
    if attribute in URLS:
        return f"https://{text}.example/"
    if attribute == "event_pattern":
        return {"source": [text]}
    if attribute in {"input", "input_template"}:
        return f'"{text}"'
    if attribute in {"arn", "role_arn"}:
        service, resource = ("iam", "role/") if attribute == "role_arn" else ("sqs", "")
        region = {"Ref": "AWS::Region"} if service == "sqs" else ""
        account = {"Ref": "AWS::AccountId"}
        parts = [f"arn:aws:{service}:", region, ":", account, f":{resource}{text}"]
        return {"Fn::Join": ["", [part for part in parts if part]]}
    return text if attribute in TEXTS or MAPPINGS.intersection(path) else None


def _of_entry(expression: Any, name: str) -> Any:
    """Return the expression of an argument; the entries of a mapping share one."""
    if not isinstance(expression, dict):
        return None
    return expression if "references" in expression else expression.get(name)


def _each(expression: Any, length: int) -> Sequence[Any]:
    """Return the expressions of blocks; the items of a list share one."""
    if isinstance(expression, list) and len(expression) == length:
        return expression
    return [expression] * length
