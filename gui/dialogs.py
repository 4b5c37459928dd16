"""Small windows: a question, and what this program is."""

from PySide6.QtWidgets import (
    QMessageBox,
    QWidget,
)

from gui.language import tr


def ask(parent: QWidget, sentence: str, *choices: str) -> str:
    """Which of the choices the user takes, in English; Enter takes the first, Escape the last."""
    box = QMessageBox(parent)
    box.setObjectName("question")
    box.setWindowTitle("Convas")
    box.setText(sentence)
    role = QMessageBox.ButtonRole.ActionRole  # the only one that leaves them in their order
    buttons = {choice: box.addButton(tr(choice), role) for choice in choices}
    box.setDefaultButton(buttons[choices[0]])
    box.setEscapeButton(buttons[choices[-1]])
    box.exec()
    chosen = box.clickedButton()
    box.deleteLater()
    return next(choice for choice, button in buttons.items() if button is chosen)


def show_about(parent: QWidget, torch: str) -> None:
    """What this program is, and the versions that matter in a bug report."""
    text = tr(
        "Draw a convolutional network, and watch it learn. Everything stays on this computer."
    )
    engine = tr("PyTorch {version}", version=torch) if torch else tr("PyTorch is not loaded yet")
    QMessageBox.about(
        parent, tr("About Convas"), f"<b>Convas 0.1.0</b><p>{text}</p><p>{engine}</p>"
    )
