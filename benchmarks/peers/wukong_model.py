"""Wukong on B examples of u units of width d, as the product's documentation of the model has it."""

import torch
import torch.nn.functional as F
from torch import nn

EPSILON = 1e-5


class Layer(nn.Module):
    """Factorization-machine block and linear compression; u units in, nF + nL units out."""

    def __init__(self, units, width, fm_units, linear_units, rank, hidden):
        super().__init__()
        self.units, self.width, self.fm_units, self.linear_units, self.rank = units, width, fm_units, linear_units, rank
        self.interact = nn.Parameter(torch.randn(units, rank) / units**0.5)
        self.fm_norm = nn.LayerNorm(units * rank, eps=EPSILON)
        self.first = nn.Linear(units * rank, hidden)
        self.second = nn.Linear(hidden, fm_units * width)
        self.compress = nn.Parameter(torch.randn(linear_units, units) / units**0.5)
        self.norm = nn.LayerNorm(width, eps=EPSILON)
        out = fm_units + linear_units
        self.project = nn.Parameter(torch.randn(out, units) / units**0.5) if units != out else None

    def forward(self, x):
        """x: B×u×d to B×(nF+nL)×d."""
        batch = len(x)
        fm, compressed, residual = self.over_units(x)
        block = self.second(F.relu(self.first(self.fm_norm((x @ fm).flatten(1)))))
        block = block.view(batch, self.fm_units, self.width)
        return self.norm(torch.cat([block, compressed], dim=1) + residual)

    def over_units(self, x):
        """XᵀY (B×d×k), W_L X and the residual: their matrices side by side, so that one product reads X once."""
        parts = [self.interact.T, self.compress] + ([self.project] if self.project is not None else [])
        mixed = torch.matmul(torch.cat(parts), x)
        fm, compressed, *projected = mixed.split([len(part) for part in parts], dim=1)
        return fm.transpose(1, 2), compressed, projected[0] if projected else x


class SeparateLayer(Layer):
    """The same, with a product for each of the three."""

    def over_units(self, x):
        residual = x if self.project is None else torch.matmul(self.project, x)
        return torch.matmul(x.transpose(1, 2), self.interact), torch.matmul(self.compress, x), residual


class FoldedLayer(Layer):
    """The same, with X turned so that the batch folds into the rows of one large product."""

    def over_units(self, x):
        parts = [self.interact, self.compress.T] + ([self.project.T] if self.project is not None else [])
        turned = x.transpose(1, 2).reshape(-1, self.units)
        mixed = (turned @ torch.cat(parts, dim=1)).view(len(x), self.width, -1)
        fm, compressed, *projected = mixed.split([part.shape[1] for part in parts], dim=2)
        return fm, compressed.transpose(1, 2), projected[0].transpose(1, 2) if projected else x


LAYERS = {"joined": Layer, "separate": SeparateLayer, "folded": FoldedLayer}


class Wukong(nn.Module):
    """Layers, then flatten and an MLP to one logit."""

    def __init__(self, units, width, layers, fm_units, linear_units, rank, hidden, head, kind="joined"):
        super().__init__()
        out = fm_units + linear_units
        sizes = [units] + [out] * (layers - 1)
        self.layers = nn.ModuleList(LAYERS[kind](u, width, fm_units, linear_units, rank, hidden) for u in sizes)
        self.head = nn.Linear(out * width, head)
        self.logit = nn.Linear(head, 1)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.logit(F.relu(self.head(x.flatten(1))))[:, 0]
