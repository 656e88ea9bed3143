"""What a simulation answers: eligible or not and why, how much, what is left, what to prepare, when to start."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from applications.calls.aid import AidBreakdown, FundingLine, compute_aid
from applications.calls.documents import DocumentFacts, is_required
from applications.calls.eligibility import Application, Reason, eligibility_reasons
from applications.calls.enums import DocumentCondition, FundingSide, MeasureKind, StartRule
from applications.calls.financing import Issue, financing_issues
from applications.calls.models import Call, RequiredDocument
from applications.calls.rule_texts import start_sentence
from applications.core.typography import typeset_text
from applications.portal.forms.simulator import Cost, Project
from applications.portal.forms.totals import PlanTotals

# Facts of the call, told with its dates: they say nothing of the project.
OF_THE_CALL = frozenset({"call_not_open", "call_closed"})
# What the organisation itself puts right before filing.
CORRECTABLE = frozenset({"agreement_missing", "cameras_not_authorised"})
OF_THE_PLAN = frozenset({"own_share_low", "epci_fund_high"})
# What the questions of the simulator do not say: the condition is told instead.
UNKNOWN_CONDITIONS = {
    DocumentCondition.LEASED,
    DocumentCondition.PERMIT,
    DocumentCondition.ROADWAY,
    DocumentCondition.SAFETY_OPINION,
}


@dataclass(frozen=True)
class Verdict:
    """« Projet éligible », and the class of its tag."""

    label: str
    css: str


@dataclass(frozen=True)
class ConditionalDocument:
    label: str
    when: str


@dataclass(frozen=True)
class Papers:
    """The documents to prepare: those that these answers ask for, and those that depend on the rest."""

    owed: tuple[RequiredDocument, ...]
    conditional: tuple[ConditionalDocument, ...]


@dataclass(frozen=True)
class Result:
    """What the page of a result says. Amounts in euros excluding tax."""

    project: Project
    aid: AidBreakdown
    totals: PlanTotals
    blocking: tuple[str, ...]
    correctable: tuple[str, ...]
    warnings: tuple[str, ...]
    papers: Papers
    start: str

    @property
    def verdict(self) -> Verdict:
        if self.blocking:
            return Verdict("Projet non éligible", "tag-danger")
        if self.aid.amount == 0:
            return Verdict("Aucune aide possible avec ce plan", "tag-danger")
        if self.correctable:
            return Verdict("Éligible sous conditions", "tag-warn")
        return Verdict("Projet éligible", "tag-ok")

    @property
    def is_possible(self) -> bool:
        return not self.blocking and self.aid.amount > 0

    @property
    def left_out(self) -> list[Cost]:
        return [cost for cost in self.project.costs if cost.exclusion]

    @property
    def share_of_cost(self) -> Decimal:
        """The aid as a fraction of the whole cost."""
        return self.aid.amount / self.project.total


def result_of(project: Project, call: Call, now: datetime) -> Result:
    """Simulate the project under the parameters of the call: the same rules as a dossier's, on what is known."""
    measure, organisation = project.measure, project.organisation.forms.short
    others = tuple(FundingLine(aid.kind.side, aid.amount) for aid in project.aids)
    aid = compute_aid(
        measure.aid_rule,
        project.base,
        others,
        project.total,
        pooled=project.pooled,
        organisation=organisation,
    )
    own = project.total - aid.amount - sum((line.amount for line in others), Decimal(0))
    plan = (FundingLine(FundingSide.REGION, aid.amount), *others, FundingLine(FundingSide.OWN, own))
    issues = financing_issues(
        measure.aid_rule,
        plan,
        project.total,
        eligible_base=project.base,
        pooled=project.pooled,
        organisation=organisation,
    )
    reasons = [reason for reason in eligibility_reasons(as_application(project, call, now)) if is_told(reason)]
    return Result(
        project=project,
        aid=aid,
        totals=PlanTotals(measure.aid_rule, plan, project.total, project.pooled, organisation),
        blocking=tuple(one.message for one in reasons if one.blocking and one.code not in CORRECTABLE),
        correctable=(
            *(one.message for one in reasons if one.blocking and one.code in CORRECTABLE),
            *(issue.message for issue in issues if is_of_the_plan(issue)),
        ),
        warnings=tuple(one.message for one in reasons if not one.blocking),
        papers=papers_of(project),
        start=typeset_text(start_sentence(StartRule(call.start_rule))),
    )


def is_told(reason: Reason) -> bool:
    return reason.code not in OF_THE_CALL


def is_of_the_plan(issue: Issue) -> bool:
    return issue.code in OF_THE_PLAN


def as_application(project: Project, call: Call, now: datetime) -> Application:
    return Application(
        measure_kind=MeasureKind(project.measure.kind),
        organisation_kind=project.organisation.kind,
        opens_at=call.opens_at,
        closes_at=call.closes_at,
        now=now,
        works_started=project.works_started,
        officers_count=project.officers,
        has_coordination_agreement=bool(project.agreement),
        cameras=project.cameras,
        has_prefect_authorisation=project.authorised,
    )


def papers_of(project: Project) -> Papers:
    """Sort the documents of the measure. Whether a co-funder has agreed already is not asked: it is a condition."""
    facts = DocumentFacts(
        coordination_agreement=bool(project.agreement),
        cameras=project.cameras,
        leased=False,
        permit_granted=False,
        roadway_permission=False,
        safety_opinion=False,
        obtained_funding=False,
    )
    documents = list(project.measure.documents.asked())
    told = UNKNOWN_CONDITIONS | ({DocumentCondition.OBTAINED_FUNDING} if project.aids else set())
    return Papers(
        owed=tuple(one for one in documents if is_required(DocumentCondition(one.condition), facts)),
        conditional=tuple(
            ConditionalDocument(one.label, DocumentCondition(one.condition).label)
            for one in documents
            if one.condition in told
        ),
    )
