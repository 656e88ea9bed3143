"""What the page says of a paste: what came in, what was left out and why, where the rest is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from applications.core.typography import typeset_text
from applications.portal.forms.acts import MAX_ROWS
from applications.portal.forms.pasted import Line, Pasted, amount_in
from applications.portal.forms.plan_rows import EXPENSE

SHOWN, LENGTH = 4, 60
AREA = "« Coller depuis un tableur »"


@dataclass(frozen=True)
class Outcome:
    """What became of the pasted lines of a `kind`.

    `added` are rows now, `fixed` counts those that have their own line, `twice` came when that line was filled
    already, `crowded` found no room.
    """

    kind: str
    found: Pasted
    added: Sequence[Line]
    fixed: int
    twice: Sequence[Line]
    crowded: Sequence[Line]

    @property
    def unreadable(self) -> int:
        amounts = [line.cells.get("amount", "") for line in self.added]
        return sum(amount_in(amount) is None for amount in amounts if amount)

    @property
    def notices(self) -> tuple[str, ...]:
        return tuple(typeset_text(sentence) for sentence in (*self.taken_in(), *self.left_out()))

    def taken_in(self) -> Iterator[str]:
        if not self.found.lines:
            yield "Aucune ligne à reprendre : collez des cellules, un intitulé et un montant par ligne."
        if self.added:
            yield f"{counted(len(self.added), 'ligne reprise', 'lignes reprises')} : relisez-les."
        if self.fixed:
            yield "L’aide de la Région ou votre part a été écrite sur sa propre ligne."
        if self.unreadable:
            which = counted(self.unreadable, "montant ne se lit pas", "montants ne se lisent pas")
            yield f"{which} : à corriger, gardé tel quel."

    def left_out(self) -> Iterator[str]:
        if self.found.left_out:
            yield f"Titres et totaux laissés de côté : {listed(self.found.left_out)}."
        if self.found.columns:
            yield f"Colonnes laissées de côté : {listed(self.found.columns)}."
        if self.twice:
            names = listed([in_one_line(line) for line in self.twice])
            yield f"Déjà dans le plan, à comparer : {names}. Le texte reste dans {AREA}."
        if self.crowded:
            noun = "dépenses" if self.kind == EXPENSE else "financeurs"
            which = counted(len(self.crowded), "ligne n’a pas été reprise", "lignes n’ont pas été reprises")
            yield f"{MAX_ROWS} {noun} au plus : {which}, {ends_of(self.crowded)}. Le texte reste dans {AREA}."


def ends_of(lines: Sequence[Line]) -> str:
    first, last = quoted(in_one_line(lines[0])), quoted(in_one_line(lines[-1]))
    return f"de {first} à {last}" if len(lines) > 1 else first


def counted(number: int, one: str, many: str) -> str:
    return f"{number} {many if number > 1 else one}"


def listed(texts: Sequence[str]) -> str:
    shown = [quoted(text) for text in texts[:SHOWN]]
    more = len(texts) - len(shown)
    return ", ".join(shown) + (f" et {more} de plus" if more else "")


def quoted(text: str) -> str:
    return f"« {text if len(text) <= LENGTH else f'{text[:LENGTH].rstrip()}…'} »"


def in_one_line(line: Line) -> str:
    return ", ".join(cell for cell in line.text.split("\t") if cell)
