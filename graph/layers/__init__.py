"""Plain layers: one module a family, one frozen class a layer. The list is graph.catalogue."""
