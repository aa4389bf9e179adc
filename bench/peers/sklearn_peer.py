"""scikit-learn's solvers behind the benchmark's line protocol.

Reads a case folder (V.npy or V.mtx, W0.npy, H0.npy), then answers each line "run N" with
"seconds divergence" of N iterations from W0, H0; the loss is evaluated outside the clock.
"""

import sys
import time

import numpy as np
import scipy.sparse as sp
from scipy.io import mmread
from sklearn.decomposition import _nmf

folder, method, beta = sys.argv[1], sys.argv[2], float(sys.argv[3])
sparse = sys.argv[4] == "sparse"
W0, H0 = np.load(folder + "/W0.npy"), np.load(folder + "/H0.npy")
if sparse:
    V = sp.csr_matrix(mmread(folder + "/V.mtx"), dtype=W0.dtype)
else:
    V = np.load(folder + "/V.npy")


def run(iterations):
    W, H = W0.copy(), H0.copy()
    start = time.perf_counter()
    if method == "cd":
        W, H, _ = _nmf._fit_coordinate_descent(V, W, H, tol=0, max_iter=iterations)
    else:
        W, H, *_ = _nmf._fit_multiplicative_update(
            V, W, H, beta_loss=beta, max_iter=iterations, tol=0
        )
    return time.perf_counter() - start, W, H


print("ready", flush=True)
for line in sys.stdin:
    seconds, W, H = run(int(line.split()[1]))
    print(seconds, _nmf._beta_divergence(V, W, H, beta), flush=True)
