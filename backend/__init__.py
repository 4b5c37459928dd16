"""What a network does: code, training, runs. No Qt; torch only in `backend.engine`."""
