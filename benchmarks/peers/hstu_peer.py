"""HSTU trained in PyTorch, in several forms of the same work."""

import dataclasses

import measure

measure.keep_memory()

import numpy
import torch
import torch._inductor.config
import torch.nn.functional as F
from torch import nn

import hstu_check
import hstu_loss
import hstu_model
import workload


@dataclasses.dataclass(frozen=True)
class Form:
    """How the step is laid out.

    chunk: users padded to one length together, after sorting by length; 0 is the whole batch as it comes.
    round: lengths are padded to a multiple of it; 0 pads to the longest of the chunk.
    once: one loss and one backward pass for the whole batch, not one for each chunk.
    compile: None, or what torch.compile is given; `whole` compiles the loss along with the encoder.
    """

    name: str
    chunk: int
    round: int = 0
    loss: str = "sampled"
    once: bool = False
    compile: dict | None = None
    whole: bool = False

    def traits(self):
        return {"name": self.name, "compiled": self.compile is not None, "padded": self.chunk == 0}


STATIC, DYNAMIC = {"dynamic": False}, {"dynamic": True}
TUNED = {"dynamic": False, "mode": "max-autotune-no-cudagraphs"}
FORMS = [
    Form("eager padded, gathered loss", 0, round=200, loss="gather", once=True),
    Form("eager padded, dense loss", 0, round=200, loss="dense", once=True),
    Form("eager padded, sampled loss", 0, round=200, once=True),
    Form("eager chunks of 32", 32),
    Form("eager chunks of 16", 16),
    Form("eager chunks of 8", 8),
    Form("eager chunks of 4", 4),
    Form("eager chunks of 8, one loss", 8, once=True),
    Form("eager sequences", 1),
    Form("eager sequences, one loss", 1, once=True),
    Form("compiled padded", 0, round=200, once=True, compile=STATIC),
    Form("compiled padded, gathered loss inside", 0, round=200, loss="gather", once=True, compile=STATIC, whole=True),
    Form("compiled chunks of 16, lengths by 50", 16, round=50, compile=STATIC),
    Form("compiled chunks of 16, lengths by 50, tuned", 16, round=50, compile=TUNED),
    Form("compiled chunks of 32, dynamic", 32, compile=DYNAMIC),
    Form("compiled chunks of 16, dynamic", 16, compile=DYNAMIC),
    Form("compiled chunks of 8, dynamic", 8, compile=DYNAMIC),
    Form("compiled sequences, dynamic", 1, compile=DYNAMIC),
]


@dataclasses.dataclass(frozen=True)
class Chunk:
    """C users padded to L. `rows`: places of C·L whose next item is known; `positives`: that item."""

    shape: tuple
    queries: torch.Tensor
    times: torch.Tensor
    rows: torch.Tensor
    positives: torch.Tensor


@dataclasses.dataclass(frozen=True)
class Batch:
    """`items`: the item of every place of every chunk; padding repeats an item, and nothing reads its output."""

    items: torch.Tensor
    chunks: list
    positions: int


def lay_out(users, form, longest):
    """Tensors of a batch. Not timed: a data loader does this beside the training."""
    size = form.chunk or len(users)
    users = sorted(users, key=lambda user: len(user[0])) if form.chunk else users
    items, chunks = [], []
    for start in range(0, len(users), size):
        part = users[start : start + size]
        length = max(len(user[0]) for user in part)
        if form.round:
            length = min(-(-length // form.round) * form.round, longest)
        ids = torch.stack([padded(user[0], length) for user in part])
        times = torch.stack([padded(user[1], length) for user in part])
        queries = torch.cat([times[:, 1:], times[:, -1:]], dim=1)
        rows = numpy.concatenate([i * length + numpy.arange(len(u[0]) - 1) for i, u in enumerate(part)])
        positives = torch.from_numpy(numpy.concatenate([user[0][1:] for user in part]))
        items.append(ids.view(-1))
        chunks.append(Chunk(tuple(ids.shape), queries, times, torch.from_numpy(rows), positives))
    return Batch(torch.cat(items), chunks, sum(len(chunk.rows) for chunk in chunks))


def padded(values, length):
    return torch.from_numpy(numpy.pad(values, (0, length - len(values)), mode="edge"))


class Trainer:
    """The step of MATH: mean loss over the positions, dense AdamW on everything, the item table included."""

    def __init__(self, settings, form):
        torch.manual_seed(1)
        self.settings, self.form = settings, form
        self.items = nn.Parameter(nn.init.trunc_normal_(torch.empty(settings.items, settings.width), std=0.02))
        self.encoder = hstu_model.Encoder(settings)
        self.loss = getattr(hstu_loss, form.loss)
        self.optimizer = torch.optim.AdamW(
            [self.items, *self.encoder.parameters()], lr=1e-3, betas=(0.9, 0.98), weight_decay=0, fused=True
        )
        self.queries, self.score = self.encode, self.loss
        if form.compile is not None:
            self.queries = torch.compile(self.encode, **form.compile)
            self.score = torch.compile(self.loss, **form.compile) if form.whole else self.loss

    def encode(self, rows, queries, times):
        """C·L unit outputs. Which of them have a loss is not asked here: every count would be a shape to compile."""
        return F.normalize(self.encoder(rows, queries, times).flatten(0, 1), dim=1, eps=1e-6)

    def step(self, batch):
        self.optimizer.zero_grad(set_to_none=True)
        # Once a step for all: the rows' lookup and their norms. What is below adds its gradients to the leaves.
        table = F.normalize(self.items, dim=1, eps=1e-6)
        rows = F.embedding(batch.items, self.items)
        table_leaf = table.detach().requires_grad_()
        sizes = [chunk.shape[0] * chunk.shape[1] for chunk in batch.chunks]
        leaves = [leaf.requires_grad_() for leaf in rows.detach().split(sizes)]
        total, outputs = 0.0, []
        for chunk, leaf in zip(batch.chunks, leaves):
            every = self.queries(leaf.view(*chunk.shape, -1), chunk.queries, chunk.times)
            outputs.append(every.index_select(0, chunk.rows))
            if not self.form.once:
                total += self.learn(outputs.pop(), chunk.positives, table_leaf, batch.positions)
        if self.form.once:
            positives = torch.cat([chunk.positives for chunk in batch.chunks])
            total = self.learn(torch.cat(outputs), positives, table_leaf, batch.positions)
        torch.autograd.backward([table, rows], [table_leaf.grad, torch.cat([leaf.grad for leaf in leaves])])
        self.optimizer.step()
        return total

    def learn(self, outputs, positives, table, positions):
        drawn = torch.randint(self.settings.items, (len(positives), self.settings.negatives))
        picks = torch.cat([positives[:, None], drawn], dim=1)
        loss = self.score(outputs, table, picks, self.settings.temperature) / positions
        loss.backward()
        return loss.item()


def trainer(options, form):
    """What `measure.serve` takes."""
    # Beyond its limit the compiler falls back to eager, silently: a figure would bear the wrong name.
    torch._dynamo.config.recompile_limit = 32
    torch._dynamo.config.fail_on_recompile_limit_hit = True
    # The compiler's own random numbers for dropout are drawn one at a time; ATen's take a tenth of the step less.
    torch._inductor.config.fallback_random = True
    settings, users = workload.sequences(options.file)
    parts = workload.batches(settings, users, options.batches)
    batches = [lay_out(part, form, settings.longest) for part in parts]
    return Trainer(settings, form).step, batches, sum(len(items) for part in parts for items, _ in part)


if __name__ == "__main__":
    measure.run(measure.options(__doc__, FORMS), FORMS, hstu_check.check, trainer)
