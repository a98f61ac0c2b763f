"""``corrector train rewriter``: train the rewriter and export it."""

from __future__ import annotations

from pathlib import Path

import click

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)
_MARKS = (0, 3, 4, 5, 6, 7, 16)  # pieces of SmolLM2 that stand in no text


@click.command("rewriter", short_help="Train the rewriter and export it.")
@click.option("--data", type=_FOLDER, required=True, envvar="CORRECTOR_DATA", help="Folder of development data.")
@click.option("--mix", type=_FOLDER, required=True, help="Folder of a training mix (corrector train data).")
@click.option("--cache", type=_FOLDER, help="Folder of the engines' round trips, to learn from whole ones too.")
@click.option("--detector", type=_FOLDER, help="Folder of a trained detector, whose doubts are marked too.")
@click.option(
    "--base", type=_FOLDER, required=True, help="Folder of the pretrained decoder: of transformers, or a GGUF."
)
@click.option("--tokenizer", type=_FILE, help="Its tokenizer.json.  [default: that in the folder]")
@click.option(
    "--marks",
    type=int,
    nargs=7,
    default=_MARKS,
    show_default=True,
    metavar="N...",
    help="Pieces used as marks: start, opens, closes, answers, ends, keep, unknown.",
)
@click.option("--start", type=_FOLDER, help="Folder of a rewriter exported earlier, over the same base, to begin with.")
@click.option("--output", type=_FOLDER, required=True, help="Folder of checkpoint and log; goes on from them.")
@click.option("--export", type=_FOLDER, metavar="MODELS", help="Models folder to write the network into.")
@click.option("--minutes", default=90.0, show_default=True, help="Time to train, resumed runs included.")
@click.option("--every", default=10.0, show_default=True, help="Minutes between two checkpoints.")
@click.option("--rank", default=16, show_default=True, help="Rank of the updates.")
@click.option("--batch", default=1024, show_default=True, help="Pieces a step, padding included.")
@click.option("--rate", default=6e-4, show_default=True, help="Highest learning rate.")
@click.option("--threads", default=1, show_default=True, help="Threads of PyTorch on a CPU.")
@click.option("--seed", default=7, show_default=True, help="Seed of everything drawn.")
def rewriter(
    *,
    data: Path,
    mix: Path,
    cache: Path | None,
    detector: Path | None,
    base: Path,
    tokenizer: Path | None,
    marks: tuple[int, ...],
    start: Path | None,
    output: Path,
    export: Path | None,
    minutes: float,
    every: float,
    rank: int,
    batch: int,
    rate: float,
    threads: int,
    seed: int,
) -> None:
    """Train the rewriter on a training mix; on a GPU where there is one.

    The pretrained decoder stays as it is; low-rank updates of its layers and the marks' embeddings are learned. A run that
    was stopped goes on from its last checkpoint, and one that is done is only looked at. With --export, the network is
    written for ONNX Runtime and entered in the manifest.
    """
    from corrector.backends.marked import Marks
    from corrector.training.rewriter import build
    from corrector.training.rewriter.loop import Plan

    plan = Plan(minutes=minutes, every=every, rank=rank, batch=batch, rate=rate, threads=threads, seed=seed)
    vocabulary, pieces = tokenizer or base / "tokenizer.json", Marks(*marks)
    network, look = build.train(
        data=data,
        mix_folder=mix,
        cache=cache,
        detector=detector,
        base=base,
        tokenizer=vocabulary,
        marks=pieces,
        out=output,
        plan=plan,
        report=_report,
        start=start,
    )
    click.echo(f"loss {look.loss:.3f} cured {look.cured:.3f} kept {look.kept:.3f}")
    if export is not None:
        from corrector.training.rewriter.export import export as write

        measured = build.metrics(output, look, plan)
        model = write(network, base, vocabulary, export, marks=pieces, longest=plan.longest, metrics=measured)
        click.echo(f"{model.name} {model.revision}: {model.size / 1e6:.1f} MB")


def _report(line: str) -> None:
    click.echo(line, err=True)
