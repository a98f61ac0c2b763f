"""The examples for other engines do what the library does; skipped where the engine is missing."""

from __future__ import annotations

import importlib.util
import json
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corrector import Settings, clean
from corrector.corpus.cleaner import Cleaner
from tests.corpus import fakes
from tests.corpus.jobs import records

if TYPE_CHECKING:
    from types import ModuleType

EXAMPLES = Path(__file__).parents[2] / "examples"
SETTINGS = Settings(detectors=("article", "spacing"))


def example(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def expected(count: int) -> list[dict[str, Any]]:
    return list(clean(({"id": each["id"], "text": each["text"]} for each in records(count)), SETTINGS))


def test_the_callable_pickles_and_outlives_a_bad_text() -> None:
    cleaner = Cleaner(pipeline=fakes.Dangerous)
    assert cleaner(["a engine"])[0].text == "an engine"
    again = pickle.loads(pickle.dumps(cleaner))
    good, bad, null, last = again(["a engine", "boom", None, "a apple"])
    assert (good.text, last.text) == ("an engine", "an apple")
    assert (bad.text, bad.audit, bad.failure) == ("boom", None, "RuntimeError: boom was said")
    assert null.failure == "null, not text"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_spark() -> None:
    sql = pytest.importorskip("pyspark.sql", reason="Spark is not installed: pip install pyspark")
    pytest.importorskip("pandas", reason="pandas is not installed")
    pytest.importorskip("pyarrow", reason="the extra 'corpus' is not installed")
    spark = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        made = [(each["id"], each["text"]) for each in records(500)] + [("null", None)]
        frame = spark.createDataFrame(made, "id string, text string")
        rows = example("spark_clean").clean_frame(frame, SETTINGS).collect()
    finally:
        spark.stop()
    wanted = expected(500)
    assert [(row.id, row.text) for row in rows[:-1]] == [(each["id"], each["text"]) for each in wanted]
    assert [json.loads(row.corrector) for row in rows[:-1]] == [each["corrector"] for each in wanted]
    assert (rows[-1].text, rows[-1].corrector) == (None, None)


@pytest.mark.filterwarnings("ignore")
def test_datatrove() -> None:
    data = pytest.importorskip("datatrove.data", reason="datatrove is not installed: pip install datatrove")
    block = example("datatrove_block").CorrectorBlock(SETTINGS, batch_size=64)
    documents = (data.Document(text=each["text"], id=each["id"]) for each in records(300))
    out = list(block.run(documents))
    wanted = expected(300)
    assert [(each.id, each.text) for each in out] == [(each["id"], each["text"]) for each in wanted]
    assert [each.metadata["corrector"] for each in out] == [each["corrector"] for each in wanted]
