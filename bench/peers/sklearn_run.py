"""A whole run with scikit-learn as a script would do it: read, factorise, write.

Arguments: CSV file, k, iterations, folder for W.npy and H.npy.
"""

import sys
import warnings

import numpy as np
from sklearn.decomposition import NMF

warnings.filterwarnings("ignore")  # it has not converged: it was told to stop
V = np.loadtxt(sys.argv[1], delimiter=",")
model = NMF(
    int(sys.argv[2]), init="random", solver="mu", beta_loss="kullback-leibler",
    max_iter=int(sys.argv[3]), tol=0, random_state=0,
)
W = model.fit_transform(V)
np.save(sys.argv[4] + "/W.npy", W)
np.save(sys.argv[4] + "/H.npy", model.components_)
