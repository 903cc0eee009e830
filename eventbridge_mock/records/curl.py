"""A request as a curl command."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# curl adds these itself.
_IMPLIED = frozenset(["content-length", "connection", "host"])

# The bytes that `printf` takes as they are; the others are octal.
_PLAIN = {byte: chr(byte) for byte in range(0x20, 0x7F)}
_PLAIN[ord("%")] = "%%"
_PLAIN[ord("\\")] = r"\\"


def curl_command(
    method: str, url: str, headers: Iterable[tuple[str, str]], body: str
) -> str:
    """Return the command that sends a request, whose secrets are masked already.

    *body* has the surrogate escapes of Python for bytes that are not UTF-8. A body that
    no argument can hold comes through a pipe.
    """
    # With `--request HEAD` curl would wait for a body.
    words = ["--head"] if method == "HEAD" else ["--request", method]
    words.append(url)
    for name, value in headers:
        if name.lower() not in _IMPLIED:
            # To curl, "Name:" removes a header and "Name;" sends an empty one.
            words += ["--header", f"{name}: {value}" if value else f"{name};"]
    if not body:
        return _command("curl", *words)
    if _fits_an_argument(body):
        return _command("curl", *words, "--data-raw", body)
    printed = _command("printf", _format(body.encode("utf-8", "surrogateescape")))
    return f"{printed} | {_command('curl', *words, '--data-binary', '@-')}"


def _command(*words: str) -> str:
    return " ".join(map(quote, words))


def _fits_an_argument(text: str) -> bool:
    has_other_bytes = any("\udc80" <= character <= "\udcff" for character in text)
    return not has_other_bytes and "\0" not in text


def _format(printed: bytes) -> str:
    """Return the format with which `printf` of any POSIX shell prints *printed*.

    Everything but plain ASCII is octal, and so is a hyphen at the start, which would
    begin an option.
    """
    text = "".join(_PLAIN.get(byte, f"\\{byte:03o}") for byte in printed)
    return f"\\{ord('-'):03o}{text[1:]}" if text.startswith("-") else text
