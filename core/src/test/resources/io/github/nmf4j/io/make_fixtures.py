"""Writes the fixtures of the file format tests with NumPy and SciPy.

Every file holds the same matrix: V[i, j] as below, 3 rows and 4 columns. Run it in this folder.
"""

import gzip
import io

import numpy as np
import scipy.io
import scipy.sparse as sp

V = np.array([[1.0, 0.0, 2.0, 0.0], [0.0, 3.0, 0.0, 4.0], [5.0, 0.0, 0.0, 6.0]])

for name in ["f4", "f8", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"]:
    for order in "<>":
        if name[1] == "1" and order == ">":
            continue
        label = name + ("be" if order == ">" else "")
        np.save(f"{label}.npy", V.astype(np.dtype(order + name)))
np.save("fortran.npy", np.asfortranarray(V))
np.save("fortran-f4be.npy", np.asfortranarray(V.astype(">f4")))
np.save("bool.npy", V > 0)
for version in [(2, 0), (3, 0)]:
    with open(f"version{version[0]}.npy", "wb") as f:
        np.lib.format.write_array(f, V, version=version)
np.save("u8-large.npy", np.array([[2**64 - 1, 2**63]], dtype="<u8"))

np.save("bad-1d.npy", V[0])
np.save("bad-3d.npy", V[None])
np.save("bad-empty.npy", V[:0])
np.save("bad-object.npy", V.astype(object), allow_pickle=True)
np.save("bad-complex.npy", V.astype(complex))
np.save("bad-half.npy", V.astype("f2"))
np.save("bad-string.npy", V.astype("U4"))
np.save("bad-record.npy", np.zeros((3, 4), dtype=[("a", "f4"), ("b", "i4")]))
np.save("bad-date.npy", V.astype("M8[s]"))

np.savez("dense.npz", V)
np.savez_compressed("dense-deflated.npz", V.astype("f4"))
np.savez("named.npz", other=V[0], V=V, third=V.T)
np.savez("only-matrix.npz", labels=V[0], data=V)
np.savez("bad-two.npz", a=V, b=V)
for format in ["csr", "csc", "coo"]:
    sp.save_npz(f"{format}.npz", sp.coo_matrix(V).asformat(format))
    sp.save_npz(f"{format}-stored.npz", sp.coo_matrix(V.astype("f4")).asformat(format), compressed=False)
sp.save_npz("bad-bsr.npz", sp.bsr_matrix(V))
coo = sp.coo_matrix(V)
duplicates = sp.coo_matrix(
    (
        np.concatenate([coo.data - 0.5, np.full(coo.nnz, 0.5)]),
        (np.concatenate([coo.row, coo.row]), np.concatenate([coo.col, coo.col])),
    ),
    shape=V.shape,
)
sp.save_npz("coo-duplicates.npz", duplicates)
csr = sp.csr_matrix(V)
unsorted = sp.csr_matrix(
    (np.array([2.0, 1.0, 4.0, 3.0, 6.0, 2.0, 3.0]), np.array([2, 0, 3, 1, 3, 0, 0]), np.array([0, 2, 4, 7])),
    shape=V.shape,
)
sp.save_npz("csr-unsorted.npz", unsorted)
arrays = dict(format=np.array(b"csr"), shape=V.shape, data=csr.data, indices=csr.indices, indptr=csr.indptr)
np.savez("csr-long-indices.npz", **{**arrays, "indices": csr.indices.astype(">i8"), "format": np.array("csr")})
np.savez("bad-csr-index.npz", **{**arrays, "indices": np.array([0, 2, 1, 3, 0, 4])})
np.savez("bad-csr-indptr.npz", **{**arrays, "indptr": np.array([0, 4, 2, 6])})
np.savez("bad-csr-end.npz", **{**arrays, "indptr": np.array([0, 2, 4, -1])})
np.savez("bad-csr-members.npz", **{k: v for k, v in arrays.items() if k != "indices"})

scipy.io.mmwrite("coordinate.mtx", sp.coo_matrix(V), precision=3)
scipy.io.mmwrite("array.mtx", V, precision=3)
scipy.io.mmwrite("integer.mtx", sp.coo_matrix(V.astype(int)))
scipy.io.mmwrite("pattern.mtx", sp.coo_matrix(V), field="pattern")
S = V @ V.T
scipy.io.mmwrite("symmetric.mtx", sp.coo_matrix(S), symmetry="symmetric")
scipy.io.mmwrite("symmetric-array.mtx", S, symmetry="symmetric")
with open("coordinate.mtx", "rb") as f, open("coordinate.mtx.gz", "wb") as g:
    g.write(gzip.compress(f.read(), mtime=0))

np.savetxt("savetxt.txt", V)
np.savetxt("savetxt.csv", V, delimiter=",", header="a,b,c,d\nsecond comment")
np.savetxt("savetxt.tsv", V, delimiter="\t", fmt="%g")
text = io.BytesIO()
np.savetxt(text, V, delimiter=";", fmt="%.3f")
with open("semicolons.csv.gz", "wb") as g:
    g.write(gzip.compress(text.getvalue(), mtime=0))
