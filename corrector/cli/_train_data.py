"""``corrector train data``: the engines' cache, the training mix, statistics, samples to check by hand, test sets."""

from __future__ import annotations

import json
from pathlib import Path

import click

from corrector.training.engines import ENGINE_NAMES

_FOLDER = click.Path(path_type=Path, file_okay=False)
_DATA = click.option("--data", type=_FOLDER, required=True, envvar="CORRECTOR_DATA", help="Folder of development data.")
_CACHE = click.option("--cache", type=_FOLDER, required=True, help="Folder of what the engines said.")
_MIX = click.option("--mix", type=_FOLDER, required=True, help="Folder of the training mix.")


def _numbers(_: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, float]:
    """Return what ``NAME=NUMBER`` options say."""
    found = {}
    for value in values:
        name, _equals, number = value.partition("=")
        try:
            found[name] = float(number)
        except ValueError:
            raise click.BadParameter(f"{value!r} is not {option.metavar}") from None
        if not (name and 0 <= found[name] < float("inf")):
            raise click.BadParameter(f"{value!r} is not {option.metavar}, a number from 0 on")
    return found


@click.group(short_help="Make training data and test sets.")
def data() -> None:
    """Make training data: first the engines' cache (hours at most, resumable), then the mix from it."""


@data.command("cache", short_help="Send right text through the engines and keep what comes back.")
@_DATA
@_CACHE
@click.option(
    "--engine",
    "engines",
    type=click.Choice(ENGINE_NAMES),
    multiple=True,
    help="Engine, may be repeated.  [default: all]",
)
@click.option("--sentences", type=int, help="Send at most so many sentences through each.  [default: all]")
@click.option("--minutes", type=float, help="Stop each engine after the shard that ends beyond this time.")
def cache_command(
    *, data: Path, cache: Path, engines: tuple[str, ...], sentences: int | None, minutes: float | None
) -> None:
    """Fill the cache; a run that was stopped goes on where it stopped.

    The Apertium engines need the command 'apertium' with the pairs English-Spanish, -Galician, -Esperanto and
    -Serbo-Croatian; nmt-por needs the extra 'engines'.
    """
    from corrector.training.engines import cache as shards
    from corrector.training.engines import engine
    from corrector.training.sources import in_cache_order, read_sentences

    texts = [sentence.text for sentence in in_cache_order(list(read_sentences(data)))][:sentences]
    for name in engines or ENGINE_NAMES:
        seconds = None if minutes is None else 60 * minutes
        shards.fill(cache, engine=engine(name), sentences=texts, seconds=seconds, progress=_report)


@data.command("mix", short_help="Mix right text, simulated damage, round trips and post-edits.")
@_DATA
@_CACHE
@_MIX
@click.option("--split", type=click.Choice(["train", "dev"]), default="train", show_default=True)
@click.option("--parts", default=48, show_default=True, help="Files to spread the rows over; each is a random sample.")
@click.option("--scale", default=1.0, show_default=True, help="Thin everything by this factor.")
@click.option(
    "--times",
    multiple=True,
    metavar="NAME=FACTOR",
    callback=_numbers,
    help="Rows of an origin ('right', 'simulated') or an engine, times so many; may be repeated.",
)
@click.option(
    "--operator",
    "rates",
    multiple=True,
    metavar="NAME=RATE",
    callback=_numbers,
    help="How often an operator is drawn, beside the rates of the others; may be repeated.",
)
@click.option("--seed", default=1, show_default=True, help="Seed of everything drawn.")
@click.option("--workers", default=1, show_default=True, help="Processes.")
def mix_command(
    *,
    data: Path,
    cache: Path,
    mix: Path,
    split: str,
    parts: int,
    scale: float,
    times: dict[str, float],
    rates: dict[str, float],
    seed: int,
    workers: int,
) -> None:
    """Build the parts that are not there yet; the same data, cache and seed give the same bytes."""
    from corrector.training import mix as mixing

    plan = mixing.Plan(split=split, parts=parts, seed=seed, scale=scale, times=times, rates=rates)
    counts = mixing.build(data, cache, mix, plan, workers=workers, progress=_report)
    click.echo(json.dumps(dict(sorted(counts.items()))))


@data.command("statistics", short_help="Count what goes wrong in real output and in the mix, by kind.")
@_DATA
@_MIX
@click.option("--rows", default=400_000, show_default=True, help="Rows of the mix to count.")
def statistics_command(*, data: Path, mix: Path, rows: int) -> None:
    """Print, as Markdown, the kinds of edits in real machine translation beside those of the mix."""
    from itertools import islice

    from corrector.training import statistics
    from corrector.training.mix import read_mix
    from corrector.training.resources import load

    resources = load(data)
    click.echo(statistics.report(data, islice(read_mix(mix, "train"), rows), resources))


@data.command("samples", short_help="Draw edits to check by hand.")
@_MIX
@click.option("--output", type=_FOLDER, required=True, help="Folder of the samples (TSV).")
@click.option("--made", default=200, show_default=True, help="Round-trip and simulated edits to draw.")
@click.option("--post-edits", default=100, show_default=True, help="Edits of MLQE-PE to draw.")
@click.option("--rows", default=400_000, show_default=True, help="Rows of the mix to draw from.")
@click.option("--seed", default=1, show_default=True, help="Seed of the draw.")
def samples_command(*, mix: Path, output: Path, made: int, post_edits: int, rows: int, seed: int) -> None:
    """Draw samples stratified by source and kind; rows get a verdict by hand and keep it when drawn again."""
    from itertools import islice

    from corrector.training import samples
    from corrector.training.mix import read_mix

    for name, origins, count in (
        ("made", ("simulated", "round-trip"), made),
        ("post-edits", ("mlqe-pe",), post_edits),
    ):
        path = output / f"{name}.tsv"
        drawn = samples.draw(islice(read_mix(mix, "train"), rows), origins=origins, count=count, seed=seed)
        samples.write(path, drawn)
        click.echo(f"{path}: {samples.summary(path)}")


@data.command("testsets", short_help="Make the full test sets from held-out documents.")
@_DATA
@_CACHE
@click.option("--output", type=_FOLDER, required=True, help="Folder of the test sets.")
@click.option("--each", default=400, show_default=True, help="Rows an engine; the other sets follow in proportion.")
@click.option("--small", type=click.Path(path_type=Path, dir_okay=False), help="Also write the small set of the tests.")
def testsets_command(*, data: Path, cache: Path, output: Path, each: int, small: Path | None) -> None:
    """Make the test sets: per engine, per operator, right text, names, post-edits."""
    from corrector.training import testsets
    from corrector.training.resources import load

    testsets.build(data, cache, output, load(data), each=each, progress=_report)
    if small is not None:
        _report(f"{small}: {testsets.write_small(output, small)} rows")


def _report(line: str) -> None:
    click.echo(line, err=True)
