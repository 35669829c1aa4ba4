"""What the installation remembers: patients, their drafts and their assessments. It never reasons."""
