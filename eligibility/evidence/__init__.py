"""The published studies of CAR-T in lupus."""
