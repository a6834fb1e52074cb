"""Sampled softmax over cosine similarities, in three forms of the same value.

n queries of width D (unit length), a table of V unit rows, and picks n×(1+R): the positive's row, then the negatives'.
A negative that equals the positive gets the logit −5e4. Each returns the sum over the queries.
"""

import warnings

import torch
import torch.nn.functional as F

# PyTorch says so of its sparse tensors on every run; the values are checked against golden ones.
warnings.filterwarnings("ignore", message="Sparse CSR tensor support is in beta")
COLLISION = -5e4


def _loss(logits, picks):
    hit = picks[:, 1:] == picks[:, :1]
    logits = torch.cat([logits[:, :1], logits[:, 1:].masked_fill(hit, COLLISION)], dim=1)
    return (logits.logsumexp(dim=1) - logits[:, 0]).sum()


def gather(queries, table, picks, temperature):
    """Copies the picked rows: what public implementations do."""
    rows = F.embedding(picks, table)
    return _loss(torch.bmm(rows, queries[:, :, None])[:, :, 0] / temperature, picks)


def dense(queries, table, picks, temperature):
    """Scores every row and keeps the picked: more arithmetic, all of it in one product."""
    return _loss((queries @ table.T).gather(1, picks) / temperature, picks)


class _Sampled(torch.autograd.Function):
    """Products at the picked places only, by the kernels for sparse matrices and embedding bags; no row is copied."""

    @staticmethod
    def forward(ctx, queries, table, picks, temperature):
        count, width = picks.shape
        flat = picks.reshape(-1)
        starts = torch.arange(0, count * width + 1, width)
        empty = torch.zeros(flat.shape, dtype=table.dtype)
        pattern = torch.sparse_csr_tensor(starts, flat, empty, (count, len(table)), check_invariants=False)
        logits = torch.sparse.sampled_addmm(pattern, queries, table.T, beta=0.0).values().view(count, width)
        logits.div_(temperature)
        hit = picks == picks[:, :1]
        hit[:, 0] = False
        logits.masked_fill_(hit, COLLISION)
        positive = logits[:, 0].sum()
        total = logits.logsumexp(dim=1, keepdim=True)
        slope = logits.sub_(total).exp_()
        slope[:, 0] -= 1
        ctx.save_for_backward(queries, table, flat, starts, slope.div_(temperature))
        return total.sum() - positive

    @staticmethod
    def backward(ctx, upstream):
        queries, table, flat, starts, slope = ctx.saved_tensors
        slope = slope.view(-1) * upstream
        d_queries = F.embedding_bag(flat, table, starts[:-1], mode="sum", per_sample_weights=slope)
        # The transposed product: picks sorted by row, in the narrowest type, which sorts several times faster.
        narrow = torch.int16 if len(table) < 2**15 else torch.int32
        order = torch.sort(flat.to(narrow))[1]
        ends = torch.bincount(flat, minlength=len(table)).cumsum(0)
        row_starts = F.pad(ends[:-1], (1, 0))
        d_table = F.embedding_bag(
            order // (starts[1] - starts[0]), queries, row_starts, mode="sum", per_sample_weights=slope[order]
        )
        return d_queries, d_table, None, None


def sampled(queries, table, picks, temperature):
    return _Sampled.apply(queries, table, picks, temperature)
