"""The one door: YAML, JSON, CSV, XLSX, Parquet and NDJSON become one table of raw values, and that table a cohort."""
