"""Time the contestants in turn, so that a noisy minute falls on all of them."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING

from tests.bench.row import Results, Row, Times

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

WARM_UP = 5
CONTESTANTS = ("ours", "stubber", "moto", "ministack")


def seconds_per_call(
    call: Callable[..., object], each_params: Sequence[Mapping[str, object]]
) -> float:
    """Return the median time of *call*, made once with each of *each_params*.

    The first few calls only warm up and are not counted.
    """
    for params in each_params[:WARM_UP]:
        call(**params)

    laps = []
    with no_collecting():
        for params in each_params[WARM_UP:]:
            start = perf_counter()
            call(**params)
            laps.append(perf_counter() - start)
    return median(laps)


def measure(rows: Sequence[Row]) -> Results:
    """Return the best round of each contestant in each row.

    A round is all rows, and each row is the contestants one after the other: what
    is compared was measured close together, many times over. Noise only ever adds,
    so the best round is the one that says most about the code.
    """
    for row in rows:
        take_samples(row)

    gc.freeze()
    rounds = max(row.rounds for row in rows)
    seconds: dict[str, list[dict[str, float]]] = {row.name: [] for row in rows}
    for number in range(rounds):
        for row in rows:
            if number < row.rounds:
                seconds[row.name].append(take_samples(row))
    gc.unfreeze()
    return {name: best(samples) for name, samples in seconds.items()}


def take_samples(row: Row) -> dict[str, float]:
    """Return one round of *row*: the seconds by contestant."""
    samples = {name: getattr(row, name) for name in CONTESTANTS}
    return {name: sample() for name, sample in samples.items() if sample is not None}


def best(samples: Sequence[Mapping[str, float]]) -> Times:
    """Return the smallest time of each contestant, and all of them."""
    rounds = {name: [each[name] for each in samples] for name in samples[0]}
    fastest = {name: min(seconds) for name, seconds in rounds.items()}
    return Times(
        ours=fastest.get("ours"),
        stubber=fastest.get("stubber"),
        moto=fastest.get("moto"),
        ministack=fastest.get("ministack"),
        rounds=rounds,
    )


def median_and_spread(seconds: Sequence[float]) -> tuple[float, float]:
    """Return the median, and half of what lies between the quartiles beside it.

    The spread is a share of the median; one round alone has none.
    """
    middle = median(seconds)
    if len(seconds) == 1:
        return middle, 0.0
    lower, _, upper = quantiles(seconds, n=4, method="inclusive")
    return middle, (upper - lower) / 2 / middle


@contextmanager
def no_collecting() -> Iterator[None]:
    """Collect garbage now, and then not until the block has ended."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
