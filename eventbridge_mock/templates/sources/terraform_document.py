"""The resources in the JSON of `terraform show`, of a state or of a plan.

The format is described in Terraform's documentation, "JSON Output Format", and was
compared with the output of Terraform 1.11.4. A plan leaves out of `planned_values` what
is known only after it is applied, and `resource_changes` says where that is.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ...frozen import frozen
from .document_form import MapOf, Members, object_in, require_form
from .terraform_resources import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# An index is a number or a quoted key, which may hold dots and brackets.
STEP = re.compile(
    r'(?P<name>[^.\["]+)(?:\[(?P<index>[0-9]{1,18}|"(?:[^"\\]|\\.)*")\])?\.?'
)
MODULE = re.compile(r'module\.(?P<name>[^.\[]+)(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\.?')

# Names that never lead to a resource: their values are not in the document, or known.
WITHOUT_RESOURCE = {"count", "data", "local", "path", "self", "terraform"}

REMEDY = "Deploy the JSON that `terraform show -json` prints, unchanged."
_RESOURCE = Members(
    {"mode": str, "values": dict},
    required={"address": str, "name": str, "type": str},
)
_MODULE = Members({"resources": [_RESOURCE]})
_CHILD_MODULE = Members(_MODULE.optional, required={"address": str})
_CONFIGURATION = Members(
    {
        "outputs": MapOf(dict),
        "resources": [
            Members(
                {"expressions": dict, "provider_config_key": str},
                required={"address": str},
            )
        ],
    }
)
# A module has modules.
for _module, _inside, _form in (
    (_MODULE, "child_modules", [_CHILD_MODULE]),
    (
        _CONFIGURATION,
        "module_calls",
        MapOf(Members({"expressions": dict, "module": _CONFIGURATION})),
    ),
):
    cast("dict[str, Any]", _module.optional)[_inside] = _form
_VALUES = Members({"outputs": MapOf(dict), "root_module": _MODULE})
_PROVIDER = Members({"expressions": Members({"region": dict})})
_CHANGE = Members({}, required={"address": str, "change": dict})
_DOCUMENT = Members(
    {
        "configuration": Members(
            {"root_module": _CONFIGURATION, "provider_config": MapOf(_PROVIDER)}
        ),
        "planned_values": _VALUES,
        "resource_changes": [_CHANGE],
        "values": _VALUES,
    }
)


class Step(NamedTuple):
    """A part of a reference: a name, and the index behind it."""

    name: str
    key: int | str | None


@frozen
class Instance:
    """A resource that is managed: one for each index of its block.

    `unknown` has the form of `values`, with true for what is not known.
    """

    address: str
    type: str
    name: str
    module: str
    index: int | str | None
    values: Mapping[str, Any]
    unknown: Mapping[str, Any]
    configuration: Mapping[str, Any]


class Scope(NamedTuple):
    """The place of an expression: its module, and the index of its block."""

    module: str
    key: int | str | None
    block: Mapping[str, Any]


class Reference(NamedTuple):
    """An attribute of another resource; without a name if the document omits it."""

    instance: Instance
    attribute: str


class Document:
    """The instances of a state or plan, and where its expressions lead.

    Raise DeploymentError for a document of another form.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        require_form(_DOCUMENT, document, REMEDY)
        self._root = object_in(object_in(document, "configuration"), "root_module")
        self._module_indexes: dict[tuple[str, str], dict[Any, str]] = defaultdict(dict)
        self._blocks: dict[tuple[str, str, str], list[Instance]] = defaultdict(list)
        unknown = {
            change["address"]: object_in(change["change"], "after_unknown")
            for change in document.get("resource_changes") or ()
            if "deposed" not in change
        }
        values = document.get("planned_values") or document.get("values") or {}
        self.outputs = object_in(values, "outputs")
        self.instances = {
            instance.address: instance
            for instance in self._instances(
                object_in(values, "root_module"), "", unknown
            )
        }
        self._regions = dict(_regions(document))
        regions = Counter(filter(None, map(self.region_of, self.instances.values())))
        self.home_region = next((region for region, _ in regions.most_common(1)), None)

    def region_of(self, instance: Instance) -> str | None:
        """Return the Region of a resource; None if the document does not have it."""
        # The ARN of a rule's target is not its own.
        arn = instance.values.get("arn") if instance.type in KINDS else None
        region = instance.values.get("region")
        return (
            (region if isinstance(region, str) else None)
            or f"{arn or ''}:::".split(":")[3]
            or self._regions.get(instance.configuration.get("provider_config_key", ""))
        )

    def find(
        self,
        references: Sequence[str],
        scope: Scope,
        rest: tuple[Step, ...] = (),
    ) -> list[Reference]:
        """Return the attributes of resources to which *references* lead, in order.

        *references* are the references of one expression in the configuration, where
        each is followed by the shorter ones of which it is made. *rest* is what is
        taken of the value of the expression.
        """
        seen: list[str] = []
        found: list[Reference] = []
        for reference in references:
            if not any(
                longer.startswith((f"{reference}.", f"{reference}[")) for longer in seen
            ):
                steps = [*steps_of(reference), *rest]
                found += self._follow(steps, scope) if steps else ()
            seen.append(reference)
        return found

    def output_references(self, name: str) -> list[Reference]:
        """Return where an output of the root module comes from."""
        output = object_in(self._root, "outputs").get(name, {})
        return self.find(references_of(output.get("expression")), ROOT)

    def _instances(
        self, module: Mapping[str, Any], address: str, unknown: Mapping[str, Any]
    ) -> Iterator[Instance]:
        configured = {
            block["address"]: block
            for block in self._configuration(address).get("resources") or ()
        }
        for resource in module.get("resources") or ():
            if resource.get("mode") == "managed":
                block = configured.get(f"{resource['type']}.{resource['name']}", {})
                instance = _instance(resource, address, block, unknown)
                key = (address, instance.type, instance.name)
                self._blocks[key].append(instance)
                yield instance
        for child in module.get("child_modules") or ():
            *_, last = steps_of(child["address"]) or [Step("", None)]
            self._module_indexes[address, last.name][last.key] = child["address"]
            yield from self._instances(child, child["address"], unknown)

    def _configuration(self, module: str) -> Mapping[str, Any]:
        configuration: Mapping[str, Any] = self._root
        for step in MODULE.finditer(module):
            calls = object_in(configuration, "module_calls")
            configuration = object_in(calls.get(step["name"], {}), "module")
        return configuration

    def _follow(self, steps: list[Step], scope: Scope) -> list[Reference]:
        first, *rest = steps
        if first.name in WITHOUT_RESOURCE or not rest:
            return []
        if first.name == "var":
            return self._follow_variable(rest[0].name, tuple(rest[1:]), scope)
        if first.name == "each":
            each = references_of(scope.block.get("for_each_expression"))
            is_value = rest[0].name == "value"
            return self.find(each, scope, tuple(rest[1:])) if is_value else []
        if first.name == "module":
            return self._follow_output(rest, scope)
        return self._follow_resource(first, rest, scope)

    def _follow_variable(
        self, name: str, rest: tuple[Step, ...], scope: Scope
    ) -> list[Reference]:
        above, call = self._call(scope.module)
        if call is None:
            return []
        *_, last = steps_of(scope.module)
        expression = object_in(call, "expressions").get(name)
        return self.find(references_of(expression), Scope(above, last.key, call), rest)

    def _call(self, module: str) -> tuple[str, Mapping[str, Any] | None]:
        """Return the module that calls *module*, and the block it does so with."""
        calls = list(MODULE.finditer(module))
        if not calls:
            return "", None
        above = module[: calls[-1].start()].removesuffix(".")
        configured = object_in(self._configuration(above), "module_calls")
        return above, configured.get(calls[-1]["name"], {})

    def _follow_output(self, steps: list[Step], scope: Scope) -> list[Reference]:
        call, *rest = steps
        modules = self._module_indexes[scope.module, call.name]
        module = pick(modules, call.key, scope.key)
        if module is None:
            return []
        outputs = object_in(self._configuration(module), "outputs")
        # A module with an index that is worked out loses the name of the output too.
        name = rest[0].name if rest else next(iter(outputs), "")
        expression = outputs.get(name, {}).get("expression")
        inside = Scope(module, None, {})
        return self.find(references_of(expression), inside, tuple(rest[1:]))

    def _follow_resource(
        self, first: Step, steps: list[Step], scope: Scope
    ) -> list[Reference]:
        block, *attributes = steps
        instances = self._blocks[scope.module, first.name, block.name]
        by_index = {instance.index: instance for instance in instances}
        instance = pick(by_index, block.key, scope.key)
        if instance is None:
            return []
        return [Reference(instance, ".".join(step.name for step in attributes))]


ROOT = Scope("", None, {})


def _instance(
    resource: Mapping[str, Any],
    module: str,
    block: Mapping[str, Any],
    unknown: Mapping[str, Any],
) -> Instance:
    """Return *resource* of a *module*, which its *block* in the configuration makes."""
    values = object_in(resource, "values")
    return Instance(
        address=resource["address"],
        type=resource["type"],
        name=resource["name"],
        module=module,
        index=_hashable(resource.get("index")),
        values=values,
        unknown=unknown.get(
            resource["address"], _unknown_without_changes(values, block)
        ),
        configuration=block,
    )


def _unknown_without_changes(
    values: Mapping[str, Any], block: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return the attributes of *block* that refer to something and have no value.

    A plan that somebody shortened may have no `resource_changes` to list them.
    """
    return {
        name: True
        for name, expression in object_in(block, "expressions").items()
        if name not in values and references_of(expression)
    }


def _regions(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the providers whose Region is written in the configuration."""
    providers = object_in(object_in(document, "configuration"), "provider_config")
    for key, provider in providers.items():
        region = object_in(object_in(provider, "expressions"), "region")
        if isinstance(region.get("constant_value"), str):
            yield key, region["constant_value"]


def _hashable(index: Any) -> int | str | None:
    return index if isinstance(index, int | str) else None


def pick(by_index: Mapping[Any, Any], wanted: Any, own: Any) -> Any:
    """Return the entry of the index *wanted*.

    The JSON has no index that is worked out, such as `[each.key]`: then it is taken to
    be *own*, or the only one there is.
    """
    if wanted is not None:
        return by_index.get(wanted)
    if own in by_index:
        return by_index[own]
    return next(iter(by_index.values())) if len(by_index) == 1 else None


def references_of(expression: Any) -> Sequence[str]:
    """Return the references of an expression; a block has no references itself."""
    if not isinstance(expression, dict):
        return ()
    references = expression.get("references")
    if not isinstance(references, list):
        return ()
    return [reference for reference in references if isinstance(reference, str)]


def steps_of(reference: str) -> list[Step]:
    """Return the parts of a reference or of an address.

    >>> steps_of('aws_sqs_queue.dead["a.b"].arn')[1]
    Step(name='dead', key='a.b')
    """
    return [
        Step(step["name"], _index(step["index"])) for step in STEP.finditer(reference)
    ]


def _index(text: str | None) -> int | str | None:
    if text is None:
        return None
    if text.startswith('"'):
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return int(text)
