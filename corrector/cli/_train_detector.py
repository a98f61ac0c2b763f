"""``corrector train detector``: train the neural detector and export it."""

from __future__ import annotations

from pathlib import Path

import click

_FOLDER = click.Path(path_type=Path, file_okay=False)
_START = click.Path(path_type=Path)


@click.command("detector", short_help="Train the neural detector and export it.")
@click.option("--data", type=_FOLDER, required=True, envvar="CORRECTOR_DATA", help="Folder of development data.")
@click.option("--mix", type=_FOLDER, required=True, help="Folder of a training mix (corrector train data).")
@click.option("--cache", type=_FOLDER, help="Folder of the engines' round trips, to learn from whole ones too.")
@click.option("--encoder", type=_FOLDER, required=True, help="Folder of the pretrained encoder with its vocab.txt.")
@click.option("--output", type=_FOLDER, required=True, help="Folder of checkpoint, weights and log; goes on from them.")
@click.option("--start", type=_START, help="Detector to begin with: an exported one's folder, or a training's best.pt.")
@click.option(
    "--teacher",
    type=(_START, _FOLDER),
    multiple=True,
    metavar="WEIGHTS ENCODER",
    help="Trained detector, as for --start, and its encoder: its opinion, not what editors did, is learned.",
)
@click.option("--export", type=_FOLDER, metavar="MODELS", help="Models folder to write the network into.")
@click.option("--minutes", default=60.0, show_default=True, help="Time to train, resumed runs included.")
@click.option("--threads", default=1, show_default=True, help="Threads of PyTorch on a CPU.")
@click.option("--layers", type=int, help="Layers of the encoder to keep.  [default: all]")
@click.option("--without", type=str, multiple=True, metavar="GROUP", help="Leave a group of examples out (ablation).")
@click.option("--seed", default=5, show_default=True, help="Seed of everything drawn.")
def detector(
    *,
    data: Path,
    mix: Path,
    cache: Path | None,
    encoder: Path,
    output: Path,
    start: Path | None,
    teacher: tuple[tuple[Path, Path], ...],
    export: Path | None,
    minutes: float,
    threads: int,
    layers: int | None,
    without: tuple[str, ...],
    seed: int,
) -> None:
    """Train the neural detector on a training mix and post-edits; on a GPU where there is one.

    A run that was stopped goes on from its last checkpoint. Several teachers are believed alike, and may have other
    vocabularies. With --export, the best network is written as ONNX with 4-bit weights, calibrated on the mix's split 'dev'
    and entered in the manifest.
    """
    from corrector.training.detector import build
    from corrector.training.detector.loop import LAST_SHARES, SHARES, Plan
    from corrector.training.detector.teachers import Teacher

    shares, last_shares = (
        {group: share for group, share in of.items() if group.value not in without} for of in (SHARES, LAST_SHARES)
    )
    plan = Plan(minutes=minutes, threads=threads, layers=layers, seed=seed, shares=shares, last_shares=last_shares)
    trainer, look = build.train(
        data=data,
        mix=mix,
        cache=cache,
        encoder=encoder,
        out=output,
        plan=plan,
        report=_report,
        start=start,
        teachers=[Teacher(*one) for one in teacher],
    )
    click.echo(f"mcc {look.mcc:.3f} average precision {look.precision:.3f} recall {look.recall:.3f}")
    if export is not None:
        from corrector.training.detector.export import export as write

        model = write(trainer.network, encoder, export, mix=mix, data=data, metrics=build.metrics(output, look, plan))
        click.echo(f"{model.name} {model.revision}: {model.size / 1e6:.1f} MB")


def _report(line: str) -> None:
    click.echo(line, err=True)
