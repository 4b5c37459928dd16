"""The style sheet of all windows, in the colours of a theme."""

from msgspec import structs

from gui.theme import Theme


def style_sheet(theme: Theme) -> str:
    """The style sheet of the whole window. Widgets say what they are by their object name or a
    `role` property: heading, muted, card, primary, danger, chip, field, value.
    """
    return _SHEET.format_map(structs.asdict(theme))


_SHEET = """
* {{ font-size: 13px; }}
QWidget {{ background: {panel}; color: {text}; }}
QMainWindow::separator {{ background: {line}; width: 1px; height: 1px; }}
QLabel[role="words"] {{ background: {raised}; border: 1px solid {line}; border-radius: 6px;
  padding: 5px 8px; }}
QLabel[role="words"][tone="warning"] {{ border-color: {warning}; }}
QLabel[role="words"][tone="error"] {{ border-color: {error}; }}
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {line}; padding: 6px; }}
QLabel {{ background: transparent; }}
QLabel[role="title"] {{ font-size: 18px; font-weight: 600; }}
QLabel[role="heading"] {{ color: {muted}; font-size: 11px; font-weight: 600; }}
QLabel[role="muted"] {{ color: {muted}; }}
QLabel[role="error"] {{ color: {error}; }}
QLabel[role="warning"] {{ color: {warning}; }}
QLabel[role="good"] {{ color: {good}; }}
QFrame[role="rule"] {{ background: {line}; border: none; }}
QLabel[role="strong"] {{ font-weight: 600; }}
QFrame[role="card"] {{ background: {field}; border: 1px solid {line}; border-radius: 8px; }}
QFrame[role="card"] QLabel {{ background: transparent; }}
QPushButton, QToolButton {{ background: {raised}; border: 1px solid {line}; border-radius: 7px;
  padding: 6px 14px; }}
QPushButton:hover, QToolButton:hover {{ background: {hover}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {line}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {wire}; }}
QPushButton:focus, QToolButton:focus {{ border-color: {accent}; }}
QFileDialog QToolButton {{ padding: 4px; }}
QPushButton[role="primary"] {{ background: {accent}; color: {accent_text}; border-color: {accent};
  font-weight: 600; border-radius: 15px; padding: 7px 24px; }}
QPushButton[role="primary"]:disabled {{ background: {raised}; color: {muted};
  border-color: {line}; }}
QPushButton[role="chip"] {{ border-radius: 15px; padding: 7px 14px; text-align: left; }}
QToolButton[role="mark"] {{ background: transparent; border: 1px solid transparent; padding: 0;
  border-radius: 5px; }}
QToolButton[role="mark"]:hover {{ background: {hover}; }}
QToolButton[role="mark"]:focus {{ border-color: {accent}; }}
QToolButton[role="mark"]::menu-indicator {{ image: none; }}
QPushButton::menu-indicator {{ image: none; width: 0; }}
QPushButton[role="flat"] {{ background: transparent; border-color: transparent; }}
QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit {{ background: {field};
  border: 1px solid {line}; border-radius: 6px; padding: 5px 9px;
  selection-background-color: {accent}; selection-color: {accent_text}; }}
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus,
QPlainTextEdit:focus {{ border-color: {accent}; }}
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled,
QCheckBox:disabled {{ color: {muted}; }}
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {{ background: transparent; }}
QAbstractSpinBox {{ padding: 4px 0; }}
QAbstractSpinBox QLineEdit {{ background: transparent; border: none; padding: 0; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ background: transparent;
  border: none; width: 22px; subcontrol-origin: border; }}
QAbstractSpinBox::up-arrow, QAbstractSpinBox::down-arrow, QComboBox::down-arrow {{ image: none; }}
QComboBox::drop-down {{ border: none; width: 22px; }}
QComboBox QAbstractItemView {{ background: {raised}; border: 1px solid {line};
  selection-background-color: {hover}; selection-color: {text}; }}
QMenuBar {{ background: {panel}; }}
QMenuBar::item {{ padding: 6px 10px; background: transparent; border-radius: 5px; }}
QMenuBar::item:selected {{ background: {hover}; }}
QMenu {{ background: {raised}; border: 1px solid {line}; padding: 5px; }}
QMenu::item {{ padding: 6px 26px 6px 14px; border-radius: 5px; }}
QMenu::item:selected {{ background: {hover}; }}
QMenu::item:disabled {{ color: {wire}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 5px 8px; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {line}; }}
QTabBar::tab {{ background: transparent; color: {muted}; padding: 9px 14px; border: none;
  border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {text}; font-weight: 600; border-bottom-color: {accent}; }}
QTabBar::tab:hover {{ color: {text}; }}
QScrollArea {{ border: none; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {line}; border-radius: 4px; min-height: 28px; min-width: 28px;
  margin: 1px; }}
QScrollBar::handle:hover {{ background: {wire}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QListView, QTreeView, QTableView {{ background: {panel}; border: none; outline: none; }}
QTableView {{ selection-background-color: {hover}; selection-color: {text}; }}
QListView::item, QTreeView::item {{ padding: 5px; border-radius: 5px; }}
QListView::item:hover, QTreeView::item:hover {{ background: {raised}; }}
QListView::item:selected, QTreeView::item:selected {{ background: {hover}; color: {text}; }}
QHeaderView::section {{ background: {panel}; color: {muted}; border: none; padding: 5px; }}
QProgressBar {{ background: {raised}; border: none; border-radius: 3px; max-height: 6px; }}
QProgressBar::chunk {{ background: {good}; border-radius: 3px; }}
QDialog {{ border: 1px solid {line}; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
#message {{ border: 1px solid {line}; border-radius: 8px; background: {raised}; }}
#message[severity="error"] {{ background: {error_ground}; border-color: {error}; }}
#message[severity="error"] #message\\:text {{ color: {text}; }}
#gallery\\:details:focus {{ border: 1px solid {accent}; }}
#popup {{ border: 1px solid {line}; border-radius: 8px; }}
#quick {{ background: {panel}; border: 1px solid {wire}; border-radius: 10px; }}
#quick QLabel {{ font-size: 12px; }}
#quick QListView {{ background: transparent; }}
#drop-hint {{ background: {raised}; border: 1px dashed {accent}; border-radius: 10px;
  padding: 18px 22px; font-size: 15px; }}
#drop-hint[fits="false"] {{ border-color: {warning}; }}
#history {{ padding: 6px 7px; }}
#commands\\:rows::item, #history\\:steps::item {{ border-radius: 0; padding: 5px 8px; }}
#commands\\:rows::item:selected, #history\\:steps::item:selected {{ background: {hover};
  color: palette(text); }}
#classes::item {{ border-radius: 0; }}
#status {{ border-top: 1px solid {line}; }}
QLabel[role="status"] {{ color: {muted}; font-size: 12px; }}
QLabel[role="tight"] {{ color: {warning}; font-size: 12px; }}
QWidget#breadcrumb {{ background: {canvas}; border-radius: 6px; }}
QLabel[role="crumb"] {{ color: {text}; font-size: 12px; padding: 2px 5px; }}
QPushButton[role="link"] {{ background: transparent; border: none; padding: 2px 5px;
  color: {muted}; font-size: 12px; }}
QPushButton[role="link"]:hover {{ color: {accent}; }}
QPushButton[role="link"]:disabled {{ color: {text}; }}
QPushButton[role="choice"] {{ background: transparent; border: 1px solid transparent;
  border-radius: 5px; padding: 1px 7px; color: {muted}; font-size: 12px; }}
QPushButton[role="choice"]:hover {{ background: {hover}; }}
QPushButton[role="choice"]:checked {{ background: {raised}; border-color: {line}; color: {text};
  font-weight: 600; }}
QPushButton[role="choice"]:focus {{ border-color: {accent}; }}
QPushButton[role="tool"] {{ background: transparent; border: 1px solid {line}; border-radius: 5px;
  padding: 1px 7px; color: {muted}; font-size: 12px; }}
QPushButton[role="tool"]:hover {{ background: {hover}; color: {text}; }}
QPushButton[role="tool"]:checked {{ background: {raised}; border-color: {accent}; color: {text}; }}
QPushButton[role="tool"]:focus {{ border-color: {accent}; }}
QSlider {{ background: transparent; min-height: 18px; }}
QSlider::groove:horizontal {{ background: {line}; height: 4px; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {accent}; height: 4px; border-radius: 2px; }}
QSlider::handle:horizontal {{ background: {text}; width: 12px; height: 12px; margin: -4px 0;
  border-radius: 6px; }}
QSlider::handle:horizontal:focus {{ background: {accent}; }}
#menu {{ background: transparent; border: none; font-size: 17px; padding: 4px 8px; }}
#message\\:close {{ background: transparent; border: none; padding: 4px 6px; }}
#message\\:close:hover {{ background: {hover}; }}
#menu::menu-indicator {{ image: none; }}
#menu:hover {{ background: {hover}; }}
QStatusBar {{ border-top: 1px solid {line}; color: {muted}; }}
QStatusBar::item {{ border: none; }}
QSplitter::handle {{ background: {line}; }}
QCheckBox {{ spacing: 8px; background: transparent; padding: 4px 0; }}
QCheckBox::indicator {{ width: 15px; height: 15px; background: {field};
  border: 1px solid {wire}; border-radius: 4px; }}
QCheckBox::indicator:hover, QCheckBox::indicator:focus {{ border-color: {accent}; }}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent}; }}
"""
