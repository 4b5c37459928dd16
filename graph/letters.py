"""Letters that only look different, for all that is searched by typing."""

import unicodedata
from typing import Final

_IGNORED: Final = dict.fromkeys(map(ord, "\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069ـ'’"))
_FOLDED: Final = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩يك", "01234567890123456789یک")


def plain(text: str) -> str:
    """The text without accents, joiners and marks of direction, with the digits of English and the
    letters of a Persian keyboard.
    """
    apart = unicodedata.normalize("NFKD", text)
    kept = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return kept.translate(_IGNORED).translate(_FOLDED)
