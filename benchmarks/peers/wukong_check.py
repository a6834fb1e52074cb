"""The peer's Wukong against golden values, in double precision."""

import json
import math
import types

import torch
import torch.nn.functional as F

from wukong_model import LAYERS, Wukong

NAMES = {
    "Y": "interact", "fmln.g": "fm_norm.weight", "fmln.b": "fm_norm.bias", "W1": "first.weight", "b1": "first.bias",
    "W2": "second.weight", "b2": "second.bias", "WL": "compress", "WR": "project", "ln.g": "norm.weight", "ln.b": "norm.bias",
}  # fmt: skip
HEAD = {"W1": "head.weight", "b1": "head.bias", "W2": "logit.weight", "b2": "logit.bias"}


def fill(index, shape):
    steps = torch.arange(math.prod(shape), dtype=torch.float64)
    return torch.sin(1 + 0.37 * steps + 1.3 * index).view(shape)


def parameter(model, name):
    owner, rest = name.split(".", 1)
    path = HEAD[rest] if owner == "H" else f"layers.{owner[1:]}.{NAMES[rest]}"
    return model.get_parameter(path)


def check_case(case, kind, worst):
    c = types.SimpleNamespace(**case)
    model = Wukong(c.n0, c.d, c.layers, c.nF, c.nL, c.k, c.fmbHidden[0], c.headHidden[0], kind)
    tensors = {name: parameter(model, name) for name in c.order}
    if len(tensors) != len(list(model.parameters())):
        raise ValueError("the golden order does not name every parameter")
    with torch.no_grad():
        for place, (name, tensor) in enumerate(tensors.items()):
            values = 0.4 * fill(place, tensor.shape)
            tensor.copy_(1 + 0.25 * values if name.endswith(".g") else values)
    x = (0.8 * fill(99, (1, c.n0, c.d))).requires_grad_()
    logit = model(x)
    loss = F.binary_cross_entropy_with_logits(logit, torch.tensor([c.label]))
    loss.backward()
    differences = [abs(logit.item() - c.logit), abs(loss.item() - c.loss)]
    differences.append((x.grad[0] - torch.tensor(c.gradX)).abs().max().item())
    for name, tensor in tensors.items():
        actual = torch.stack([tensor.grad.sum(), tensor.grad.square().sum(), tensor.grad.flatten()[0]])
        differences.append((actual - torch.tensor(c.gradSums[name])).abs().max().item())
    worst[kind] = max(worst.get(kind, 0.0), *differences)


def check(path):
    """The largest absolute difference by kind of layer, and whether all are below 1e-9."""
    torch.set_default_dtype(torch.float64)
    with open(path) as file:
        cases = json.load(file)["cases"]
    worst = {}
    for kind in LAYERS:
        for case in cases:
            check_case(case, kind, worst)
    return {"check": path, "worst": worst, "passed": max(worst.values()) < 1e-9}
