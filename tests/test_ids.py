"""Random ids."""

from __future__ import annotations

from eventbridge_mock.ids import alphabet_of, random_characters


def test_each_character_of_an_id_is_random() -> None:
    drawn = [random_characters(alphabet_of("ab"), 20) for _ in range(100)]

    assert [{*column} for column in zip(*drawn, strict=True)] == [{"a", "b"}] * 20
