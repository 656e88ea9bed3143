"""What import-linter cannot see: relations by string, services without their event, faces that write."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

import applications

FLOORS = [
    "core",
    "territory",
    "accounts",
    "plan",
    "calls",
    "dossiers",
    "review",
    "decisions",
    "finance",
]
ACTORS = {"actor", "signatory", "reviewer"}
WRITES = {"create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
ROOT = Path(applications.__file__).parent


def relations() -> Iterator[tuple[type[models.Model], models.Field]]:
    for model in apps.get_models():
        if model._meta.app_label in FLOORS and not model._meta.proxy:
            for field in (*model._meta.fields, *model._meta.many_to_many):
                if field.related_model is not None and field.related_model._meta.app_label in FLOORS:
                    yield model, field


def services() -> Iterator[FunctionType]:
    for module in pkgutil.walk_packages([str(ROOT)], "applications."):
        if "services" in module.name.split("."):
            loaded = importlib.import_module(module.name)
            for _, function in inspect.getmembers(loaded, inspect.isfunction):
                if function.__module__ == module.name:
                    yield function


def test_relation_never_points_up():
    up = [
        f"{model.__name__}.{field.name}"
        for model, field in relations()
        if FLOORS.index(field.related_model._meta.app_label) > FLOORS.index(model._meta.app_label)
        and field.related_model._meta.label != settings.AUTH_USER_MODEL
    ]
    assert up == []


def test_relation_from_a_higher_floor_has_no_reverse_name():
    named = [
        f"{model.__name__}.{field.name}"
        for model, field in relations()
        if field.related_model._meta.app_label != model._meta.app_label and not field.remote_field.hidden
    ]
    assert named == []


def test_service_is_found_where_services_live():
    names = {function.__name__ for function in services()}
    assert {"transition", "file_dossier", "record_vote", "notify", "load_territory"} <= names


def test_service_that_takes_an_actor_is_audited():
    bare = [
        f"{function.__module__}.{function.__name__}"
        for function in services()
        if ACTORS & {name for name, p in inspect.signature(function).parameters.items() if p.kind is p.KEYWORD_ONLY}
        and not getattr(function, "is_service", False)
    ]
    assert bare == []


@pytest.mark.parametrize("face", ["portal", "backoffice"])
def test_face_never_writes_by_itself(face):
    writes = []
    for path in sorted((ROOT / face).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
                target = ast.unparse(node.func.value)
                if "objects" in target or "_default_manager" in target:
                    writes.append(f"{path.name}:{node.lineno} {target}.{node.func.attr}")
    assert writes == []


def test_verbose_name_starts_in_lower_case_and_is_french():
    wrong = [
        f"{model.__name__}.{field.name}: {field.verbose_name}"
        for model in apps.get_models()
        if model._meta.app_label in FLOORS
        for field in model._meta.fields
        if not field.auto_created
        and str(field.verbose_name)[:1].isupper()
        and not str(field.verbose_name)[:2].isupper()
        and not str(field.verbose_name).startswith("TVA")
    ]
    assert wrong == []


def test_constraint_has_a_name_and_a_french_message():
    silent = [
        f"{model.__name__}.{constraint.name}"
        for model in apps.get_models()
        if model._meta.app_label in FLOORS
        for constraint in model._meta.constraints
        if constraint.violation_error_message == constraint.default_violation_error_message
    ]
    assert silent == []
