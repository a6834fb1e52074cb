"""One training step of Wukong in PyTorch, in several forms of the same work; a JSON line for each."""

import argparse
import dataclasses
import sys
import time

import measure

measure.keep_memory()

import torch
import torch.nn.functional as F

import wukong_check
from wukong_model import Wukong
from wukong_rows import Rows

SIZES = {
    "wukong-small": dict(units=32, width=32, layers=8, fm_units=16, linear_units=16, rank=8, hidden=256, head=256),
    "wukong-large": dict(units=64, width=64, layers=4, fm_units=32, linear_units=32, rank=24, hidden=1024, head=1024),
}
ROWS = 200_000
BATCHES = 2


@dataclasses.dataclass(frozen=True)
class Form:
    """kind: the layer's form; compile: None, or what torch.compile is given; bf16: products under autocast."""

    name: str
    kind: str
    compile: dict | None = None
    bf16: bool = False


STATIC = {"dynamic": False}
TUNED = {"dynamic": False, "mode": "max-autotune-no-cudagraphs"}
FORMS = [
    Form("eager, joined products", "joined"),
    Form("eager, separate products", "separate"),
    Form("eager, folded products", "folded"),
    Form("eager bf16, joined products", "joined", bf16=True),
    Form("compiled, joined products", "joined", STATIC),
    Form("compiled, folded products", "folded", STATIC),
    Form("compiled tuned, joined products", "joined", TUNED),
    Form("compiled bf16, joined products", "joined", STATIC, bf16=True),
]
QUICK = {"eager, joined products", "compiled, joined products"}


class Trainer:
    """Forward, backward, AdamW on the dense parameters and row-wise AdaGrad on the rows."""

    def __init__(self, size, form):
        torch.manual_seed(1)
        self.form = form
        self.model = Wukong(**size, kind=form.kind)
        self.rows = Rows(ROWS, size["width"])
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=1e-3, weight_decay=0, fused=True)
        self.loss = self.forward if form.compile is None else torch.compile(self.forward, **form.compile)

    def forward(self, x, labels):
        with torch.autocast("cpu", torch.bfloat16, enabled=self.form.bf16):
            logits = self.model(x)
        return F.binary_cross_entropy_with_logits(logits.float(), labels)

    def step(self, batch):
        ids, labels = batch
        self.optimizer.zero_grad(set_to_none=True)
        x = self.rows.look_up(ids)
        loss = self.loss(x, labels)
        loss.backward()
        self.optimizer.step()
        self.rows.learn(ids, x.grad)
        return loss.item()


def draw(examples, units, generator):
    """Ids that repeat as popular ones do (density falling with the square root), and labels one in ten."""
    ids = (ROWS * torch.rand(examples, units, generator=generator) ** 2).long().clamp(max=ROWS - 1)
    return ids, (torch.rand(examples, generator=generator) < 0.1).float()


def run(name, size, form, examples, options, environment):
    torch._dynamo.reset()
    trainer = Trainer(size, form)
    generator = torch.Generator().manual_seed(2)
    batches = [draw(examples, size["units"], generator) for _ in range(BATCHES)]
    start = time.perf_counter()
    first = trainer.step(batches[0])
    warm = time.perf_counter() - start
    measured = measure.rounds(trainer.step, batches, options.warm_up, options.rounds)
    macs, rate = trainer.model.macs(), examples / measured["seconds_per_step"]
    measure.report(
        {
            "model": name, "variant": form.name, "compiled": form.compile is not None, "bf16": form.bf16,
            "batch": examples, "examples_per_second": rate,
            "forward_mflop_per_example": 2 * macs / 1e6, "gflop_per_second": 6 * macs * rate / 1e9,
            "first_step_seconds": warm, "first_loss": first, "last_loss": trainer.step(batches[0]),
        }
        | measured
        | environment
    )  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", metavar="FILE", help="compare with golden values and leave")
    parser.add_argument("--size", choices=SIZES, action="append", help="again for more; all when absent")
    parser.add_argument("--batch", type=int, action="append", help="examples a step; again for more")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--warm-up", type=int, default=1, help="passes over the batches before the first round")
    parser.add_argument("--only", action="append", help="a variant's name; again for more")
    parser.add_argument("--quick", action="store_true", help="few variants, one batch size")
    options = parser.parse_args()
    environment = measure.settings(options.threads)
    if options.check:
        result = wukong_check.check(options.check)
        measure.report(result)
        sys.exit(0 if result["passed"] else 1)
    names = set(options.only or (QUICK if options.quick else [form.name for form in FORMS]))
    if unknown := names - {form.name for form in FORMS}:
        parser.error(f"no such variant: {sorted(unknown)}")
    for size in options.size or SIZES:
        for form in FORMS:
            for examples in options.batch or ([256] if options.quick else [64, 256, 1024]):
                if form.name in names:
                    try:
                        run(size, SIZES[size], form, examples, options, environment)
                    except Exception as failure:
                        # A form that this version cannot compile must not hide the others' figures.
                        measure.report({"model": size, "variant": form.name, "batch": examples, "failed": str(failure)[:500]})


if __name__ == "__main__":
    main()
