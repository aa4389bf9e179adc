"""Multiplicative updates in PyTorch on the CPU behind the benchmark's line protocol.

Written as one would by hand at its best: in-place products into buffers that are made once. W is
updated before H, as scikit-learn does it.
See sklearn_peer.py for the protocol.
"""

import sys
import time

import numpy as np
import torch

folder, method, beta = sys.argv[1], sys.argv[2], float(sys.argv[3])
torch.set_num_threads(int(sys.argv[5]))
V = torch.from_numpy(np.load(folder + "/V.npy"))
W0 = torch.from_numpy(np.load(folder + "/W0.npy"))
H0 = torch.from_numpy(np.load(folder + "/H0.npy"))
EPS = torch.finfo(V.dtype).eps


def divergence(W, H):
    v, y = V.double(), (W.double() @ H.double())
    if beta == 2:
        return 0.5 * float(((v - y) ** 2).sum())
    if beta == 1:
        return float((torch.xlogy(v, v / y) - v + y).sum())
    r = v / y
    return float((r - torch.log(r) - 1).sum())


def step(W, H, Y, Q):
    if beta == 2:
        W.mul_((V @ H.t()).div_(W @ (H @ H.t()) + EPS))
        H.mul_((W.t() @ V).div_((W.t() @ W) @ H + EPS))
        return
    for factor in ("w", "h"):
        torch.mm(W, H, out=Y)
        if beta == 1:
            torch.div(V, Y, out=Q)
        else:
            Y.reciprocal_()
            torch.mul(Y, Y, out=Q)
            Q.mul_(V)
        if factor == "h":
            down = W.sum(0)[:, None] if beta == 1 else W.t() @ Y
            ratio = (W.t() @ Q) / (down + EPS)
            H.mul_(ratio if beta == 1 else ratio.sqrt_())
        else:
            down = H.sum(1)[None, :] if beta == 1 else Y @ H.t()
            ratio = (Q @ H.t()) / (down + EPS)
            W.mul_(ratio if beta == 1 else ratio.sqrt_())


def run(iterations):
    W, H = W0.clone(), H0.clone()
    Y, Q = torch.empty_like(V), torch.empty_like(V)
    start = time.perf_counter()
    for _ in range(iterations):
        step(W, H, Y, Q)
    return time.perf_counter() - start, W, H


print("ready", flush=True)
for line in sys.stdin:
    seconds, W, H = run(int(line.split()[1]))
    print(seconds, divergence(W, H), flush=True)
