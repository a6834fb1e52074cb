"""Embedding rows under row-wise AdaGrad: s += mean(g²), row −= lr·g/(√s + ε), g summed over a batch's repeats."""

import torch


class Rows:
    """V rows of width d, initial deviation 0.05, and their sums of squares."""

    def __init__(self, count, width, rate=0.05, epsilon=1e-8):
        self.values = torch.randn(count, width) * 0.05
        self.sums = torch.zeros(count)
        self.rate, self.epsilon = rate, epsilon

    def look_up(self, ids):
        """ids of any shape S to S×d, a leaf that gathers its gradient."""
        return torch.embedding(self.values, ids).requires_grad_()

    def learn(self, ids, gradient):
        found, inverse = torch.unique(ids, return_inverse=True)
        width = self.values.shape[1]
        total = torch.zeros(len(found), width).index_add_(0, inverse.view(-1), gradient.reshape(-1, width))
        self.apply(found, total)

    def apply(self, found, total):
        sums = self.sums[found] + total.square().mean(dim=1)
        self.sums[found] = sums
        self.values.index_add_(0, found, total * (-self.rate / (sums.sqrt() + self.epsilon))[:, None])
