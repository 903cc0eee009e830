"""A secret by itself."""

from __future__ import annotations

from dataclasses import replace

from tests.model.instances import BASIC, LATER, SECRET, VERSION


def test_a_secret_shows_its_current_version() -> None:
    assert SECRET.version_id == "ONE"
    assert SECRET.auth_parameters == BASIC
    assert SECRET.secret_string == '{"username":"shop","password":"not-a-secret"}'


def test_a_new_secret_has_one_version() -> None:
    assert SECRET.versions == {"AWSCURRENT": VERSION}


def test_a_changed_secret_has_two_versions() -> None:
    """The one before is AWSPREVIOUS (recorded on AWS 2026-09-24)."""
    new = replace(VERSION, version_id="TWO", created_date=LATER)

    changed = replace(SECRET, current=new, previous=VERSION)

    assert changed.versions == {"AWSCURRENT": new, "AWSPREVIOUS": VERSION}


def test_the_content_is_not_printed() -> None:
    assert "not-a-secret" not in repr(SECRET)
