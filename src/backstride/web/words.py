"""The pages' words in the reader's language. A text without a translation is shown in English."""

from collections.abc import Sequence
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = {"en": "English", "de": "Deutsch"}
"""Every language that there are words in, by its own name; the source's own first."""


@cache
def translations(language: str) -> NullTranslations:
    """The words of a language, compiled from its catalog when they are first needed."""
    if language == "en":
        return NullTranslations()
    text = files(__name__.rpartition(".")[0]).joinpath("locale", f"{language}.po").read_bytes()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(text), locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def language_for(setting: str, accepted: str) -> str:
    """The language to show: the one that is set, or with "auto" the first that the browser asks for."""
    if setting in LANGUAGES:
        return setting
    return negotiate_locale(_preferred(accepted), list(LANGUAGES), sep="-") or "en"


def _preferred(accepted: str) -> Sequence[str]:
    """The tags of an ``Accept-Language`` header, the most wanted first."""
    weighed = []
    for place, part in enumerate(accepted.split(",")[:20]):
        tag, _, weight = part.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), place, tag.strip()))
        except ValueError:
            continue
    return [tag for _, _, tag in sorted(weighed)]


def marked(text: str) -> str:
    """Marks a text for the catalog where it stands; it is translated where it is shown."""
    return text
