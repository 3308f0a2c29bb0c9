"""Every document of the corpus is FastAPI's, to the byte, and so are the warnings of making it."""

import json
import warnings
from typing import Any

import fastapi
import pytest

import ferroapi
from tests.unit.openapi.corpus import APPS


def _document(api: Any, name: str) -> tuple[str, list[str]]:
    """The JSON of an application's document, and the warnings of making it."""
    app = APPS[name](api)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        document = app.openapi()
    return json.dumps(document, indent=1), [str(warning.message) for warning in caught]


@pytest.mark.parametrize("name", APPS)
def test_document_equals_fastapis(name: str) -> None:
    expected, expected_warnings = _document(fastapi, name)
    actual, actual_warnings = _document(ferroapi, name)
    assert actual == expected
    assert actual_warnings == expected_warnings


@pytest.mark.parametrize("name", APPS)
def test_document_is_the_same_when_made_again(name: str) -> None:
    app = APPS[name](ferroapi)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        first = json.dumps(app.openapi())
        app.openapi_schema = None
        assert json.dumps(app.openapi()) == first


def test_duplicate_operation_id_names_function_and_file() -> None:
    app = APPS["metadata.duplicate_ids"](ferroapi)
    with pytest.warns(
        UserWarning, match=r"^Duplicate Operation ID same for function endpoint at .*metadata\.py$"
    ):
        app.openapi()


def test_additional_response_under_no_status_is_reported() -> None:
    app = ferroapi.FerroAPI()

    @app.get("/", responses={"hello": {"description": "no status"}})
    def read(): ...

    with pytest.raises(ValueError, match="invalid literal for int"):
        app.openapi()
