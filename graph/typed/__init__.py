"""What a user means who types `conv 64 3x3 s2`: layers with their hyperparameters, and where."""
