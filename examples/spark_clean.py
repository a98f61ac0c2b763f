"""Clean a table with Spark: the pipeline is loaded once a partition, and rows stream through it.

    spark-submit examples/spark_clean.py crawl.parquet clean.parquet

The output has the input's columns, with the text corrected, and a column ``corrector`` with the audit as JSON; it is null
where a row could not be cleaned.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from corrector import Settings
from corrector.corpus.cleaner import Cleaner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd
    from pyspark.sql import DataFrame


def cleaner(settings: Settings, text_field: str) -> Callable[[Iterator[pd.DataFrame]], Iterator[pd.DataFrame]]:
    """Return the function for ``mapInPandas``."""
    clean = Cleaner(settings)

    def frames(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        with clean:
            for batch in batches:
                done = clean([text if isinstance(text, str) else None for text in batch[text_field]])
                audits = [None if each.audit is None else json.dumps(each.audit) for each in done]
                yield batch.assign(**{text_field: [each.text for each in done], "corrector": audits})

    return frames


def clean_frame(frame: DataFrame, settings: Settings | None = None, *, text_field: str = "text") -> DataFrame:
    """Return a Spark data frame with its text column corrected and the audit added."""
    columns = ", ".join(f"`{field.name}` {field.dataType.simpleString()}" for field in frame.schema.fields)
    return frame.mapInPandas(cleaner(settings or Settings(), text_field), schema=f"{columns}, `corrector` string")


if __name__ == "__main__":
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.appName("corrector").getOrCreate()
    source, target = sys.argv[1:3]
    clean_frame(spark.read.parquet(source)).write.parquet(target)
