"""A finished assessment laid out as a PDF. It never computes and never decides."""
