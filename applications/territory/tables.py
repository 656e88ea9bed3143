"""Strict reading of a CSV file: every damage is noted with its line, nothing is guessed."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

FIRST_LINE = 2
NATURAL = re.compile(r"[0-9]{1,9}")
# The published file writes what lies on the Greenwich meridian as « -4e-05 ».
DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,8})?(e-[0-9]{1,2})?")
# A kind may still be added in front of an EPCI's name, whose column holds 120.
NAME_LENGTH = 90
COORDINATE_STEP = Decimal("0.00001")


@dataclass(frozen=True)
class Damage:
    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, ligne {self.line}\u00a0: {self.reason}"


@dataclass(frozen=True)
class Record:
    """One line. Its readers note a wrong value as a damage and go on, so that all the damages are told."""

    file: str
    line: int
    values: dict[str, str]
    damages: list[Damage]

    def reject(self, reason: str) -> None:
        self.damages.append(Damage(self.file, self.line, reason))

    def code(self, column: str, is_valid: Callable[[str], object], what: str) -> str:
        """Return a code; `what` names it in the reason: « numéro SIREN »."""
        value = self.values[column].strip()
        if not is_valid(value):
            self.reject(f"{what} «\u00a0{value}\u00a0» invalide (colonne {column}).")
        return value

    def name(self, column: str) -> str:
        """Return a name, its apostrophes set as French prints them."""
        value = " ".join(self.values[column].split()).replace("'", "’")
        if not value or not value.isprintable():
            self.reject(f"nom vide ou illisible (colonne {column}).")
        elif len(value) > NAME_LENGTH:
            self.reject(f"nom de plus de {NAME_LENGTH} caractères (colonne {column}).")
        return value

    def count(self, column: str) -> int:
        """Return a whole number, 0 or more."""
        value = self.values[column].strip()
        if not NATURAL.fullmatch(value):
            self.reject(f"entier naturel attendu, «\u00a0{value}\u00a0» trouvé (colonne {column}).")
            return 0
        return int(value)

    def degrees(self, column: str, lowest: int, highest: int) -> Decimal:
        """Return a coordinate, in degrees rounded to five decimals (one metre), within the bounds."""
        value = self.values[column].strip()
        if not DEGREES.fullmatch(value) or not lowest <= Decimal(value) <= highest:
            bounds = f"entre {lowest} et {highest}"
            self.reject(f"degrés {bounds} attendus, «\u00a0{value}\u00a0» trouvé (colonne {column}).")
            return Decimal(0)
        return Decimal(value).quantize(COORDINATE_STEP)


class UnreadableError(Exception):
    """The rest of the file means nothing."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def read_table(path: Path, columns: tuple[str, ...], damages: list[Damage]) -> list[Record]:
    """Return the lines of a UTF-8 CSV file that has at least `columns`; add what is wrong to `damages`."""
    try:
        return _read(path, columns, damages)
    except UnreadableError as error:
        damages.append(Damage(path.name, error.line, error.reason))
        return []


def _read(path: Path, columns: tuple[str, ...], damages: list[Damage]) -> list[Record]:
    reader = csv.reader(io.StringIO(_decode(path), newline=""), strict=True)
    records = []
    line = 1
    try:
        header = next(reader, [])
        _check_header(header, columns)
        line = reader.line_num + 1
        for values in reader:
            if len(values) == len(header):
                records.append(Record(path.name, line, dict(zip(header, values, strict=True)), damages))
            elif values:
                damages.append(Damage(path.name, line, f"{len(header)} colonnes attendues, {len(values)} trouvées."))
            line = reader.line_num + 1
    except csv.Error as error:
        reason = "ligne mal formée\u00a0: guillemet non fermé ou caractère interdit."
        raise UnreadableError(line, reason) from error
    if line == FIRST_LINE:
        raise UnreadableError(1, "aucune ligne de données.")
    return records


def _decode(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableError(1, "fichier absent ou illisible.") from error
    if not content.strip():
        raise UnreadableError(1, "fichier vide.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableError(line, "caractère illisible\u00a0: le fichier doit être en UTF-8.") from error


def _check_header(header: list[str], columns: tuple[str, ...]) -> None:
    missing = [column for column in columns if column not in header]
    if missing:
        raise UnreadableError(1, f"colonne absente\u00a0: {', '.join(missing)}.")
    if len(set(header)) < len(header):
        raise UnreadableError(1, "deux colonnes portent le même nom.")
