"""How a drawing is laid out: small pure steps; `graph.arrange` is the door to them."""
