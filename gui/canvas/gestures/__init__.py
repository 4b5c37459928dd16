"""One object a drag: it begins with a press, moves, and finishes in exactly one edit or in none.

A new gesture is a new class in a module here and one line in `gui/canvas/hands.py`.
"""
