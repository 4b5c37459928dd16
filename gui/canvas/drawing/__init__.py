"""What is painted: cards, wires, labels, frames and notes. It knows no hands."""
