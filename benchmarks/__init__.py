"""Runnable measurements: `python -m benchmarks NAME`. Ratios in one run where there is a peer; never timed tests."""
