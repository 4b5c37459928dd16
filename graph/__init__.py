"""What a network is: frozen values and pure functions, without Qt and without torch."""
