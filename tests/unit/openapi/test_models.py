"""The models of the specification have FastAPI's names, fields, order and meaning."""

import subprocess
import sys
from enum import Enum
from typing import Any

import pytest
from fastapi.openapi import models as reference
from pydantic import BaseModel, ValidationError

from ferroapi.openapi import models

_MODELS = [
    name
    for name, value in vars(reference).items()
    if isinstance(value, type)
    and issubclass(value, BaseModel | Enum)
    and value.__module__ == reference.__name__
]


def _without_descriptions(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_without_descriptions(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _without_descriptions(value)
        for key, value in schema.items()
        if key != "description" or not isinstance(value, str)
    }


@pytest.mark.parametrize("name", _MODELS)
def test_model_equals_fastapis(name: str) -> None:
    model, expected = getattr(models, name), getattr(reference, name)
    if issubclass(expected, Enum):
        assert [*model.__members__] == [*expected.__members__]
        return
    assert [*model.model_fields] == [*expected.model_fields]
    assert _without_descriptions(model.model_json_schema()) == _without_descriptions(
        expected.model_json_schema()
    )


def test_unknown_keys_are_kept_after_the_known_ones() -> None:
    server = models.Server(**{"x-own": 1, "description": "d", "url": "/"})
    assert [*server.model_dump(exclude_none=True)] == ["url", "description", "x-own"]


def test_a_wrong_place_of_a_key_is_refused_in_fastapis_words() -> None:
    messages = []
    for module in (models, reference):
        with pytest.raises(ValidationError) as caught:
            module.APIKey(**{"in": "nowhere", "name": "k"})
        messages.append(caught.value.errors()[0]["msg"])
    assert messages[0] == messages[1] == "Input should be 'query', 'header' or 'cookie'"


def test_deprecated_example_says_what_to_use() -> None:
    schema = models.Schema(example=1)
    with pytest.warns(DeprecationWarning, match=r"Use examples instead\.$"):
        assert schema.example == 1


_WITHOUT_EMAIL_VALIDATOR = """
import logging, sys
sys.modules["email_validator"] = None
logging.basicConfig(format="%(name)s: %(message)s")
from ferroapi.openapi.models import Contact
print(Contact(email="nobody").model_dump(mode="json", exclude_none=True))
print(Contact.model_json_schema()["properties"]["email"]["anyOf"][0])
"""


def test_email_is_text_without_email_validator() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT_EMAIL_VALIDATOR], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [
        "{'email': 'nobody'}",
        "{'format': 'email', 'type': 'string'}",
    ]
    assert done.stderr.startswith("fastapi: email-validator not installed")


def test_importing_the_package_does_not_import_the_models() -> None:
    code = (
        "import sys, ferroapi; ferroapi.FerroAPI(); print('ferroapi.openapi.models' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
