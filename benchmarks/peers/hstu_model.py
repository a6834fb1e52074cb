"""HSTU on padded batches, as the product's documentation of the model has it. B sequences of L places, width D."""

import math

import torch
import torch.nn.functional as F
from torch import nn

BUCKETS = 129


def buckets(queries, times):
    """Time buckets (B×L×L) of every query time against every token time, both B×L in seconds."""
    gap = (queries[:, :, None] - times[:, None, :]).abs().clamp(min=1)
    return (gap.to(torch.get_default_dtype()).log() / 0.301).long().clamp(0, BUCKETS - 1)


@torch.library.custom_op("peers::bucket_sums", mutates_args=())
def bucket_sums(gradient: torch.Tensor, bucket: torch.Tensor) -> torch.Tensor:
    """Sums of the B×L×L gradient by bucket: a scatter within each row, many times an embedding's speed here.

    An operator of its own, because the compiler would fuse what makes the gradient into the scatter, and scatters are not
    vectorised: every exponential would be computed one at a time.
    """
    length = gradient.shape[2]
    sums = gradient.new_zeros(gradient.shape[0] * length, BUCKETS)
    return sums.scatter_add_(1, bucket.view(-1, length), gradient.reshape(-1, length)).sum(0)


@bucket_sums.register_fake
def _(gradient, bucket):
    return gradient.new_empty(BUCKETS)


class TimeBias(torch.autograd.Function):
    """The 129 weights at every bucket, B×L×L."""

    @staticmethod
    def forward(ctx, weights, bucket):
        ctx.save_for_backward(bucket)
        batch, length, _ = bucket.shape
        return weights.expand(batch * length, BUCKETS).gather(1, bucket.view(-1, length)).view(bucket.shape)

    @staticmethod
    def backward(ctx, gradient):
        (bucket,) = ctx.saved_tensors
        return bucket_sums(gradient, bucket), None


class Layer(nn.Module):
    """One layer; `longest` is N, the divisor of the scores."""

    def __init__(self, width, heads, qk, value, longest, dropout):
        super().__init__()
        self.heads, self.qk, self.value, self.dropout = heads, qk, value, dropout
        self.uvqk = nn.Parameter(torch.randn(width, 2 * heads * (value + qk)) * 0.02)
        self.out = nn.Parameter(torch.empty(width, heads * value))
        nn.init.xavier_normal_(self.out)
        self.bias = nn.Parameter(torch.zeros(width))
        self.places = nn.Parameter(torch.randn(2 * longest - 1) * 0.02)
        self.times = nn.Parameter(torch.randn(BUCKETS) * 0.02)

    def forward(self, x, place, visible, bucket):
        """x: B×L×D; place: L×L, index into the place bias; visible: L×L, 1/N or 0; bucket: B×L×L."""
        batch, length, width = x.shape
        h, dv, dk = self.heads, self.value, self.qk
        wide = F.silu(F.layer_norm(x, (width,), eps=1e-6) @ self.uvqk)
        u, v, q, k = wide.split([h * dv, h * dv, h * dk, h * dk], dim=2)
        bias = TimeBias.apply(self.times, bucket) + self.places[place]
        if h == 1:
            weights = F.silu(torch.baddbmm(bias, q, k.transpose(1, 2))) * visible
            mixed = torch.bmm(weights, v)
        else:
            q, k, v = (t.view(batch, length, h, -1).transpose(1, 2) for t in (q, k, v))
            weights = F.silu(q @ k.transpose(2, 3) + bias[:, None]) * visible
            mixed = (weights @ v).transpose(1, 2).reshape(batch, length, h * dv)
        gated = u * F.layer_norm(mixed, (h * dv,), eps=1e-6)
        return F.linear(F.dropout(gated, self.dropout, self.training), self.out, self.bias) + x


class Encoder(nn.Module):
    """Item rows of the tokens to outputs."""

    def __init__(self, s):
        super().__init__()
        self.dropout, self.scale = s.dropout, math.sqrt(s.width)
        self.positions = nn.Parameter(torch.empty(s.longest, s.width))
        nn.init.xavier_normal_(self.positions)
        self.layers = nn.ModuleList(
            Layer(s.width, s.heads, s.qk, s.value, s.longest, s.dropout) for _ in range(s.layers)
        )
        steps = torch.arange(s.longest)
        self.register_buffer("place", s.longest - 1 + steps[None, :] - steps[:, None])
        self.register_buffer("visible", torch.ones(s.longest, s.longest).tril() / s.longest)

    def forward(self, rows, queries, times):
        """rows: B×L×D, the tokens' item rows; queries and times: B×L, in seconds. B×L×D."""
        length = rows.shape[1]
        x = F.dropout(rows * self.scale + self.positions[:length], self.dropout, self.training)
        place, visible = self.place[:length, :length], self.visible[:length, :length]
        bucket = buckets(queries, times)
        for layer in self.layers:
            x = layer(x, place, visible, bucket)
        return x
