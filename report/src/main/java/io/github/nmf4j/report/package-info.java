/**
 * Plots of matrices, factors and runs ({@link io.github.nmf4j.report.Plot}) and reports made of
 * them ({@link io.github.nmf4j.report.Report}).
 */
@NullMarked
package io.github.nmf4j.report;

import org.jspecify.annotations.NullMarked;
