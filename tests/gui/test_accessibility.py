"""Every widget of the window that takes the keyboard has a name for screen readers."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from gui.language import Language


def focusable(window: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None  # the box around it has the name
        and widget.window() is window  # pyqtgraph has menus that are never shown
        and not isinstance(widget.parent(), QAbstractScrollArea)
    ]


def name(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip()


def nameless(window: QWidget) -> list[str]:
    return sorted(
        f"{type(widget).__name__} {widget.objectName()!r} in {type(widget.parent()).__name__} "
        f"{widget.parent().objectName()!r}"
        for widget in focusable(window)
        if not name(widget)
    )


@pytest.fixture(params=list(Language), ids=[language.value for language in Language])
def window(request, desk, qtbot) -> QWidget:
    if request.param is not Language.ENGLISH:
        desk.window.status.language_chosen.emit(request.param)
        desk.window.grab()
        qtbot.waitUntil(lambda: desk.window.findChild(QWidget, "problems") is not None)
        desk.window.files.may_leave = lambda: True
    return desk.window


def test_every_widget_that_takes_the_keyboard_has_a_name(window) -> None:
    assert len(focusable(window)) > 20
    assert nameless(window) == []


def test_so_it_is_with_each_block_selected(window) -> None:
    for each in window.session.network.nodes:
        window.session.select((each,))
        QApplication.processEvents()
        assert nameless(window) == []
