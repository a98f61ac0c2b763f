"""Clean documents as a block of a datatrove pipeline.

    LocalPipelineExecutor(pipeline=[JsonlReader("crawl/"), CorrectorBlock(), JsonlWriter("clean/")], tasks=4).run()

Each document's text is corrected, and its audit is put into ``metadata["corrector"]``; documents whose score is above
``drop_above`` go to ``exclusion_writer`` and no further.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from datatrove.pipeline.base import PipelineStep

from corrector.corpus.cleaner import Cleaner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datatrove.data import Document, DocumentsPipeline
    from datatrove.pipeline.writers.disk_base import DiskWriter

    from corrector import Settings
    from corrector.corpus.cleaner import CleanedText


class CorrectorBlock(PipelineStep):
    """Repair machine-translation garble, in batches that keep the documents' order."""

    name = "Corrector"
    type = "✂️ - FORMAT"

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        drop_above: float = 1.0,
        exclusion_writer: DiskWriter | None = None,
        batch_size: int = 256,
    ) -> None:
        super().__init__()
        self.clean = Cleaner(settings)
        self.drop_above = drop_above
        self.exclusion_writer = exclusion_writer
        self.batch_size = batch_size

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Clean the documents that pass."""
        del world_size
        documents = iter(data)
        with self.clean:
            while batch := list(islice(documents, self.batch_size)):
                with self.track_time(unit="batch"):
                    done = self.clean([document.text for document in batch])
                for document, each in zip(batch, done, strict=True):
                    yield from self._passed(document, each, rank)

    def _passed(self, document: Document, cleaned: CleanedText, rank: int) -> Iterator[Document]:
        if cleaned.audit is None:
            self.stat_update("failed")
            document.metadata["corrector_failure"] = cleaned.failure
            yield document
            return
        document.text = cleaned.text
        document.metadata["corrector"] = cleaned.audit
        self.stat_update("edits", value=len(cleaned.audit["edits"]))
        if cleaned.audit["score"] <= self.drop_above:
            yield document
        elif self.exclusion_writer is not None:
            self.exclusion_writer.write(document, rank)
