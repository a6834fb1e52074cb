"""The workload files that the Java side writes and both sides read.

First line: `key=value` pairs separated by spaces. Then, for HSTU, one line a user: `item:seconds item:seconds ...`, oldest
first; for Wukong, one line an example: the label, then the row of every unit.
"""

import dataclasses

import numpy


@dataclasses.dataclass(frozen=True)
class Hstu:
    """The first line: V, D, layers, h, dqk, dv, N, R, τ, dropout, and B users a batch."""

    items: int
    width: int
    layers: int
    heads: int
    qk: int
    value: int
    longest: int
    negatives: int
    temperature: float
    dropout: float
    batch: int


@dataclasses.dataclass(frozen=True)
class Wukong:
    """The first line: u, d, layers, nF, nL, k, hidden widths of the blocks and of the head, rows, and B examples a batch."""

    units: int
    width: int
    layers: int
    fm_units: int
    linear_units: int
    rank: int
    hidden: int
    head: int
    rows: int
    batch: int


def parse(kind, line):
    pairs = dict(pair.split("=", 1) for pair in line.split())
    fields = {field.name: field.type for field in dataclasses.fields(kind)}
    if pairs.keys() != fields.keys():
        raise ValueError(f"the first line must give {sorted(fields)}, it gives {sorted(pairs)}")
    return kind(**{name: fields[name](text) for name, text in pairs.items()})


def sequences(path):
    """Settings, and each user's (items, seconds), refusing a sequence that does not fit the settings."""
    with open(path) as lines:
        settings = parse(Hstu, next(lines))
        users = []
        for number, line in enumerate(lines, start=2):
            pairs = [pair.split(":") for pair in line.split()]
            items, seconds = (numpy.array(column, dtype=numpy.int64) for column in zip(*pairs, strict=True))
            if len(items) > settings.longest or items.min() < 0 or items.max() >= settings.items:
                raise ValueError(f"line {number}: longer than {settings.longest}, or an item outside 0..{settings.items}")
            users.append((items, seconds))
    return settings, users


def interactions(path):
    """Settings, and the examples, refusing rows that do not fit the settings: an array of label and rows for each."""
    with open(path) as lines:
        settings = parse(Wukong, next(lines))
        examples = numpy.array([line.split() for line in lines], dtype=numpy.int64)
    rows = examples[:, 1:]
    if rows.shape[1] != settings.units or rows.min() < 0 or rows.max() >= settings.rows:
        raise ValueError(f"not {settings.units} rows an example, or one outside 0..{settings.rows}")
    return settings, examples


def batches(settings, lines, most):
    """Batches of B in the file's order, the last of which may be smaller; at most so many of them, or all for None."""
    return [lines[i : i + settings.batch] for i in range(0, len(lines), settings.batch)][:most]
