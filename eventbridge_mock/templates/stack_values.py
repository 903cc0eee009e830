"""The values of one stack while it is deployed, to which its references lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import DeploymentError
from .dynamic_references import StoredValues, generated_secret, string_of
from .functions import NO_VALUE, Functions
from .naming import Place, generated_name, stack_id
from .other_resources import OtherResource
from .parameters import parameter_values
from .template import Template, did_you_mean

if TYPE_CHECKING:
    from ..model.stack import StackResource, Stacks
    from .given_values import GivenValues
    from .parameters import ParameterValue
    from .stack_template import StackTemplate


class StackValues:
    """The values of one stack: parameters, conditions, resources that exist by now.

    It is the `References` of its functions and the `OwnValues` of its dynamic
    references. All secrets among the values are in `stored.sensitive`.
    """

    def __init__(
        self,
        source: StackTemplate,
        stack_name: str,
        place: Place,
        stacks: Stacks,
        given: GivenValues,
    ) -> None:
        self.template = Template(source)
        self.stack_name = stack_name
        self.place = place
        self.stack_id = stack_id(stack_name, place)
        self.made: dict[str, StackResource] = {}
        # Before the conditions are known, a reference finds no resource.
        self.absent = dict.fromkeys(self.template.resources, "")
        self.made_up = dict(source.made_up)
        self.left_out = dict(source.left_out)
        self.imports: set[str] = set()
        # Whether dynamic references stay as they are.
        self.keeps_references = source.is_literal
        self._stacks = stacks
        self._given = given
        self._others: dict[str, OtherResource] = {}
        # Resources of other services whose names are being resolved.
        self._open: list[str] = []
        self.stored = StoredValues(given.secrets, given.ssm, place, self)
        self.functions = Functions(
            self, self.template.mappings, self.template.conditions
        )
        self._parameters = self._read_parameters(source)
        for name in self.template.conditions:
            self.functions.holds(name)
        self.absent = self._absent_resources()

    def _read_parameters(self, source: StackTemplate) -> dict[str, ParameterValue]:
        parameters = parameter_values(
            self.template.parameters,
            {**source.parameters, **self._given.parameters},
            self.stored.parameter,
        )
        self.stored.sensitive.update(
            parameter.value
            for parameter in parameters.values()
            if parameter.is_secret and isinstance(parameter.value, str)
        )
        return parameters

    @property
    def present(self) -> list[str]:
        """The logical ids of the resources whose condition holds."""
        return [each for each in self.template.resources if each not in self.absent]

    def _absent_resources(self) -> dict[str, str]:
        """Return the conditions that keep resources away, by logical id."""
        conditions = {
            logical_id: resource["Condition"]
            for logical_id, resource in self.template.resources.items()
            if "Condition" in resource
        }
        return {
            logical_id: condition
            for logical_id, condition in conditions.items()
            if not self.functions.holds(condition)
        }

    def own_secret(self, secret_ids: list[str]) -> str | None:
        """Return the string of the secret in the template that has one of the ids."""
        for logical_id in self._of_type("AWS::SecretsManager::Secret"):
            if logical_id in self._open:
                continue
            other = self.other(logical_id)
            if {other.name, other.arn} & {*secret_ids}:
                return self._secret_string(logical_id)
        return None

    def own_parameter(self, name: str) -> str | None:
        """Return the value of the parameter in the template that has the name."""
        for logical_id in self._of_type("AWS::SSM::Parameter"):
            # The name of one may itself refer to another.
            if logical_id not in self._open and self.other(logical_id).name == name:
                return str(self._property(logical_id, "Value"))
        return None

    def _of_type(self, resource_type: str) -> list[str]:
        return [
            logical_id
            for logical_id in self.present
            if self.template.resources[logical_id]["Type"] == resource_type
        ]

    def _secret_string(self, logical_id: str) -> str:
        given = self._given.secrets.get(logical_id)
        if given is not None:
            return string_of(given)
        text = self._property(logical_id, "SecretString")
        if text is not None:
            return str(text)
        settings = self._property(logical_id, "GenerateSecretString") or {}
        return generated_secret(settings, f"{self.stack_id}|{logical_id}")

    def _property(self, logical_id: str, name: str) -> Any:
        properties = self.template.resources[logical_id].get("Properties", {})
        value = self.functions.resolve(properties.get(name))
        return None if value is NO_VALUE else value

    def other(self, logical_id: str) -> OtherResource:
        """Return a resource of another service."""
        if logical_id not in self._others:
            self._open.append(logical_id)
            self._others[logical_id] = OtherResource(
                self.template.resources[logical_id]["Type"],
                lambda name: self._property(logical_id, name),
                self.generated_name(logical_id),
                self.place,
            )
            self._open.remove(logical_id)
        return self._others[logical_id]

    def ref(self, name: str) -> Any:
        """Return the value of Ref."""
        if name in self._given.values and name in self.template.resources:
            return self._given.values[name]
        if name in self.made:
            return self.made[name].ref
        if name in self._parameters:
            return self._parameters[name].value
        if name.startswith("AWS::"):
            return self._pseudo_parameter(name)
        return self._referred(name).ref

    def _pseudo_parameter(self, name: str) -> Any:
        values = {
            "AWS::AccountId": self.place.account_id,
            "AWS::NotificationARNs": [],
            "AWS::Partition": self.place.partition,
            "AWS::Region": self.place.region_name,
            "AWS::StackId": self.stack_id,
            "AWS::StackName": self.stack_name,
            "AWS::URLSuffix": self.place.url_suffix,
        }
        return values[name]

    def attribute(self, logical_id: str, name: str) -> Any:
        """Return the value of Fn::GetAtt."""
        given = self._given.values
        if f"{logical_id}.{name}" in given:
            return given[f"{logical_id}.{name}"]
        if name == "Arn" and str(given.get(logical_id)).startswith("arn:"):
            return given[logical_id]
        if logical_id in self.made:
            return self._made_attribute(self.made[logical_id], name)
        return self._referred(logical_id).attribute(name)

    def _made_attribute(self, resource: StackResource, name: str) -> str:
        attributes = {**resource.attributes}
        if resource.arn:
            attributes["Arn"] = resource.arn
        if name not in attributes:
            hint = did_you_mean(name, attributes)
            msg = (
                f"Template error: resource {resource.logical_id} does not support"
                f" attribute type {name} in Fn::GetAtt.{hint}"
            )
            raise DeploymentError(msg)
        return attributes[name]

    def _referred(self, logical_id: str) -> OtherResource:
        """Return a resource of another service, and list it if its values are made up.

        Raise DeploymentError for a resource whose condition does not hold.
        """
        if logical_id in self.absent:
            msg = (
                "Template format error: Unresolved resource dependencies"
                f" [{logical_id}] in the Resources block of the template: its condition"
                f" {self.absent[logical_id]} does not hold."
            )
            raise DeploymentError(msg)
        other = self.other(logical_id)
        if not other.is_real:
            self.made_up.setdefault(
                logical_id,
                f"{other.type} is not made here: references to it give {other.arn}, or"
                f" what values={{'{logical_id}.Arn': ...}} says.",
            )
        return other

    def imported(self, name: str) -> str:
        """Return the value of an export."""
        if name in self._given.imports:
            return str(self._given.imports[name])
        stack = self._stacks.exporting(*self.place, name)
        if stack is None:
            exports = [export for each in self._stacks for export in each.exports]
            hint = did_you_mean(name, exports)
            msg = (
                f"No export named {name} found.{hint} Deploy the stack that exports it"
                f" before, or give it with imports={{{name!r}: ...}}."
            )
            raise DeploymentError(msg)
        self.imports.add(name)
        return stack.exports[name]

    def stack_output(self, stack_name: str, region_name: str, name: str) -> Any:
        """Return an output of another stack."""
        stack = self._stacks.get(self.place.account_id, region_name, stack_name)
        if stack is None or name not in stack.outputs:
            what = "a stack" if stack is None else f"an output {name} of stack"
            msg = (
                f"Fn::GetStackOutput needs {what} {stack_name} in {region_name}: deploy"
                " it before."
            )
            raise DeploymentError(msg)
        return stack.outputs[name]

    def text(self, value: str) -> str:
        """Return *value* with its dynamic references resolved."""
        return value if self.keeps_references else self.stored.resolved(value)

    def generated_name(
        self, logical_id: str, longest: int = 64, generation: int = 0
    ) -> str:
        """Return a name as CloudFormation generates it, the same in each run."""
        identity = f"{self.stack_id}|{generation}"
        return generated_name(self.stack_name, logical_id, identity, longest)
