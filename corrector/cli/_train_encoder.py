"""``corrector train encoder``: prepare a pretrained encoder for the detector."""

from __future__ import annotations

from pathlib import Path

import click

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("encoder", short_help="Prepare a pretrained encoder for the detector.")
@click.option("--data", type=_FOLDER, required=True, envvar="CORRECTOR_DATA", help="Folder of development data.")
@click.option(
    "--source", type=_FOLDER, required=True, help="Folder of the encoder: of transformers, or an ONNX tagger."
)
@click.option("--output", type=_FOLDER, required=True, help="Folder to write.")
@click.option("--layers", default=6, show_default=True, help="Layers to keep, from the first.")
@click.option("--pieces", default=22_500, show_default=True, help="Pieces to keep, at least.")
def encoder(*, data: Path, source: Path, output: Path, layers: int, pieces: int) -> None:
    """Cut a pretrained encoder down to some layers and to the pieces that English text uses most.

    The source is a folder as transformers writes it with a vocab.txt, or holds one DistilBERT tagger as ONNX with 8-bit weights
    and its tokenizer.json. What is written serves corrector train detector as --encoder.
    """
    from corrector.training.detector import build, encoders

    kept, split = encoders.prepare(source, output, layers=layers, pieces=pieces, words=build.words(data))
    click.echo(f"{output}: {layers} layers, {kept} pieces; {100 * split:.1f} % of the text's pieces are split further")
