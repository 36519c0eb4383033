/** What the benchmarks share. Compiled with the tests; no part of the jar. */
package org.imagebeam.bench;
