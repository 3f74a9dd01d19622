"""One module for each goal of PERFORMANCE.md; each has `run(scale)` and is found by `make bench`."""
