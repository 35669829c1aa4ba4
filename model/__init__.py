"""The estimate of prognosis: published effects as a cited prior, with what is missing averaged over and bounded."""
