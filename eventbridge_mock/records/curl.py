"""A request as a command that people can try."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# curl works these out by itself.
_IMPLIED = frozenset(["content-length", "connection", "host"])

# What `printf` prints for a byte itself; the others are octal.
_PLAIN = {byte: chr(byte) for byte in range(0x20, 0x7F)}
_PLAIN[ord("%")] = "%%"
_PLAIN[ord("\\")] = r"\\"


def curl_command(
    method: str,
    url: str,
    headers: Iterable[tuple[str, str]],
    body: bytes,
    *,
    hide: Callable[[str], str],
) -> str:
    """Return the command that sends a request; *hide* masks secrets in a text.

    It is applied before quoting, which would take a secret with a quote apart. A
    body that no argument can hold comes through a pipe.
    """
    # With `--request HEAD` curl would wait for a body.
    words = ["--head"] if method == "HEAD" else ["--request", method]
    words.append(hide(url))
    for name, value in headers:
        if name.lower() not in _IMPLIED:
            # curl takes "Name:" for a header to leave out, "Name;" for an empty one.
            header = f"{name}: {value}" if value else f"{name};"
            words += ["--header", hide(header)]
    # Bytes that are no UTF-8 come back as they were.
    text = hide(body.decode("utf-8", "surrogateescape"))
    if not text:
        return _command("curl", *words)
    if _fits_an_argument(text):
        return _command("curl", *words, "--data-raw", text)
    printed = _command("printf", _format(text.encode("utf-8", "surrogateescape")))
    return f"{printed} | {_command('curl', *words, '--data-binary', '@-')}"


def _command(*words: str) -> str:
    return " ".join(map(quote, words))


def _fits_an_argument(text: str) -> bool:
    has_other_bytes = any("\udc80" <= character <= "\udcff" for character in text)
    return not has_other_bytes and "\0" not in text


def _format(printed: bytes) -> str:
    """Return the format with which `printf` of any POSIX shell has *printed*.

    All but plain ASCII is octal, and so is a hyphen at the start, where an option
    would begin with it.
    """
    text = "".join(_PLAIN.get(byte, f"\\{byte:03o}") for byte in printed)
    return f"\\{ord('-'):03o}{text[1:]}" if text.startswith("-") else text
