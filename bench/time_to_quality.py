#!/usr/bin/env python3
"""Loss over time of scikit-learn's solvers: case,solver,seed,iteration,seconds,loss.

The same starts as TimeToQuality (NumPy's), single precision, the loss evaluated outside the clock.
usage: time_to_quality.py V-FILE frobenius|kl K SECONDS SEEDS cd,mu CSV-FILE
SEEDS: how many, or the first and the last, as 2-4
"""
import gzip
import os
import sys
import time

import numpy as np
import scipy.io
import scipy.sparse as sp
from sklearn.decomposition import _nmf


def load(path):
    if path.endswith(".npy"):
        return np.load(path).astype(np.float32)
    with gzip.open(path) as file:
        return sp.csr_matrix(scipy.io.mmread(file), dtype=np.float32)


def loss_of(x, w, h, loss):
    """In double, over the stored entries of a sparse V."""
    w, h = w.astype(np.float64), h.astype(np.float64)
    if not sp.issparse(x):
        y = w @ h
        if loss == "frobenius":
            return 0.5 * np.sum((x - y) ** 2)
        x = x.astype(np.float64)
        return np.sum(np.where(x > 0, x * np.log(np.maximum(x, 1e-300) / y), 0) - x + y)
    coo = x.tocoo()
    y = np.einsum("ij,ji->i", w[coo.row], h[:, coo.col])
    v = coo.data.astype(np.float64)
    if loss == "frobenius":
        return 0.5 * (np.sum(v * (v - 2 * y)) + np.sum((w.T @ w) * (h @ h.T)))
    return np.sum(v * np.log(v / y) - v) + w.sum(axis=0) @ h.sum(axis=1)


def step(solver, loss, x, w, h, iterations):
    if solver == "cd":
        w, h, _ = _nmf._fit_coordinate_descent(x, w, h, tol=0, max_iter=iterations)
    else:
        beta = 2 if loss == "frobenius" else 1
        w, h, *_ = _nmf._fit_multiplicative_update(
            x, w, h, beta_loss=beta, max_iter=iterations, tol=0)
    return w, h


def main():
    path, loss, k, seconds, seeds, solvers, csv = sys.argv[1:]
    x = load(path)
    ends = [int(s) for s in seeds.split("-")]
    seeds = range(ends[0]) if len(ends) == 1 else range(ends[0], ends[1] + 1)
    case = f"{os.path.basename(os.path.dirname(os.path.abspath(path)))} {loss} k={k}"
    with open(csv, "a") as out:
        for solver in solvers.split(","):
            for seed in seeds:
                w, h = _nmf._initialize_nmf(x, int(k), init="random", random_state=seed)
                w, h = w.astype(np.float32), h.astype(np.float32)
                clock, done = 0.0, 0
                print(case, "scikit-learn " + solver, seed, 0, 0, "%.9g" % loss_of(x, w, h, loss),
                      sep=",", file=out)
                while clock < float(seconds):
                    chunk = 1 if done < 5 else 5 if done < 50 else 10
                    begin = time.perf_counter()
                    w, h = step(solver, loss, x, w, h, chunk)
                    clock += time.perf_counter() - begin
                    done += chunk
                    print(case, "scikit-learn " + solver, seed, done, "%.6f" % clock,
                          "%.9g" % loss_of(x, w, h, loss), sep=",", file=out)


main()
