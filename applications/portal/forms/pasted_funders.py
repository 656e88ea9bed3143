"""Funders copied from a spreadsheet: who they are and where they stand, guessed from words, else left to choose."""

from applications.calls.exclusions import words
from applications.dossiers.enums import FunderKind, FundingState
from applications.portal.forms.pasted import Cells, Pasted, in_words, read_grid

# In order: « Communauté de communes » is no commune, « politique de la ville » no town. All the words of a set.
KIND_WORDS: tuple[tuple[FunderKind, tuple[str, ...]], ...] = (
    (FunderKind.STATE_DETR, ("detr", "dotation equipement territoire ruraux")),
    (FunderKind.STATE_DSIL, ("dsil", "dotation soutien investissement local")),
    (FunderKind.STATE_FIPD, ("fipd", "mipd", "prevention delinquance")),
    (FunderKind.STATE_DPV, ("dpv", "politique ville")),
    (FunderKind.POLICE_FINES, ("amende police",)),
    (FunderKind.EUROPE, ("europe", "europeen", "europeenne", "feder", "feader", "leader", "fse")),
    (FunderKind.DEPARTMENT, ("departement", "departemental")),
    (
        FunderKind.EPCI,
        ("fond concour", "epci", "communaute", "intercommunalite", "agglomeration", "agglo", "metropole", "cc"),
    ),
    (FunderKind.REGION, ("region", "regional", "regionale")),
    (
        FunderKind.OWN,
        ("autofinancement", "fond propre", "emprunt", "pret", "fctva", "reste charge", "part communale"),
    ),
    (FunderKind.PRIVATE, ("prive", "privee", "mecenat", "fondation", "sponsor", "entreprise")),
    (FunderKind.OTHER_PUBLIC, ("caf", "msa", "anct", "ademe", "agence", "syndicat", "banque territoire")),
)
OWNERS = frozenset({"commune", "ville", "mairie"})
STATE_WORDS = {
    FundingState.OBTAINED: words("obtenu obtenue acquis acquise accordé accordée notifié notifiée attribué attribuée"),
    FundingState.REQUESTED: words("sollicité sollicitée demandé demandée déposé déposée cours attente"),
    FundingState.REFUSED: words("refusé refusée rejeté rejetée"),
}
STATED = frozenset[str]().union(*STATE_WORDS.values())
DENIED = words("non pas")


def read_funders(text: str, owner: str) -> Pasted:
    """Return the funders of a paste; the Région's line and the organisation's own (`owner`) among them."""
    grid = read_grid(text)
    return grid.pasted(lambda row: {**funder_cells(grid.names_of(row), owner), "amount": grid.amount_of(row)})


def funder_cells(names: Cells, owner: str) -> dict[str, str]:
    states = [guess_state(name) for name in names]
    named = [name for name in names if not (words(name) & STATED and words(name) <= STATED | {"etat"})]
    kind = guess_kind(in_words(named), owner)
    label = " – ".join(named)
    return {
        "kind": kind,
        "label": "" if words(label) <= known_words(kind) else label,
        "state": next((state for state in states if state), ""),
    }


def guess_kind(name: str, owner: str = "") -> str:
    """Return the kind of funder that these words name, empty when they do not say."""
    said = words(name)
    for kind, names in KIND_WORDS:
        if any(frozenset(one.split()) <= said for one in names):
            return kind.value
    return FunderKind.OWN.value if said & OWNERS and said <= OWNERS | words(owner) else ""


def guess_state(text: str) -> str:
    """Return the state that these words say, empty when they do not, or deny it."""
    said = words(text)
    found = [state.value for state, names in STATE_WORDS.items() if said & names]
    return found[0] if len(found) == 1 and not said & DENIED else ""


def known_words(kind: str) -> frozenset[str]:
    """The words that a choice of the list already says."""
    if not kind:
        return frozenset()
    listed = words(FunderKind(kind).label) | {"etat", "subvention", "aide", "conseil", *STATED}
    return listed.union(*(one.split() for found, names in KIND_WORDS if found == kind for one in names))
