"""The mix: the same bytes each time, nothing held out in training, licences and shares as promised."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import pytest

from corrector.errors import ConfigError, InputError
from corrector.evaluation.evaluate import read_cases
from corrector.training import mix, samples, statistics, templates, testsets
from corrector.training.damage import Row
from corrector.training.engines import cache
from corrector.training.mix import Plan
from corrector.training.shards import read_rows
from corrector.training.sources import digest, read_sentences

if TYPE_CHECKING:
    from pathlib import Path

    from corrector.training.resources import Resources


class Fumbling:
    """An engine that says ``on Oslo`` and ``were found``."""

    name = "apertium-spa"

    def round_trip(self, sentences: list[str]) -> list[str]:
        return [s.replace("in Oslo", "on Oslo").replace("was found", "were found") for s in sentences]


@pytest.fixture(scope="module")
def engines_cache(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    cache.fill(folder, engine=Fumbling(), sentences=[s.text for s in read_sentences(data)])
    return folder


PLAN = Plan(parts=3, scale=0.01)


@pytest.fixture(scope="module")
def built(data: Path, engines_cache: Path, resources: Resources, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("mix")
    mix.build(data, engines_cache, out, Plan(parts=3, scale=0.2), resources=resources)
    return out


def test_a_second_run_writes_the_same_bytes_with_any_number_of_workers(
    data: Path, engines_cache: Path, resources: Resources, tmp_path: Path
) -> None:
    for out, workers in (("one", 1), ("two", 2)):
        mix.build(data, engines_cache, tmp_path / out, PLAN, workers=workers, resources=resources)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    parts = ["train-000.jsonl.gz", "train-001.jsonl.gz", "train-002.jsonl.gz"]
    assert names == [*parts, "train-manifest.json", "train-tags.jsonl.gz"]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_stopped_run_writes_only_what_is_missing(
    data: Path, engines_cache: Path, resources: Resources, tmp_path: Path
) -> None:
    mix.build(data, engines_cache, tmp_path, PLAN, resources=resources)
    whole = (tmp_path / "train-001.jsonl.gz").read_bytes()
    (tmp_path / "train-001.jsonl.gz").unlink()
    (tmp_path / "train-000.jsonl.gz").write_bytes(b"kept")
    said: list[str] = []
    mix.build(data, engines_cache, tmp_path, PLAN, resources=resources, progress=said.append)
    assert len(said) == 1
    assert (tmp_path / "train-001.jsonl.gz").read_bytes() == whole
    assert (tmp_path / "train-000.jsonl.gz").read_bytes() == b"kept"


def test_parts_from_other_inputs_are_never_mixed(
    data: Path, engines_cache: Path, resources: Resources, tmp_path: Path
) -> None:
    mix.build(data, engines_cache, tmp_path, PLAN, resources=resources)
    with pytest.raises(InputError, match="empty folder"):
        mix.build(data, engines_cache, tmp_path, Plan(parts=3, scale=0.01, seed=9), resources=resources)
    with pytest.raises(InputError, match="empty folder"):
        mix.build(data, tmp_path / "no cache", tmp_path, PLAN, resources=resources)


def test_another_seed_gives_other_rows(data: Path, engines_cache: Path, resources: Resources, tmp_path: Path) -> None:
    rows = []
    for seed in (1, 2):
        out = tmp_path / str(seed)
        mix.build(data, engines_cache, out, Plan(parts=1, scale=0.01, seed=seed), resources=resources)
        rows.append([row.text for row in mix.read_mix(out, "train")])
    assert rows[0] != rows[1]


def test_rows_keep_the_promises_of_the_model_card(built: Path, data: Path) -> None:
    held = {digest(s.text) for s in read_sentences(data) if s.split != "train"}
    by_origin: Counter[str] = Counter()
    for row in mix.read_mix(built, "train"):
        by_origin[row.origin] += 1
        assert row.licence in {"CC0-1.0", "public-domain", "CC-BY-2.5", "CC-BY-4.0"}
        assert digest(row.right) not in held
        assert row.split == "train"
        assert bool(row.spans) == (row.origin in ("simulated", "round-trip", "mlqe-pe"))
    assert {"right", "template", "simulated", "round-trip"} <= by_origin.keys()
    assert by_origin["right"] + by_origin["template"] >= by_origin.total() / 3


def test_round_trips_hold_the_engine_s_errors_and_no_other(built: Path) -> None:
    rows = [row for row in mix.read_mix(built, "train") if row.origin == "round-trip"]
    found = {(row.text[s.start : s.end], s.cure, s.by) for row in rows for s in row.spans}
    assert found == {("on", "in", "apertium-spa"), ("were", "was", "apertium-spa")}


def test_copies_of_a_sentence_are_spread_over_the_parts(built: Path) -> None:
    parts: dict[str, set[str]] = {}
    for path in built.glob("train-[0-9]*.gz"):
        for row in read_rows(path):
            if row["id"].startswith("simulated-") and row["source"] == "wikinews":
                parts.setdefault(row["id"].split("-")[1], set()).add(path.name)
    assert sum(len(names) == 3 for names in parts.values()) > 0.9 * len(parts)


def test_a_plan_may_want_more_of_one_thing_and_less_of_another(
    data: Path, engines_cache: Path, resources: Resources, tmp_path: Path
) -> None:
    counts = []
    for name, times in (("one", {}), ("more", {"apertium-spa": 3.0, "right": 0.0, "simulated": 0.1})):
        plan = Plan(parts=2, scale=0.2, times=times, rates={"article-form": 0.0} if times else {})
        counts.append(mix.build(data, engines_cache, tmp_path / name, plan, resources=resources))
    assert counts[1]["round-trip"] > 2 * counts[0]["round-trip"] > 0
    assert counts[1]["simulated"] < 0.3 * counts[0]["simulated"]
    assert counts[0]["right"] + counts[0]["template"] > 0
    assert counts[1]["right"] + counts[1]["template"] == 0
    rows = list(mix.read_mix(tmp_path / "more", "train"))
    assert len({row.id for row in rows}) == len(rows)
    assert "article-form" not in {span.by for row in rows for span in row.spans}


@pytest.mark.parametrize("wrong", [{"times": {"left": 2.0}}, {"rates": {"article-shape": 2.0}}])
def test_names_that_a_plan_does_not_know_are_refused(wrong: dict[str, dict[str, float]]) -> None:
    with pytest.raises(ConfigError, match=r"no such name; one of .*(right|article-form)"):
        Plan(**wrong)  # type: ignore[arg-type]


def test_neighbours_move_the_spans_along(data: Path) -> None:
    sentences = list(read_sentences(data))
    row = Row("r", sentences[1].text, (), "right", "s", "l", "d", "train")
    assert mix.widened(row, 1, sentences, Random(3)).text == row.text  # each line is a paragraph of its own
    joined = [sentences[0]._replace(place=0), sentences[1]._replace(paragraph=sentences[0].paragraph, place=1)]
    wide = {mix.widened(row, 1, joined, Random(seed)).text for seed in range(30)}
    assert wide == {row.text, f"{sentences[0].text} {row.text}"}


def test_descriptions_count_rows_and_kinds(built: Path) -> None:
    found = mix.describe(mix.read_mix(built, "train"))
    assert found["rows"] == sum(found["origin"].values()) == sum(found["licence"].values())
    assert found["kind"]["preposition"] > 0


def test_statistics_put_real_output_beside_the_mix(data: Path, built: Path, resources: Resources) -> None:
    (data / "wmt21").mkdir(exist_ok=True)
    table = statistics.report(data, mix.read_mix(built, "train"), resources)
    lines = table.splitlines()
    assert lines[0].startswith("| kind | WMT21, all edits | MLQE-PE, all edits |")
    assert "simulated" in lines[0]
    assert lines[-1].startswith("| per 1,000 words |")
    assert len({line.count("|") for line in lines}) == 1


def test_held_out_frames_are_no_training_frames() -> None:
    for sort in ("headline", "list", "caption", "sentence"):
        training, held = templates.frames(sort, held_out=False), templates.frames(sort, held_out=True)
        assert not set(training) & set(held)
        assert len(held) >= 1


def test_templates_are_filled_and_read_as_english(resources: Resources) -> None:
    for seed in range(300):
        made = templates.make(resources.world, Random(seed), held_out=seed % 2 == 0)
        assert "{" not in made.text
        assert not any(f" a {vowel}" in made.text.replace(" a one", " ") for vowel in "AEI")
        assert "  " not in made.text
        assert made.text[0].isupper() or made.sort == "list" or made.text[0] in "\"'0123456789"


def test_test_sets_hold_nothing_that_training_saw(
    data: Path, engines_cache: Path, resources: Resources, built: Path, tmp_path: Path
) -> None:
    sizes = testsets.build(data, engines_cache, tmp_path, resources, each=20)
    assert set(sizes) == {"engines", "operators", "right", "names", "post-edits"}
    assert all(sizes.values())
    seen = {digest(row.right) for row in mix.read_mix(built, "train")}
    cases = [case for case in read_cases(tmp_path) if case.hter is None]
    assert not {digest(case.right) for case in cases} & seen
    by = {mark.by for case in cases for mark in case.marked}
    assert "apertium-spa" in by
    assert "foreign-word" in by


def test_samples_are_spread_over_source_and_kind_and_keep_their_verdicts(built: Path, tmp_path: Path) -> None:
    path = tmp_path / "made.tsv"
    drawn = samples.draw(mix.read_mix(built, "train"), origins=("simulated", "round-trip"), count=40, seed=1)
    assert drawn == samples.draw(mix.read_mix(built, "train"), origins=("simulated", "round-trip"), count=40, seed=1)
    strata = Counter((item.by if item.origin == "round-trip" else item.origin, item.kind) for item in drawn)
    assert len(strata) >= 12
    samples.write(path, drawn)
    assert samples.summary(path) == "40 edits, none judged yet"
    judged = [item._replace(verdict="right" if n < 36 else "wrong", reason="r") for n, item in enumerate(drawn)]
    samples.write(path, judged)
    samples.write(path, drawn)
    assert samples.read(path) == judged
    assert samples.summary(path).startswith("36 of 40 right, 90.0 % (95 % interval 76.9-96.0 %)")


def test_a_sample_with_a_verdict_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "made.tsv"
    path.write_text("\t".join(samples.HEADER) + "\no\ts\tk\tb\te\tmaybe\tr\n")
    with pytest.raises(InputError, match="line 2"):
        samples.read(path)
    path.write_text("nothing\n")
    with pytest.raises(InputError, match="line 1"):
        samples.read(path)
