"""Examples, batches, network, loop and export of the rewriter's training, on a decoder of random weights."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

np = pytest.importorskip("numpy")
pytest.importorskip("tokenizers", reason="needs tokenizers: pip install 'corrector[neural]'")

from corrector.backends.answers import Passage  # noqa: E402
from corrector.backends.causal import Causal, Node  # noqa: E402
from corrector.backends.decoder import Decoder  # noqa: E402
from corrector.backends.marked import Marker, widened  # noqa: E402
from corrector.backends.onnx import OnnxModel  # noqa: E402
from corrector.errors import ConfigError  # noqa: E402
from corrector.training.damage import GarbledSpan, Row  # noqa: E402
from corrector.training.rewriter import examples  # noqa: E402
from corrector.training.rewriter.examples import Damage, Example, Sentence  # noqa: E402
from corrector.types import Kind, Span  # noqa: E402
from tests.tiny_decoder import MARKS, make_decoder, write_tokenizer  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

TEXT = "He go home . Then she slept at the park."


@pytest.fixture(scope="module")
def marker(tmp_path_factory: pytest.TempPathFactory) -> Marker:
    path: Path = tmp_path_factory.mktemp("vocabulary") / "tokenizer.json"
    write_tokenizer(path)
    return Marker.read(path, MARKS)


def row(*spans: tuple[int, int, str, bool], text: str = TEXT) -> Row:
    marked = tuple(GarbledSpan(start, end, Kind.TENSE, cure, "test", known) for start, end, cure, known in spans)
    return Row("r", text, marked, "simulated", "test", "CC0-1.0", "d", "train")


class TestExamples:
    """From rows to numbers."""

    def test_a_row_is_cut_into_sentences_with_their_damage(self) -> None:
        first, second = examples.sentences(row((3, 5, "goes", True), (28, 30, "in", False)))
        assert first == Sentence("He go home .", (Damage(Span(3, 5), "goes"),), "simulated")
        assert second.text[slice(*second.damages[0].span)] == "at"
        assert second.damages[0].cure is None

    @pytest.mark.parametrize(
        ("text", "span", "cure", "wanted"),
        [
            ("He has not gone.", (7, 11), "", (6, 10)),
            ("He has  gone.", (7, 8), "", (6, 7)),
            ("He gone home.", (3, 3), "has ", (2, 2)),
            ("gone home.", (0, 0), "He has ", (0, 0)),
            ("He had gone.", (3, 7), "has ", (3, 6)),
        ],
    )
    def test_spaces_stand_before_what_is_damaged(
        self, text: str, span: tuple[int, int], cure: str, wanted: tuple[int, int]
    ) -> None:
        found = examples.damage(text, Span(*span), cure)
        assert (found.span.start, found.span.end) == wanted
        assert found.cure is not None
        repaired = text[: found.span.start] + found.cure + text[found.span.end :]
        assert repaired == text[: span[0]] + cure + text[span[1] :] or "  " not in repaired

    def test_whatever_is_marked_the_answers_make_the_sentence_right(self, marker: Marker) -> None:
        sentence = Sentence(
            "She have went at the house of old yesterday.",
            (Damage(Span(4, 8), "has"), Damage(Span(9, 13), "gone"), Damage(Span(14, 16), "to"), Damage(Span(26, 33), "")),
            "test",
        )  # fmt: skip
        right = "She has gone to the house yesterday."
        seen = set()
        for seed in range(300):
            marked = examples.mark(sentence, marker, Random(seed), [Span(17, 20)])
            if marked is None:
                continue
            text, done, left = "", 0, 0
            for span, answer in zip(marked.spans, marked.answers, strict=True):
                assert widened(marked.text, span) in {span, Span(span.start, span.end)}
                kept = marked.text[span.start : span.end] if isinstance(answer, int) else answer
                assert not isinstance(answer, int) or answer == MARKS.keep
                text += marked.text[done : span.start] + kept
                done = span.end
            text += marked.text[done:]
            left = sum(not any(span.contains(one.span) for span in marked.spans) for one in sentence.damages)
            assert (text == right) == (left == 0)
            seen.add(len(marked.spans))
        assert len(seen) >= 3

    def test_a_cure_that_none_could_know_is_answered_by_the_mark(self, marker: Marker) -> None:
        sentence = Sentence("He met Mr. Qxz.", (Damage(Span(11, 14), None),), "test")
        answers = [
            answer
            for seed in range(40)
            if (marked := examples.mark(sentence, marker, Random(seed)))
            for span, answer in zip(marked.spans, marked.answers, strict=True)
            if span.end >= 14
        ]
        assert answers
        assert set(answers) == {MARKS.unknown}

    def test_an_example_is_the_prompt_and_its_answers(self, marker: Marker) -> None:
        marked = examples.Marked("He go.", (Span(0, 2), Span(2, 5)), (MARKS.keep, " goes"), "test")
        example = examples.encode(marked, marker)
        assert example.ids[: example.answers] == marker.prompt("He go.", marked.spans)
        assert example.ids[example.answers :] == [MARKS.keep, MARKS.ends, *marker.answer(" goes")]

    def test_a_whole_round_trip_differs_where_it_was_changed(self) -> None:
        garbled = "The man old went at the market on Friday with his wife and three children."
        right = "The old man went to the market on Friday with his wife and three children."
        one = examples.whole_round_trip(garbled, right)
        assert one is not None
        text, done = "", 0
        for found in one.damages:
            text += garbled[done : found.span.start] + (found.cure or "")
            done = found.span.end
        assert text + garbled[done:] == right
        assert examples.whole_round_trip(right, right) is None
        assert examples.whole_round_trip("All of it is other than that.", right) is None


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a decoder of random weights."""
    for name in ("torch", "transformers"):
        pytest.importorskip(name, reason=f"needs {name}: pip install 'corrector[train]'")
    folder: Path = tmp_path_factory.mktemp("base")
    make_decoder(folder)
    return folder


@pytest.fixture
def network(base: Path) -> Any:
    """Return a network that has learned something at random, its base in full precision."""
    import torch

    from corrector.training.rewriter.network import pretrained

    made = pretrained(base, MARKS, rank=4, dtype=torch.float32)
    generator = torch.Generator().manual_seed(5)
    for tensor in made.learned().values():
        tensor.data += 0.1 * torch.randn(tensor.shape, generator=generator)
    return made.eval()


def log_probabilities(network: Any, ids: list[int]) -> Any:
    """Return (pieces, vocabulary) of what follows each piece."""
    import torch

    with torch.no_grad():
        logits = network(torch.tensor([ids]), torch.arange(len(ids)))
    return torch.log_softmax(logits, -1).numpy()


class TestTraining:
    """What needs torch."""

    def test_the_first_step_sees_the_pretrained_decoder(self, base: Path) -> None:
        import torch
        from transformers import LlamaForCausalLM

        from corrector.training.rewriter.network import pretrained

        ids = list(range(20, 50))
        plain = LlamaForCausalLM.from_pretrained(base)
        with torch.no_grad():
            wanted = torch.log_softmax(plain(torch.tensor([ids])).logits[0], -1).numpy()
        fresh = pretrained(base, MARKS, rank=4, dtype=torch.float32)
        assert np.abs(log_probabilities(fresh, ids) - wanted).max() < 1e-4

    def test_only_updates_and_marks_are_learned(self, network: Any) -> None:
        names = set(network.learned())
        assert "marks" in names
        assert {name.rpartition(".")[2] for name in names} == {"marks", "up", "down"}
        assert len(names) == 1 + 2 * 7 * 2

    def test_learned_weights_of_another_shape_are_refused(self, base: Path, network: Any) -> None:
        from corrector.training.rewriter.network import pretrained

        with pytest.raises(ConfigError, match="another shape"):
            pretrained(base, MARKS, rank=2).put(network.learned())

    def test_a_folder_without_a_decoder_is_refused(self, tmp_path: Path) -> None:
        from corrector.training.rewriter.network import pretrained

        with pytest.raises(ConfigError, match="no pretrained decoder"):
            pretrained(tmp_path, MARKS, rank=2)

    def test_a_batch_asks_for_the_answers_alone(self) -> None:
        from corrector.training.rewriter.loop import collate

        batch = collate([Example([9, 8, 7, 6], 2, "a"), Example([5, 4, 3, 2, 1], 4, "b")])
        assert batch.ids.tolist() == [[9, 8, 7, 6, 0], [5, 4, 3, 2, 1]]
        assert batch.wanted.tolist() == [7, 6, 1]
        assert batch.places.tolist() == [1, 2, 8]

    def test_it_learns_is_stopped_and_goes_on(
        self, base: Path, marker: Marker, tmp_path: Path, ticking: Callable[[], float]
    ) -> None:
        import torch

        from corrector.training.rewriter.build import metrics
        from corrector.training.rewriter.loop import Plan, Trainer
        from corrector.training.rewriter.network import pretrained

        known = [
            examples.encode(examples.Marked(f"He {verb}.", (Span(2, 2 + len(verb) + 1),), (answer,), "t"), marker)
            for verb, answer in (("go", " goes"), ("goes", MARKS.keep), ("qx", MARKS.unknown))
        ]

        def stream() -> Iterator[Example]:
            while True:
                yield from known

        lines: list[str] = []

        def trainer(minutes: float) -> Trainer:
            plan = Plan(minutes=minutes, every=minutes / 2, batch=512, rate=5e-3, rank=8)
            network = pretrained(base, MARKS, rank=8, dtype=torch.float32)
            return Trainer(
                network,
                examples=stream,
                dev=known,
                marks=MARKS,
                out=tmp_path / "run",
                plan=plan,
                report=lines.append,
                clock=ticking,
            )

        trainer(0.02).train()
        assert not any("goes on" in line for line in lines)
        last = trainer(0.12).train()
        assert any("goes on from step" in line for line in lines)
        assert last.loss < 0.1
        assert (last.cured, last.kept) == (1, 1)
        done = trainer(0.12)
        again = done.train()
        assert again.loss == pytest.approx(last.loss, abs=1e-3)
        measured = metrics(tmp_path / "run", again, done.plan)
        assert json.loads(json.dumps(measured))["held_out"]["cured"] == 1
        assert len(measured["log"]) >= 3


class TestExport:
    """The network on ONNX Runtime beside the same in torch."""

    @pytest.fixture
    def folder(self, network: Any, base: Path, tmp_path: Path) -> Path:
        for name in ("onnx", "onnxruntime"):
            pytest.importorskip(name)
        from corrector.training.rewriter.export import write

        write(network, base / "tokenizer.json", tmp_path / "exported", marks=MARKS, longest=120)
        return tmp_path / "exported"

    def test_what_was_learned_is_read_back(self, folder: Path, base: Path, network: Any) -> None:
        import torch

        from corrector.training.rewriter.export import read_learned
        from corrector.training.rewriter.network import pretrained

        fresh = pretrained(base, MARKS, rank=4, dtype=torch.float32)
        fresh.put(read_learned(folder, fresh))
        for name, wanted in network.learned().items():
            assert (fresh.learned()[name] - wanted).abs().max() < (0.02 if name == "marks" else 1e-3), name

    def test_a_rewriter_trained_further_is_written_where_it_was(self, folder: Path, network: Any) -> None:
        from corrector.training.rewriter.export import write

        before = (folder / "tokenizer.json").read_bytes()
        write(network, folder / "tokenizer.json", folder, marks=MARKS, longest=120)
        assert (folder / "tokenizer.json").read_bytes() == before

    @pytest.fixture
    def causal(self, folder: Path) -> Causal:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        model = OnnxModel(folder / "model.onnx", layers=folder / "layers.npz")
        return Causal(model, layers=config["layers"], heads=config["heads"], head=config["head"])

    def test_it_says_what_torch_says(self, network: Any, causal: Causal) -> None:
        ids = [int(number) for number in np.random.default_rng(2).integers(7, 263, 40)]
        wanted = log_probabilities(network, ids)[-1]
        _, (follow,) = causal.extend(causal.blank(1), [ids], [list(range(263))], count=5)
        found = np.array(follow.wanted)
        likely = wanted[:263] > -7
        assert np.abs(found - wanted[:263])[likely].mean() < 0.1  # what 8-bit inputs and weights cost a random network
        assert np.corrcoef(found, wanted[:263])[0, 1] > 0.995
        assert follow.best[0][0] == int(wanted.argmax())

    def test_reading_in_parts_in_branches_and_in_company_changes_nothing(self, causal: Causal) -> None:
        rng = np.random.default_rng(3)
        long, short = ([int(number) for number in rng.integers(7, 263, size)] for size in (30, 11))
        asked = [11, 12, 13]
        whole = [causal.extend(causal.blank(1), [ids], [asked], count=4)[1][0] for ids in (long, short)]
        memory, together = causal.extend(causal.blank(2), [long, short], [asked, asked], count=4)
        for one, other in zip(whole, together, strict=True):
            assert one.wanted == pytest.approx(other.wanted, abs=1e-3)
        memory, _ = causal.extend(causal.blank(2), [long[:20], short[:5]], [asked, asked], count=4)
        columns = memory.seen.shape[1]
        nodes = [[Node(long[20], (), (1,)), Node(50, (), (1,)), Node(60, (columns + 1,), (1,))], [Node(70, (), (1,))]]
        branched, follows = causal.branch(memory, nodes, count=4)
        for path, follow in (((long[20],), follows[0][0]), ((50, 60), follows[0][2])):
            _, (straight,) = causal.extend(causal.blank(1), [[*long[:20], *path]], [[1]], count=4)
            assert follow.wanted == pytest.approx(straight.wanted, abs=1e-3)
        # What was tried in branches is not part of the sequences.
        for grown in (memory, branched):
            _, parts = causal.extend(grown, [long[20:], short[5:]], [asked, asked], count=4)
            for one, other in zip(whole, parts, strict=True):
                assert one.wanted == pytest.approx(other.wanted, abs=1e-3)
                assert [piece for piece, _ in one.best] == [piece for piece, _ in other.best]

    def test_the_decoder_scores_as_torch_does(self, network: Any, folder: Path, marker: Marker) -> None:
        text, span = "She have a dog.", Span(3, 8)
        with Decoder(folder, sure=1, least=1e-3) as decoder:
            ((answer,),) = decoder.answer([Passage(text, (span,), ((" has", " had"),))])
        prompt = marker.prompt(text, (span,))
        for said, score in zip((" has", " had"), answer.offered, strict=True):
            ids = [*prompt, *marker.answer(said)]
            table = log_probabilities(network, ids)
            wanted = sum(table[place - 1, ids[place]] for place in range(len(prompt), len(ids)))
            assert score == pytest.approx(float(wanted), abs=0.5, rel=0.02)

    def test_the_manifest_knows_the_files(self, network: Any, base: Path, tmp_path: Path) -> None:
        pytest.importorskip("onnx")
        from corrector import models
        from corrector.training.rewriter.export import export

        root = tmp_path / "models"
        root.mkdir()
        model = export(
            network, base, base / "tokenizer.json", root, marks=MARKS, longest=90, metrics={"held_out": {"loss": 1}}
        )
        assert models.problems(model, root=root) == ()
        assert [one.name for one in models.manifest(root)] == ["rewriter"]
        assert {file.path.rpartition("/")[2] for file in model.files} == {
            "model.onnx", "layers.npz", "embeddings.bin", "tokenizer.json", "config.json"
        }  # fmt: skip
        assert json.loads((root / "rewriter" / "metrics.json").read_text(encoding="utf-8")) == {"held_out": {"loss": 1}}
