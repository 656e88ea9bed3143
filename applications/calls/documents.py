"""Which documents a dossier owes, from what it says."""

from dataclasses import dataclass

from applications.calls.enums import DocumentCondition


@dataclass(frozen=True)
class DocumentFacts:
    """What decides of the conditional documents."""

    coordination_agreement: bool
    cameras: bool
    leased: bool
    permit_granted: bool
    roadway_permission: bool
    safety_opinion: bool
    obtained_funding: bool


def is_required(condition: DocumentCondition, facts: DocumentFacts) -> bool:
    """Tell whether a document asked on `condition` is owed. An optional one never is."""
    return {
        DocumentCondition.ALWAYS: True,
        DocumentCondition.OPTIONAL: False,
        DocumentCondition.COORDINATION: facts.coordination_agreement,
        DocumentCondition.CAMERAS: facts.cameras,
        DocumentCondition.LEASED: facts.leased,
        DocumentCondition.PERMIT: facts.permit_granted,
        DocumentCondition.ROADWAY: facts.roadway_permission,
        DocumentCondition.SAFETY_OPINION: facts.safety_opinion,
        DocumentCondition.OBTAINED_FUNDING: facts.obtained_funding,
    }[condition]
