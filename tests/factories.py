"""Small worlds for the tests: each function makes what its name says, through the services where one exists."""

import itertools
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import Membership, User
from applications.calls.enums import DocumentCondition, MeasureKind, QuestionKind
from applications.calls.models import Call, Criterion, Envelope, Measure, Question, RequiredDocument
from applications.core.files import store_upload
from applications.core.models import StoredFile
from applications.decisions.models import CommissionSession, SigningAuthority
from applications.dossiers.enums import FunderKind, FundingState, Section, Status
from applications.dossiers.models import Dossier
from applications.dossiers.services.drafting import open_dossier
from applications.dossiers.services.filing import file_dossier
from applications.dossiers.services.questions import save_question
from applications.territory.enums import EpciKind
from applications.territory.models import Commune, Departement, Epci, Organisation
from tests import shortcuts

numbers = itertools.count(1)
WEIGHTS = {"DIAG": 20, "BESOIN": 20, "MUTU": 15, "COORD": 15, "PREV": 10, "COUT": 10, "DUR": 10}
CONTACT = {
    "contact_name": "Secrétaire de mairie",
    "contact_role": "Secrétariat",
    "contact_email": "mairie@commune.example",
    "contact_phone": "0500000000",
    "police_force": "municipal",
    "officers": 2,
}
DETAILS: dict[str, dict[str, Any]] = {
    MeasureKind.MOBILE_POST: {
        "vehicle": "van",
        "energy": "electric",
        "purchase": "new",
        "equipment": "Bureau d’accueil",
        "territory": "Centre et hameaux",
        "communes_served": 1,
        "weekly_hours": 20,
        "officers_on_board": 2,
    },
    MeasureKind.PREMISES: {
        "nature": "renovation",
        "address": "Place de la Mairie",
        "surface": 120,
        "officers_hosted": 4,
        "occupancy": "owned",
        "accessibility": "works",
        "permit": "not_needed",
    },
    MeasureKind.PUBLIC_SPACE: {
        "works": "lighting",
        "description": "Éclairage de la place",
        "address": "Place de la Halle",
        "safety_opinion": "to_request",
        "roadway_permission": "not_needed",
    },
}


def a_user(**fields: Any) -> User:
    number = next(numbers)
    fields = {"email": f"personne{number}@commune.example", "display_name": f"Personne {number}", **fields}
    return shortcuts.open_account(**fields)


def an_agent(*groups: str, **fields: Any) -> User:
    """An agent of the Région in the named groups: instructeur, responsable, finance, administrateur, consultation."""
    return a_user(is_staff=True, groups=groups, **fields)


def a_member(organisation: Organisation, role: Role = Role.SIGNATORY, **fields: Any) -> User:
    user = a_user(**fields)
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def a_departement(code: str = "34") -> Departement:
    names = {"34": ("Hérault", "34172"), "46": ("Lot", "46042"), "66": ("Pyrénées-Orientales", "66136")}
    name, seat = names[code]
    found = Departement.objects.filter(code=code).first()
    return found or Departement.objects.create(code=code, name=name, seat_code=seat)


def an_epci_organisation(name: str = "Communauté de communes du Grand Pic Saint-Loup") -> Organisation:
    siren = a_siren()
    epci = Epci.objects.create(
        siren=siren,
        name=name,
        kind=EpciKind.CC,
        departement=a_departement(),
        population_municipale=51217,
        population_totale=52000,
    )
    return an_organisation(name, siren, epci=epci, population_municipale=51217, population_totale=52000)


def a_commune_organisation(name: str = "Lunel", *, population: int = 26380, departement: str = "34") -> Organisation:
    siren = a_siren()
    number = next(numbers)
    epci = Epci.objects.filter(siren="243400520").first() or Epci.objects.create(
        siren="243400520",
        name="Lunel Agglo",
        kind=EpciKind.CA,
        departement=a_departement(),
        population_municipale=50000,
        population_totale=51000,
    )
    commune = Commune.objects.create(
        code_insee=f"{number:05d}",
        name=name,
        siren=siren,
        departement=epci.departement if departement == epci.departement_id else a_departement(departement),
        epci=epci,
        population_municipale=population,
        population_totale=population,
        postcodes="34400",
        longitude=Decimal("4.13"),
        latitude=Decimal("43.67"),
    )
    return an_organisation(
        name,
        siren,
        commune=commune,
        departement=commune.departement,
        population_municipale=population,
        population_totale=population,
    )


def an_organisation(name: str, siren: str, **fields: Any) -> Organisation:
    if "departement" not in fields:
        fields["departement"] = a_departement()
    return Organisation.objects.create(name=name, siren=siren, search_text=name.lower(), **fields)


def a_siren() -> str:
    """Draw a number whose key is right (Luhn)."""
    return with_key(f"{21000000 + next(numbers):08d}")


def a_siret(siren: str) -> str:
    return with_key(f"{siren}0001")


def with_key(digits: str) -> str:
    doubled = [int(digit) * (2 if rank % 2 == 0 else 1) for rank, digit in enumerate(reversed(digits))]
    total = sum(value - 9 if value > 9 else value for value in doubled)
    return f"{digits}{-total % 10}"


def a_call(*, closes_at: datetime | None = None, **fields: Any) -> Call:
    """A call open for a month around now, with its grid."""
    now = timezone.now()
    number = next(numbers)
    call = Call.objects.create(
        code=fields.pop("code", f"T{number}"),
        title=f"Appel {number}",
        opens_at=fields.pop("opens_at", now - timedelta(days=15)),
        closes_at=closes_at or now + timedelta(days=15),
        **fields,
    )
    Criterion.objects.bulk_create(
        Criterion(call=call, code=code, label=f"Critère {code}", weight=weight, position=rank)
        for rank, (code, weight) in enumerate(WEIGHTS.items(), start=1)
    )
    return call


def a_measure(kind: MeasureKind = MeasureKind.MOBILE_POST, *, call: Call | None = None, **fields: Any) -> Measure:
    """A measure at 30 % up to 30,000 €, which asks for one document, with an envelope for this year."""
    envelope = fields.pop("envelope", Decimal(339000))
    defaults = {
        "rate": Decimal("0.30"),
        "ceiling": Decimal(30000),
        "nature_commune": "2041481",
        "nature_epci": "2041581",
    }
    measure = Measure.objects.create(call=call or a_call(), kind=kind, **{**defaults, **fields})
    RequiredDocument.objects.create(
        measure=measure, code="deliberation", label="Délibération", condition=DocumentCondition.ALWAYS
    )
    Envelope.objects.create(measure=measure, year=timezone.localdate().year, amount=envelope)
    return measure


def a_question(measure: Measure, kind: QuestionKind = QuestionKind.TEXT, **fields: Any) -> Question:
    """A mandatory question of an administrator, asked today; a file question comes with its document."""
    rank = next(numbers)
    choices = "Oui, toute l’année\nEn saison" if kind == QuestionKind.CHOICE else ""
    defaults = {"code": f"question-{rank}", "label": f"Question {rank}\u00a0?", "choices": choices, "position": rank}
    question = Question(measure=measure, kind=kind, **{**defaults, **fields})
    return save_question(question, actor=a_user(), changed=())


def a_pdf(name: str = "deliberation.pdf", text: str = "") -> SimpleUploadedFile:
    """A real one-page PDF; another `text` makes other bytes."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    document.docinfo["/Title"] = text or f"Document {next(numbers)}"
    buffer = BytesIO()
    document.save(buffer)
    return SimpleUploadedFile(name, buffer.getvalue(), content_type="application/pdf")


def a_stored_file() -> StoredFile:
    return store_upload(a_pdf())


def a_draft(
    measure: Measure | None = None, organisation: Organisation | None = None, *, actor: User | None = None
) -> Dossier:
    """An empty draft; `actor` (a signatory made for it unless given) opened it."""
    organisation = organisation or a_commune_organisation()
    measure = measure or a_measure()
    return open_dossier(organisation, measure, actor=actor or a_member(organisation), now=timezone.now())


def contact_values(dossier: Dossier, **changes: Any) -> dict[str, Any]:
    return {**CONTACT, "siret": a_siret(dossier.organisation.siren), **changes}


def project_values(**changes: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "title": "Poste mobile pour le centre",
        "need": "Un besoin établi par le diagnostic.",
        "aims": "Être présent chaque jour.",
        "starts_on": today + timedelta(days=90),
        "ends_on": today + timedelta(days=300),
        **changes,
    }


def financing_values(
    expenses: dict[str, str] | None = None, fundings: dict[FunderKind, str] | None = None
) -> dict[str, Any]:
    """A plan of 78,400 € that the Région funds at 30 % unless told otherwise; amounts are typed without spaces."""
    expenses = expenses or {"Fourgon": "50000.00", "Aménagement": "28400.00"}
    fundings = fundings or {
        FunderKind.REGION: "23520.00",
        FunderKind.DEPARTMENT: "11760.00",
        FunderKind.OWN: "43120.00",
    }
    return {
        "expenses": [{"label": label, "amount": Decimal(amount)} for label, amount in expenses.items()],
        "fundings": [
            {
                "kind": kind,
                "label": "",
                "amount": Decimal(amount),
                "state": FundingState.VOTED if kind == FunderKind.OWN else FundingState.REQUESTED,
            }
            for kind, amount in fundings.items()
        ],
    }


def a_complete_draft(
    measure: Measure | None = None,
    organisation: Organisation | None = None,
    *,
    actor: User | None = None,
    contact: dict[str, Any] | None = None,
    project: dict[str, Any] | None = None,
    details: dict[str, Any] | None = None,
    financing: dict[str, Any] | None = None,
) -> Dossier:
    """A draft that only waits for its filing."""
    dossier = a_draft(measure, organisation, actor=actor)
    actor = dossier.created_by
    sections = {
        Section.CONTACT: contact_values(dossier, **(contact or {})),
        Section.PROJECT: project_values(**(project or {})),
        Section.DETAILS: {**DETAILS[dossier.measure.kind], **(details or {})},
        Section.FINANCING: financing or financing_values(),
    }
    shortcuts.fill(dossier, sections, a_stored_file(), actor)
    return Dossier.objects.get(pk=dossier.pk)


def a_filed_dossier(*args: Any, **kwargs: Any) -> Dossier:
    dossier = a_complete_draft(*args, **kwargs)
    shortcuts.file(dossier, signatory_of(dossier))
    return Dossier.objects.get(pk=dossier.pk)


def filed(draft: Dossier) -> Dossier:
    """File a complete draft through its service: the event and the mails are there too."""
    file_dossier(draft, signatory=signatory_of(draft), electronic_notification=True, now=timezone.now())
    return Dossier.objects.get(pk=draft.pk)


def signatory_of(dossier: Dossier) -> User:
    membership = Membership.objects.current().filter(organisation=dossier.organisation, role=Role.SIGNATORY).first()
    assert membership is not None
    return membership.user


def an_admissible_dossier(*args: Any, **kwargs: Any) -> Dossier:
    dossier = a_filed_dossier(*args, **kwargs)
    shortcuts.move(dossier, Status.ADMISSIBLE, an_agent("instructeur"))
    return Dossier.objects.get(pk=dossier.pk)


def an_assessed_dossier(*args: Any, marks: tuple[int, ...] = (4, 4), **kwargs: Any) -> Dossier:
    """A dossier read by as many reviewers as `marks`, each giving the same mark everywhere, then closed."""
    dossier = an_admissible_dossier(*args, **kwargs)
    shortcuts.assess(dossier, {an_agent("instructeur"): mark for mark in marks}, an_agent("instructeur"))
    return Dossier.objects.get(pk=dossier.pk)


def a_session(**fields: Any) -> CommissionSession:
    """A session held today, its délibération numbered, not yet transmitted."""
    defaults = {"held_on": timezone.localdate(), "deliberation_number": f"CP/2026-11/{next(numbers)}"}
    return CommissionSession.objects.create(**{**defaults, **fields})


def an_authority() -> SigningAuthority:
    return SigningAuthority.objects.create(
        name="Autorité signataire (démonstration)",
        quality="Directrice déléguée",
        service="Direction de la sécurité",
        delegation="n°\u00a01 du 1er janvier 2026",
        starts_on=timezone.localdate() - timedelta(days=300),
    )


def a_scheduled_dossier(*args: Any, session: CommissionSession | None = None, **kwargs: Any) -> Dossier:
    dossier = an_assessed_dossier(*args, **kwargs)
    shortcuts.schedule(dossier, session or a_session(), an_agent("responsable"))
    return Dossier.objects.get(pk=dossier.pk)
