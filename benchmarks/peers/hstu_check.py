"""The peer's own layer and losses against golden values, in double precision."""

import json
import math
import types

import torch

from hstu_loss import dense, gather, sampled
from hstu_model import Layer, buckets


def fill(index, *shape):
    steps = torch.arange(math.prod(shape), dtype=torch.float64)
    return (0.5 * torch.sin(1 + 0.37 * steps + 1.91 * index)).view(shape)


def compare(name, actual, expected, worst):
    expected = torch.tensor(expected, dtype=torch.float64).view(actual.shape)
    worst[name] = max(worst.get(name, 0.0), (actual - expected).abs().max().item())


def check_layer(case, worst):
    c = types.SimpleNamespace(**case)
    length = c.history + c.candidates
    layer = Layer(c.D, c.heads, c.dqk, c.dv, c.N, 0.0)
    x = fill(c.fillIndexOfX, 1, length, c.D).requires_grad_()
    tensors = {"W": layer.uvqk, "Wo": layer.out, "bo": layer.bias, "P": layer.places, "T": layer.times}
    with torch.no_grad():
        for i, tensor in enumerate(tensors.values(), start=1):
            tensor.copy_(fill(c.fillIndexOfX + i, *tensor.shape))
    times = torch.tensor([c.times + [c.requestTime] * c.candidates])
    queries = torch.tensor([c.times[1:] + [c.requestTime] * (c.candidates + 1)])
    at = torch.arange(length).clamp(max=c.history)
    own = torch.eye(length, dtype=torch.bool)
    seen = torch.ones(length, length, dtype=torch.bool).tril() & (torch.arange(length) < c.history) | own
    y = layer(x, c.N - 1 + at[None, :] - at[:, None], seen / c.N, buckets(queries, times))
    loss = (y * fill(c.cotangentFillIndex, *y.shape)).sum()
    loss.backward()
    compare("y", y.detach(), c.y, worst)
    compare("loss", loss.detach(), c.loss, worst)
    for name, tensor in (tensors | {"x": x}).items():
        compare("d" + name, tensor.grad, c.grad[name], worst)


def check_loss(form, golden, worst):
    # Rows that nothing picks fill the table up: a sparse pattern may not hold more places than the matrix has.
    rows = torch.stack([fill(k, golden["width"]) for k in (22, 23, 24, 25, 26)]).requires_grad_()
    query = fill(21, 1, golden["width"]).requires_grad_()
    table = torch.nn.functional.normalize(rows, dim=1, eps=1e-6)
    picks = torch.tensor([[0, 1, 0, 2]])
    loss = form(torch.nn.functional.normalize(query, dim=1, eps=1e-6), table, picks, golden["temperature"])
    loss.backward()
    name = form.__name__
    compare(f"{name} loss", loss.detach(), golden["loss"], worst)
    compare(f"{name} dq", query.grad, golden["grad"]["q"], worst)
    for row, key in enumerate(("pos", "n0", "n2")):
        compare(f"{name} d{key}", rows.grad[row], golden["grad"][key], worst)


def check(path):
    """The largest absolute difference by name, and whether all are below 1e-9."""
    torch.set_default_dtype(torch.float64)
    with open(path) as file:
        golden = json.load(file)
    worst = {}
    for case in golden["layer"]:
        check_layer(case, worst)
    for form in (gather, dense, sampled):
        check_loss(form, golden["sampledSoftmax"], worst)
    return {"check": path, "worst": worst, "passed": max(worst.values()) < 1e-9}
