"""Small windows: a question, the keys, and what this program is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from gui.labels import leading
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


def show_shortcuts(parent: QWidget, known: tuple[tuple[str, str], ...]) -> None:
    """All keys in two columns."""
    dialog = QDialog(parent)
    dialog.setObjectName("shortcuts")
    dialog.setWindowTitle(tr("Keyboard and mouse"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    grid = QGridLayout()
    grid.setHorizontalSpacing(28)
    grid.setVerticalSpacing(6)
    half = (len(known) + 1) // 2
    for number, (what, keys) in enumerate(known):
        column = 0 if number < half else 2
        name, shown = QLabel(what), QLabel(keys)
        name.setAlignment(leading())
        shown.setProperty("role", "muted")
        grid.addWidget(name, number % half, column)
        grid.addWidget(shown, number % half, column + 1)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    column_layout = QVBoxLayout(dialog)
    column_layout.setContentsMargins(24, 22, 24, 18)
    column_layout.setSpacing(18)
    column_layout.addLayout(grid)
    column_layout.addWidget(buttons)
    dialog.open()


def show_about(parent: QWidget, torch: str) -> None:
    """What this program is, and the versions that matter in a bug report."""
    text = tr(
        "Draw a convolutional network, and watch it learn. Everything stays on this computer."
    )
    engine = tr("PyTorch {version}", version=torch) if torch else tr("PyTorch is not loaded yet")
    QMessageBox.about(
        parent, tr("About Convas"), f"<b>Convas 0.1.0</b><p>{text}</p><p>{engine}</p>"
    )
