# RcppML's alternating least squares behind the benchmark's line protocol (see sklearn_peer.py).
# It chooses its own start (double precision, seed 1) and reports no loss of ours: "NaN".
suppressPackageStartupMessages({ library(Matrix); library(RcppML) })
arguments <- commandArgs(trailingOnly = TRUE)
k <- as.integer(arguments[6])
setRcppMLthreads(as.integer(arguments[5]))
A <- readMM(file.path(arguments[1], "V.mtx"))
A <- as(as(A, "CsparseMatrix"), "dgCMatrix")
run <- function(iterations) {
  suppressWarnings(system.time(nmf(A, k, tol = 1e-300, maxit = iterations, verbose = FALSE, seed = 1))[["elapsed"]])
}
cat("ready\n")
input <- file("stdin", "r")
while (length(line <- readLines(input, n = 1)) > 0) {
  iterations <- as.integer(strsplit(line, " ")[[1]][2])
  cat(run(iterations), "NaN\n")
}
