"""Multiplicative updates in PyTorch on a GPU, or on the CPU where there is none.

Written as one would by hand at its best: in-place products into buffers that are made once, float without
TF32, V and its transpose as CSR if sparse, stored entries of W H in chunks that fit, W before H. See sklearn_peer.py for
the protocol. Arguments: folder, beta, dense|sparse.
"""

import sys
import time

import numpy as np
import torch

folder, beta, sparse = sys.argv[1], float(sys.argv[2]), sys.argv[3] == "sparse"
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
W0 = torch.from_numpy(np.load(folder + "/W0.npy")).to(device)
H0 = torch.from_numpy(np.load(folder + "/H0.npy")).to(device)
EPS = torch.finfo(W0.dtype).eps
CHUNK = 1 << 22


def csr(starts, columns, values, shape):
    return torch.sparse_csr_tensor(starts, columns, values, size=shape, device=device)


if sparse:
    with np.load(folder + "/V.npz") as parts:
        m, n = (int(x) for x in parts["shape"])
        starts = torch.from_numpy(parts["indptr"].astype(np.int64)).to(device)
        columns = torch.from_numpy(parts["indices"].astype(np.int64)).to(device)
        values = torch.from_numpy(parts["data"]).to(device)
    rows = torch.repeat_interleave(torch.arange(m, device=device), starts.diff())
    order = torch.argsort(columns, stable=True)
    starts_t = torch.zeros(n + 1, dtype=torch.int64, device=device)
    starts_t[1:] = torch.cumsum(torch.bincount(columns, minlength=n), 0)
    rows_t = rows[order]
    V = csr(starts, columns, values, (m, n))
    Vt = csr(starts_t, rows_t, values[order], (n, m))
else:
    V = torch.from_numpy(np.load(folder + "/V.npy")).to(device)


def finish():
    if device.type == "cuda":
        torch.cuda.synchronize()


def stored(W, Ht):
    """The entries of W H where V stores one."""
    y = torch.empty_like(values)
    for a in range(0, len(values), CHUNK):
        b = a + CHUNK
        torch.sum(W[rows[a:b]] * Ht[columns[a:b]], 1, out=y[a:b])
    return y


def divergence(W, H):
    if sparse:
        y = stored(W, H.t().contiguous()).double()
        v = values.double()
        if beta == 2:
            gram = (W.t().double() @ W.double()) * (H.double() @ H.t().double())
            return 0.5 * float((v * v).sum() - 2 * (v * y).sum() + gram.sum())
        total = float(W.double().sum(0) @ H.double().sum(1))
        return float((torch.xlogy(v, v / y) - v).sum()) + total
    loss = 0.0
    for i in range(0, V.shape[0], 2048):
        v = V[i : i + 2048].double()
        y = W[i : i + 2048].double() @ H.double()
        if beta == 2:
            loss += 0.5 * float(((v - y) ** 2).sum())
        elif beta == 1:
            loss += float((torch.xlogy(v, v / y) - v + y).sum())
        else:
            r = v / y
            loss += float((r - torch.log(r) - 1).sum())
    return loss


def sparse_step(W, H):
    if beta == 2:
        W.mul_((V @ H.t().contiguous()).div_(W @ (H @ H.t()) + EPS))
        H.mul_((Vt @ W).t().div_((W.t() @ W) @ H + EPS))
        return
    q = values / stored(W, H.t().contiguous())
    Q = csr(starts, columns, q, V.shape)
    W.mul_((Q @ H.t().contiguous()) / (H.sum(1)[None, :] + EPS))
    q = values / stored(W, H.t().contiguous())
    Q = csr(starts_t, rows_t, q[order], Vt.shape)
    H.mul_((Q @ W).t() / (W.sum(0)[:, None] + EPS))


def step(W, H, Y, Q):
    if sparse:
        sparse_step(W, H)
        return
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
    buffers = (None, None)
    if not sparse and beta != 2:
        buffers = (torch.empty_like(V), torch.empty_like(V))
    finish()
    start = time.perf_counter()
    for _ in range(iterations):
        step(W, H, *buffers)
    finish()
    return time.perf_counter() - start, W, H


print("ready", flush=True)
for line in sys.stdin:
    seconds, W, H = run(int(line.split()[1]))
    print(seconds, divergence(W, H), flush=True)
