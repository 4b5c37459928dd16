"""What the gallery's list shows: the templates that were searched for, under their families."""

from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from graph.templates import Template
from gui.figures import rounded
from gui.gallery.studies import Studies
from gui.gallery.study import Study, matching, shelves
from gui.language import tr

Index = QModelIndex | QPersistentModelIndex
Row = Template | str  # a heading is its words

_ROOT: Final = QModelIndex()


class Shelf(QAbstractListModel):
    """The rows that are shown: headings, which cannot be chosen, and templates."""

    def __init__(self, templates: tuple[Template, ...], studies: Studies, parent: QObject) -> None:
        super().__init__(parent)
        self._templates = templates
        self._studies = studies
        self._titles = {template.name: tr(template.title) for template in templates}
        self._families = {template.name: tr(template.family) for template in templates}
        self.rows: list[Row] = []
        self.search("")
        studies.arrived.connect(self._refresh)

    def search(self, wanted: str) -> None:
        """Leaves out what does not fit to the words."""
        found = matching(self._templates, wanted, self._titles, self._families)
        self.beginResetModel()
        self.rows = []
        for family, templates in shelves(self._templates).items():
            shown = [template for template in templates if template.name in found]
            self.rows += [tr(family), *shown] if shown else []
        self.endResetModel()

    def row_of(self, name: str) -> int:
        """Where a template is shown; if it is not, where the first one is, or -1."""
        places = {row.name: n for n, row in enumerate(self.rows) if isinstance(row, Template)}
        return places.get(name, next(iter(places.values()), -1))

    def templates_from(self, name: str) -> tuple[Template, ...]:
        """Those that are shown, beginning with this one and going round."""
        shown = [row for row in self.rows if isinstance(row, Template)]
        names = [template.name for template in shown]
        first = names.index(name) if name in names else 0
        return (*shown[first:], *shown[:first])

    def study(self, template: Template) -> Study | None:
        """What is known of a template as it is."""
        found = self._studies.of(template)
        return found if isinstance(found, Study) else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self.rows[index.row()], Template):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if isinstance(row, str):
            return row if role in _SPOKEN else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._titles[row.name]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            year = [str(row.year)] if row.year else []
            return ", ".join([self._titles[row.name], *year, *self.facts(row)])
        return None

    def facts(self, template: Template) -> tuple[str, ...]:
        """The lines below a card's title: parameters, multiply-adds; none while it is studied."""
        study = self.study(template)
        if study is None:
            return ()
        return (
            tr("{count} parameters", count=rounded(study.costs.parameters)),
            tr("{count} multiply-adds", count=rounded(study.costs.macs)),
        )

    def _refresh(self, name: str) -> None:
        index = self.index(self.row_of(name))
        self.dataChanged.emit(index, index)


_SPOKEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
