"""The form that a tool gives the JSON it writes, and where a document breaks it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ...errors import DeploymentError

if TYPE_CHECKING:
    from collections.abc import Iterator

# A type, a list with the form of its items, or one of the classes below.
Form = Any

_NAMES = {dict: "an object", str: "a string"}
_WHOLE = "The document"


class MapOf(NamedTuple):
    """An object with any names, whose members all have one form."""

    form: Form


class Members(NamedTuple):
    """An object with members of these names; others may be there too.

    An optional one may be null.
    """

    optional: Mapping[str, Form]
    required: Mapping[str, Form] = {}


def require_form(form: Form, document: object, remedy: str, where: str = "") -> None:
    """Raise DeploymentError with the path to the first part of another form."""
    complaint = next(_complaints(form, document, ""), None)
    if complaint is not None:
        msg = f"{where}{complaint.lstrip('.')}. {remedy}"
        raise DeploymentError(msg)


def _complaints(form: Form, value: object, path: str) -> Iterator[str]:
    if isinstance(form, MapOf | Members):
        if isinstance(value, Mapping):
            yield from _of_members(form, value, path)
        else:
            yield f"{path or _WHOLE} is not an object"
    elif isinstance(form, list):
        if isinstance(value, list):
            for number, item in enumerate(value):
                yield from _complaints(form[0], item, f"{path}[{number}]")
        else:
            yield f"{path} is not an array"
    elif not isinstance(value, form):
        yield f"{path or _WHOLE} is not {_NAMES[form]}"


def _of_members(
    form: MapOf | Members, value: Mapping[str, Any], path: str
) -> Iterator[str]:
    if isinstance(form, MapOf):
        forms = dict.fromkeys(value, form.form)
    else:
        given = (name for name in form.optional if value.get(name) is not None)
        forms = {**form.required, **{name: form.optional[name] for name in given}}
    for name, member_form in forms.items():
        below = f"{path}.{name}"
        if name in value:
            yield from _complaints(member_form, value[name], below)
        else:
            yield f"{below} is missing"


def object_in(members: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a member that is an object, an empty one in place of another value."""
    member = members.get(name)
    return member if isinstance(member, dict) else {}
