"""One training step of HSTU in PyTorch, in several forms of the same work; a JSON line for each."""

import argparse
import dataclasses
import sys
import time

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
QUICK = {"eager padded, sampled loss", "eager chunks of 16", "compiled chunks of 16, dynamic"}


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


def run(settings, users, form, options, environment):
    torch._dynamo.reset()
    # Beyond its limit the compiler falls back to eager, silently: a figure would bear the wrong name.
    torch._dynamo.config.recompile_limit = 32
    torch._dynamo.config.fail_on_recompile_limit_hit = True
    # The compiler's own random numbers for dropout are drawn one at a time; ATen's take a tenth of the step less.
    torch._inductor.config.fallback_random = True
    trainer = Trainer(settings, form)
    batches = [lay_out(part, form, settings.longest) for part in workload.batches(settings, users)[: options.batches]]
    start = time.perf_counter()
    first = trainer.step(batches[0])
    warm = time.perf_counter() - start
    measured = measure.rounds(trainer.step, batches, options.warm_up, options.rounds)
    last = trainer.step(batches[0])
    tokens = sum(len(u[0]) for part in workload.batches(settings, users)[: options.batches] for u in part) / len(batches)
    measure.report(
        {
            "model": "hstu", "file": options.file, "variant": form.name, "compiled": form.compile is not None,
            "tokens_per_second": tokens / measured["seconds_per_step"],
            "tokens_per_step": tokens, "padded_tokens_per_step": sum(len(b.items) for b in batches) / len(batches),
            "first_step_seconds": warm, "first_loss": first, "last_loss": last,
        }
        | measured
        | environment
    )  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", help="a workload file, or with --check the golden values")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--warm-up", type=int, default=1, help="passes over the batches before the first round")
    parser.add_argument("--batches", type=int, default=3)
    parser.add_argument("--only", action="append", help="a variant's name; again for more")
    parser.add_argument("--quick", action="store_true", help="few variants")
    options = parser.parse_args()
    environment = measure.settings(options.threads)
    if options.check:
        result = hstu_check.check(options.file)
        measure.report(result)
        sys.exit(0 if result["passed"] else 1)
    settings, users = workload.read(options.file)
    names = set(options.only or (QUICK if options.quick else [form.name for form in FORMS]))
    if unknown := names - {form.name for form in FORMS}:
        parser.error(f"no such variant: {sorted(unknown)}")
    for form in FORMS:
        if form.name in names:
            try:
                run(settings, users, form, options, environment)
            except Exception as failure:
                # A form that this version cannot compile must not hide the others' figures.
                measure.report({"model": "hstu", "file": options.file, "variant": form.name, "failed": str(failure)[:500]})


if __name__ == "__main__":
    main()
