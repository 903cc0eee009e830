"""Build a release, check it, and print what is missing: `python -m tox -e release`.

Nothing is uploaded. The exit status is 1 while something is missing.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

ROOT = Path(__file__).parents[1]
# The placeholder in pyproject.toml. RFC 2606: no such host ever exists.
_PLACEHOLDER = ".invalid"
_LINKS = ("Documentation", "Source", "Changelog", "Issues")
_RELATIVE_LINK = re.compile(r"\]\((?!https?:|#)[^)]+\)")
_LEFT_TO_DO = """\
Left to do by hand:
  1. Run all checks: python -m tox
  2. Tag the commit: git tag -s v{version} && git push --tags
  3. Upload: python -m twine upload {directory}/*
  4. Put the version and this sum into docs/conda/recipe.yaml: {sha256}
     conda-forge also asks for `homepage` under `about`, and for its maintainers.
  5. Build the documentation of the tag on Read the Docs, and look at it.
  6. Install it in a new environment: python -m pip install eventbridge-mock=={version}
  7. Let README and pages install `eventbridge-mock` in place of `.`, as the package
     index now has it.
  8. Turn on private vulnerability reporting, which .github/SECURITY.md names.
  9. Open the next version in pyproject.toml and in docs/changelog.md."""


def main() -> int:
    """Build into a new directory, check, and print; return the exit status."""
    directory = Path(tempfile.mkdtemp(prefix="eventbridge-mock-"))
    run(sys.executable, "-m", "build", "--outdir", str(directory), str(ROOT))
    (wheel,) = directory.glob("*.whl")
    (sdist,) = directory.glob("*.tar.gz")
    run(sys.executable, "-m", "twine", "check", "--strict", str(wheel), str(sdist))
    run(sys.executable, "-m", "check_wheel_contents", str(wheel))
    metadata = metadata_of(wheel)
    changelog = ROOT.joinpath("docs", "changelog.md").read_text("utf-8")
    missing = [
        *missing_in_metadata(metadata),
        *missing_in_changelog(changelog, str(metadata["Version"])),
        *missing_in_sdist(names_in(sdist)),
        *missing_in_checkout(),
    ]
    left_to_do = _LEFT_TO_DO.format(
        version=metadata["Version"],
        directory=directory,
        sha256=hashlib.sha256(sdist.read_bytes()).hexdigest(),
    )
    lines = [*(f"missing: {line}" for line in missing), left_to_do]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if missing else 0


def run(*command: str) -> None:
    """Run a *command*; raises CalledProcessError if it fails."""
    subprocess.run(command, check=True)  # noqa: S603 - our own words


def metadata_of(wheel: Path) -> Message:
    """Return the metadata in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name))


def names_in(sdist: Path) -> set[str]:
    """Return the paths in an sdist, without the directory they are in."""
    with tarfile.open(sdist) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def missing_in_metadata(metadata: Message) -> Iterator[str]:
    """Yield what the package index would lack."""
    links = dict(link.split(", ", 1) for link in metadata.get_all("Project-URL", []))
    for name in _LINKS:
        if name not in links:
            yield f"no {name} link in the metadata"
        elif _PLACEHOLDER in links[name]:
            yield (
                f"{name} is the placeholder {links[name]}: set the addresses under"
                " [tool.hatch.metadata.hooks.custom] in pyproject.toml"
            )
    for link in _RELATIVE_LINK.findall(str(metadata.get_payload())):
        yield f"the README has a link that the package index cannot follow: {link[1:]}"


def missing_in_changelog(changelog: str, version: str) -> Iterator[str]:
    """Yield what docs/changelog.md lacks for *version*."""
    if not re.search(
        rf"^## {re.escape(version)} - \d{{4}}-\d\d-\d\d$", changelog, re.MULTILINE
    ):
        yield f"docs/changelog.md has no heading '## {version} - <date>'"
    unreleased = re.search(
        r"(?ms)^## Unreleased\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL
    )
    if unreleased and unreleased[1].strip():
        yield "docs/changelog.md has entries under Unreleased"


def missing_in_sdist(names: set[str]) -> Iterator[str]:
    """Yield what somebody who builds from the sdist would lack."""
    for name in ("LICENSE", "README.md", "pyproject.toml", "tox.ini", "tests", "docs"):
        if not any(path == name or path.startswith(f"{name}/") for path in names):
            yield f"{name} is not in the sdist"


def missing_in_checkout() -> Iterator[str]:
    """Yield what is not committed."""
    status = subprocess.run(
        ["git", "status", "--porcelain"],  # noqa: S607 - the git of the developer
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    if status.stdout:
        yield "a commit: the checkout has changes"


if __name__ == "__main__":
    sys.exit(main())
