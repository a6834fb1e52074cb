"""Wukong trained in PyTorch, in several forms of the same work."""

import dataclasses

import measure

measure.keep_memory()

import torch
import torch.nn.functional as F

import workload
import wukong_check
from wukong_model import Wukong
from wukong_rows import Rows


@dataclasses.dataclass(frozen=True)
class Form:
    """kind: the layer's form; compile: None, or what torch.compile is given; bf16: products under autocast."""

    name: str
    kind: str
    compile: dict | None = None
    bf16: bool = False

    def traits(self):
        return {"name": self.name, "compiled": self.compile is not None, "padded": False}


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


class Trainer:
    """Forward, backward, AdamW on the dense parameters and row-wise AdaGrad on the rows."""

    def __init__(self, s, form):
        torch.manual_seed(1)
        self.form = form
        self.model = Wukong(
            s.units, s.width, s.layers, s.fm_units, s.linear_units, s.rank, s.hidden, s.head, kind=form.kind
        )
        self.rows = Rows(s.rows, s.width)
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


def lay_out(examples):
    """Rows and labels of a batch. Not timed: a data loader does this beside the training."""
    return torch.from_numpy(examples[:, 1:]), torch.from_numpy(examples[:, 0]).float()


def trainer(options, form):
    """What `measure.serve` takes."""
    settings, examples = workload.interactions(options.file)
    parts = workload.batches(settings, examples, options.batches)
    return Trainer(settings, form).step, [lay_out(part) for part in parts], sum(len(part) for part in parts)


if __name__ == "__main__":
    measure.run(measure.options(__doc__, FORMS), FORMS, wukong_check.check, trainer)
