"""The nouns of the product: truth, interval, fact, record, finding, assessment. They import nothing of ours."""
