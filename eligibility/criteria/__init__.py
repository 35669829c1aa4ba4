"""The criterion words, what they mean over columns, the lanes, and their explanations. Never sees the model."""
