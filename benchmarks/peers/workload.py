"""The HSTU workload file that the Java side and the peer both read.

First line: `key=value` pairs separated by spaces. Then one line a user: `item:seconds item:seconds ...`, oldest first.
"""

import dataclasses
import sys

import numpy

SHAPES = {
    "hstu-base": dict(width=50, layers=2, heads=1, qk=50, value=50),
    "hstu-large": dict(width=50, layers=8, heads=2, qk=25, value=25),
}


@dataclasses.dataclass(frozen=True)
class Settings:
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


def parse_settings(line):
    pairs = dict(pair.split("=", 1) for pair in line.split())
    fields = {field.name: field.type for field in dataclasses.fields(Settings)}
    if pairs.keys() != fields.keys():
        raise ValueError(f"the first line must give {sorted(fields)}, it gives {sorted(pairs)}")
    return Settings(**{name: fields[name](text) for name, text in pairs.items()})


def read(path):
    """Settings, and each user's (items, seconds), refusing a sequence that does not fit the settings."""
    with open(path) as lines:
        settings = parse_settings(next(lines))
        users = []
        for number, line in enumerate(lines, start=2):
            pairs = [pair.split(":") for pair in line.split()]
            items, seconds = (numpy.array(column, dtype=numpy.int64) for column in zip(*pairs, strict=True))
            if len(items) > settings.longest or items.min() < 0 or items.max() >= settings.items:
                raise ValueError(f"line {number}: longer than {settings.longest}, or an item outside 0..{settings.items}")
            users.append((items, seconds))
    return settings, users


def batches(settings, users):
    """Whole batches of B users, in the file's order; a file of fewer than B users is one batch."""
    size = min(settings.batch, len(users))
    return [users[i : i + size] for i in range(0, len(users) - size + 1, size)]


def generate(shape, path, users=512, seed=1):
    """Writes users with lengths like MovieLens-1M's: exp(4.6 + 0.9·N(0, 1)), clamped to 20..200."""
    random = numpy.random.default_rng(seed)
    settings = Settings(items=3706, longest=200, negatives=128, temperature=0.05, dropout=0.2, batch=128, **SHAPES[shape])
    with open(path, "w") as out:
        out.write(" ".join(f"{k}={v}" for k, v in dataclasses.asdict(settings).items()) + "\n")
        for _ in range(users):
            length = int(numpy.clip(numpy.exp(4.6 + 0.9 * random.standard_normal()), 20, 200))
            items = numpy.minimum((settings.items * random.random(length) ** 2).astype(int), settings.items - 1)
            gaps = numpy.exp(random.normal(4, 2.5, length)).astype(int)
            seconds = 956_703_932 + numpy.cumsum(gaps)
            out.write(" ".join(f"{i}:{s}" for i, s in zip(items, seconds)) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] != "generate" or sys.argv[2] not in SHAPES:
        sys.exit(f"usage: workload.py generate {'|'.join(SHAPES)} FILE")
    generate(sys.argv[2], sys.argv[3])
