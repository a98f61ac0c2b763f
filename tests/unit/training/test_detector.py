"""Examples, batches, loss and the loop of the neural detector's training, on a network of random weights."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

np = pytest.importorskip("numpy")

from corrector.backends.tagger import Encoder  # noqa: E402
from corrector.backends.wordpiece import WordPiece  # noqa: E402
from corrector.detect import _suspects  # noqa: E402
from corrector.detect._suspects import UNCALIBRATED, Suspect  # noqa: E402
from corrector.errors import ConfigError  # noqa: E402
from corrector.training import sources  # noqa: E402
from corrector.training.damage import GarbledSpan, Row  # noqa: E402
from corrector.training.detector import calibration, examples  # noqa: E402
from corrector.training.detector.calibration import GARBLED_SHARE, Decision, documents, fit, store, touches  # noqa: E402
from corrector.training.detector.examples import KINDS, RIGHT, UNKNOWN, WRONG, Example, Group  # noqa: E402
from corrector.training.detector.measures import (  # noqa: E402
    average_precision,
    best_mcc,
    flat_threshold,
    mcc,
    recall_at_false_alarms,
    shared_threshold,
)
from corrector.training.mlqe import Segment  # noqa: E402
from corrector.types import Kind, Span  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXT = "He go home . Then she slept in the park."
VOCABULARY = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    *"abcdefghijklmnopqrstuvwxyz",
    *(f"##{c}" for c in "abcdefghijklmnopqrstuvwxyz"),
]


def row(*spans: tuple[int, int, Kind], text: str = TEXT, origin: str = "simulated") -> Row:
    marked = tuple(GarbledSpan(start, end, kind, "x", "test", True) for start, end, kind in spans)
    return Row("r", text, marked, origin, "test", "CC0-1.0", "d", "train")


def label(kind: Kind) -> int:
    return 1 + KINDS.index(kind)


def labelled(example: Example) -> dict[str, int]:
    return {token.text: number for token, number in zip(example.tokens, example.word, strict=True) if number}


def test_a_wrong_span_labels_the_tokens_it_touches() -> None:
    first, second = examples.from_row(row((3, 5, Kind.AGREEMENT), (18, 30, Kind.WORD_ORDER)))
    assert labelled(first) == {"go": label(Kind.AGREEMENT)}
    assert labelled(second) == {
        "she": label(Kind.WORD_ORDER),
        "slept": label(Kind.WORD_ORDER),
        "in": label(Kind.WORD_ORDER),
    }
    assert not any(first.gap)
    assert not any(second.gap)


@pytest.mark.parametrize(("place", "gap"), [(0, 0), (3, 1), (6, 2), (5, 2)])
def test_a_gap_labels_the_place_before_the_next_token(place: int, gap: int) -> None:
    first, _ = examples.from_row(row((place, place, Kind.MISSING_WORDS)))
    assert [number for number, found in enumerate(first.gap) if found] == [gap]
    assert labelled(first) == {}


def test_a_gap_inside_a_token_is_the_tokens_fault() -> None:
    (one,) = examples.from_row(row((4, 4, Kind.PUNCTUATION), text="Its Johns house."))
    assert labelled(one) == {}
    assert one.gap[1]
    (two,) = examples.from_row(row((8, 8, Kind.PUNCTUATION), text="Its Johns house."))
    assert labelled(two) == {"Johns": label(Kind.PUNCTUATION)}


def test_an_editors_changes_are_wrong_of_no_kind() -> None:
    segment = Segment(
        "s",
        "ro-en",
        'He said "no" twice.',
        "",
        ("He", "said", '"', "no", '"', "twice", "."),
        (0, 1, 0, 0, 0, 0, 0),
        (0, 0, 0, 0, 0, 1, 0, 0),
        0.1,
    )
    one = examples.from_post_edit(segment)
    assert [token.text for token, wrong in zip(one.tokens, one.word, strict=True) if wrong == WRONG] == ["said"]
    assert one.edit == tuple(int(number == WRONG) for number in one.word)
    assert one.gap[5] == WRONG
    assert sum(map(bool, one.gap)) == 1


def test_tokens_of_another_tokenizer_are_found_again() -> None:
    segment = Segment(
        "s", "ro-en", "Kim's 12-year rule", "", ("Kim", "'s", "12-year", "&amp;", "rule"), (0,) * 5, (0,) * 6, 0.0
    )
    one = examples.from_post_edit(segment)
    places = examples.token_places(one.tokens, segment)
    assert [one.tokens[first].text for first, _ in places] == ["Kim's", "Kim's", "12-year", "rule", "rule"]


def test_a_whole_round_trip_is_changed_where_it_differs() -> None:
    one = examples.from_round_trip("The parade of nations big began", "The parade of big nations began.", "toy")
    assert one.group is Group.ENGINE
    assert [token.text for token, changed in zip(one.tokens, one.edit, strict=True) if changed] == ["nations", "big"]
    assert [place for place, missing in enumerate(one.gap) if missing] == [len(one.tokens)]


def test_measures() -> None:
    scores, wrong = np.array([0.9, 0.8, 0.3, 0.2], np.float32), np.array([True, True, False, False])
    assert mcc(scores, wrong, 0.5) == pytest.approx(1)
    assert best_mcc(scores, wrong) == pytest.approx((0.8, 1.0))
    assert best_mcc(np.array([0.5, 0.5, 0.5], np.float32), np.array([True, False, True])).mcc == 0
    threshold, mean = shared_threshold([(scores, wrong), (scores - 0.55, wrong)])  # no threshold serves both
    assert 0.2 < threshold <= 0.25
    assert mean == pytest.approx((1 + 1 / 3**0.5) / 2)
    assert 0.3 < flat_threshold(scores.astype(np.float64), wrong) <= 0.8
    assert average_precision(scores, ~wrong) == pytest.approx((1 / 3 + 2 / 4) / 2)
    assert recall_at_false_alarms(scores, wrong, np.linspace(0, 0.85, 1000), per_thousand=5) == pytest.approx(0.5)


def test_calibration_curves_follow_the_outcomes_and_their_weights(tmp_path: Path) -> None:
    found = [Decision(raw / 100, raw >= 60, 5 if raw < 60 else 1, is_gap=False) for raw in range(10, 100)]
    gaps = [Decision(raw / 100, raw >= 20, 1, is_gap=True) for raw in range(10, 100)]
    fitted = fit([*found, *gaps])
    assert fitted.word(0.2) < 0.1 < 0.8 < fitted.word(0.9)
    assert fitted.gap(0.6) > 0.8 > fitted.word(0.6)
    assert fitted(Suspect(Span(3, 3), Kind.ARTICLE, 0.6)) > 0.8 > fitted(Suspect(Span(3, 4), Kind.ARTICLE, 0.6))
    assert fit(found).gap == UNCALIBRATED.gap
    store(fitted, tmp_path)
    assert _suspects._read_curves(tmp_path / "calibration.json") == fitted


def test_documents_hold_the_stated_share_of_garble() -> None:
    right = [row(text=f"The river rose {number} feet.", origin="right") for number in range(400)]
    wrong = [
        row((3, 5, Kind.AGREEMENT), text="He go home late.", origin=origin)
        for origin in ("round-trip", "simulated")
        for _ in range(90)
    ]
    made = documents([*right, *wrong])
    words = {True: 0, False: 0}
    for one in made:
        words[bool(one.wrong)] += one.weight * len(one.text.split())
        assert all(one.text[span.start : span.end] == "go" for span in one.wrong)
    assert words[True] / (words[True] + words[False]) == pytest.approx(GARBLED_SHARE, abs=0.02)
    assert made == documents([*right, *wrong])


def test_text_that_no_network_learned_from_is_right_text_too() -> None:
    right = [row(text=f"The river rose {number} feet.", origin="right") for number in range(400)]
    wrong = [row((3, 5, Kind.AGREEMENT), text="He go home late.") for _ in range(90)]
    untrained = [f"The {number} boats lay in the old harbour all winter." for number in range(400)]
    made = documents([*right, *wrong], untrained=untrained)
    words = {True: 0, False: 0}
    for one in made:
        words[bool(one.wrong)] += one.weight * len(one.text.split())
    assert words[True] / (words[True] + words[False]) == pytest.approx(GARBLED_SHARE, abs=0.02)
    weights = {one.weight for one in made if "boats" in one.text} | {made[-1].weight}
    assert weights == {next(one.weight for one in made if not one.wrong and "river" in one.text)}
    assert "\n\n".join(one.text for one in made if "boats" in one.text).split("\n\n") == untrained


def test_text_that_was_wrong_as_published_is_no_right_text(monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = [f"The {number} boats lay in the old harbour." for number in range(90)]
    monkeypatch.setattr(sources, "wrong_as_published", lambda: frozenset(map(sources.digest, sentences[:40])))
    monkeypatch.setattr(calibration, "wrong_as_published", sources.wrong_as_published)
    right = [row(text=sentence, origin="right") for sentence in sentences[20:50]]
    untrained = [*sentences[:20], *sentences[50:70]]
    text = "\n\n".join(one.text for one in documents(right, untrained=untrained))
    assert sorted(text.split("\n\n")) == sorted(["", *sentences[40:70]])


@pytest.mark.parametrize(
    ("span", "wrong", "touching"),
    [
        ((0, 3), (2, 5), True),
        ((0, 3), (3, 5), False),
        ((4, 4), (3, 3), True),
        ((4, 4), (6, 6), False),
        ((0, 3), (4, 4), True),
    ],
)
def test_what_touches(span: tuple[int, int], wrong: tuple[int, int], touching: bool) -> None:
    assert touches(Span(*span), [Span(*wrong)]) is touching


class TestTraining:
    """What needs torch."""

    torch = pytest.importorskip("torch", reason="training needs torch and transformers")

    @pytest.fixture
    def encoder_folder(self, tmp_path: Path) -> Path:
        transformers = pytest.importorskip("transformers")
        config = transformers.BertConfig(
            vocab_size=len(VOCABULARY), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
        )
        transformers.BertModel(config, add_pooling_layer=False).save_pretrained(tmp_path / "encoder")
        (tmp_path / "encoder" / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n", encoding="utf-8")
        return tmp_path / "encoder"

    @pytest.fixture
    def material(self) -> list[Example]:
        right = [one for _ in range(8) for one in examples.from_row(row(text="She goes home late.", origin="right"))]
        wrong = [
            one for _ in range(8) for one in examples.from_row(row((3, 5, Kind.AGREEMENT), text="He go home late."))
        ]
        segment = Segment("s", "ro-en", "He go far", "", ("He", "go", "far"), (0, 1, 0), (0,) * 4, 0.3)
        return [*right, *wrong, *[examples.from_post_edit(segment)] * 8]

    def test_loss_of_an_unknown_kind_is_that_of_all_kinds_together(self) -> None:
        from corrector.training.detector.network import loss

        torch = self.torch
        logits = torch.zeros((1, 2 * (1 + len(KINDS)) + 1))
        unknown, none = torch.tensor([UNKNOWN]), torch.zeros(1)
        nothing = {"word": unknown, "gap": unknown, "edit": unknown}
        value = loss(logits, nothing | {"word": torch.tensor([WRONG])}, torch.ones(1), none)
        assert float(value) == pytest.approx(-np.log(len(KINDS) / (1 + len(KINDS))), abs=1e-5)
        assert float(loss(logits, nothing, torch.ones(1), none)) == 0
        assert float(loss(logits, nothing | {"edit": torch.tensor([1])}, torch.ones(1), none)) == pytest.approx(
            np.log(2), abs=1e-5
        )

    def test_priors_tell_how_much_is_edited_by_source(self, material: list[Example]) -> None:
        from corrector.training.detector.batches import Draw, priors

        edited = next(one for one in material if one.group is Group.POST_EDIT)
        often = edited._replace(source="si-en", edit=(1, 1, UNKNOWN))
        found = priors([*material, *[often] * 8])
        assert found == pytest.approx({"ro-en": -found["si-en"], "si-en": (np.log(17) - np.log(9 / 17)) / 4})
        draw = Draw(
            [edited, often],
            {Group.POST_EDIT: 1.0},
            Encoder(WordPiece(VOCABULARY), lambda token: 1),
            size=64,
            post_edit_weight=0.3,
            seed=1,
        )
        for batch in draw.pool(0):
            wrong = batch.labels["edit"].reshape(-1, 4)[:, 0] == 1  # the first of three tokens and the closing mark
            assert bool(((batch.priors.reshape(-1, 4) > 0).all(1) == wrong).all())

    def test_pools_follow_from_seed_and_number(self, material: list[Example]) -> None:
        from corrector.training.detector.batches import Draw

        encoder = Encoder(WordPiece(VOCABULARY), lambda token: 1)
        shares = {Group.RIGHT: 0.5, Group.SIMULATED: 0.5}
        one, two = (Draw(material, shares, encoder, size=256, post_edit_weight=0.3, seed=1) for _ in range(2))
        a, b, c = one.pool(3), two.pool(3), one.pool(4)
        assert all(bool((x.labels["word"] == y.labels["word"]).all()) for x, y in zip(a, b, strict=True))
        assert any(x.labels["word"].tolist() != y.labels["word"].tolist() for x, y in zip(a, c, strict=False))
        assert all(batch.inputs["ids"].numel() <= 256 for batch in a)
        assert {label(Kind.AGREEMENT), RIGHT, UNKNOWN} == {n for batch in a for n in batch.labels["word"].tolist()}

    def test_training_is_stopped_goes_on_and_exports(
        self, material: list[Example], encoder_folder: Path, tmp_path: Path, ticking: Callable[[], float]
    ) -> None:
        from corrector.training.detector.loop import Plan, Trainer

        lines: list[str] = []

        def trainer(minutes: float) -> Trainer:
            return Trainer(
                train=material,
                dev=material,
                encoder_folder=encoder_folder,
                wordpiece=WordPiece.read(encoder_folder / "vocab.txt"),
                evidence=lambda token: 1,
                out=tmp_path / "run",
                plan=Plan(minutes=minutes, every=minutes / 2, batch=256, rate=3e-3, vocabulary_rate=1.0, patience=99),
                report=lines.append,
                clock=ticking,
            )

        trainer(0.03).train()
        look = trainer(0.1).train()
        assert any("goes on from step" in line for line in lines)
        assert look.precision > 0.9
        pytest.importorskip("onnx")
        pytest.importorskip("onnxruntime")
        self.exported_agrees(trainer(0.1), encoder_folder, tmp_path)

    def trainer(self, material: list[Example], encoder_folder: Path, out: Path, **choices: Any) -> Any:
        from corrector.training.detector.loop import Plan, Trainer

        return Trainer(
            train=material,
            dev=material,
            encoder_folder=encoder_folder,
            wordpiece=WordPiece.read(encoder_folder / "vocab.txt"),
            evidence=lambda token: 1,
            out=out,
            plan=Plan(minutes=0.01, batch=256, **choices.pop("plan", {})),
            report=lambda line: None,
            **choices,
        )

    @pytest.mark.parametrize(("last_part", "is_taught"), [(0.0, True), (1.0, False)])
    def test_last_part_draws_from_its_own_shares(
        self, last_part: float, is_taught: bool, material: list[Example], encoder_folder: Path, tmp_path: Path
    ) -> None:
        """Right text teaches the editor's output nothing, so its weights stay as they were."""
        plan = {"shares": {Group.POST_EDIT: 1.0}, "last_shares": {Group.RIGHT: 1.0}, "last_part": last_part}
        trainer = self.trainer(material, encoder_folder, tmp_path / "run", plan=plan)
        before = trainer.network.outputs.weight[-1].detach().clone()
        trainer.train()
        assert bool((trainer.network.outputs.weight[-1] != before).any()) is is_taught

    @pytest.mark.parametrize("saved", [None, {}, {"network": {}, "average": {}, "optimizer": {}, "state": {}}])
    def test_a_checkpoint_of_another_training_is_named(
        self, saved: dict[str, Any] | None, material: list[Example], encoder_folder: Path, tmp_path: Path
    ) -> None:
        import torch

        path = tmp_path / "run" / "checkpoint.pt"
        path.parent.mkdir()
        torch.save(saved, path) if saved is not None else path.write_bytes(b"no checkpoint")
        with pytest.raises(
            ConfigError, match=rf"{re.escape(str(path))}: cannot go on from this checkpoint.* delete it"
        ):
            self.trainer(material, encoder_folder, tmp_path / "run").train()

    def test_what_is_kept_is_a_moving_average(
        self, material: list[Example], encoder_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from corrector.training.detector import loop

        monkeypatch.setattr(loop, "AVERAGE_EVERY", 1)
        trainer = self.trainer(material, encoder_folder, tmp_path / "run")
        learn, seen = trainer._learn, []

        def watched(batch: Any, progress: float) -> float:
            value: float = learn(batch, progress)
            seen.append(trainer.network.outputs.weight.detach().clone())
            return value

        monkeypatch.setattr(trainer, "_learn", watched)
        trainer.train()
        expected = seen[0]
        for weight in seen[1:]:
            expected = loop.AVERAGE_DECAY * expected + (1 - loop.AVERAGE_DECAY) * weight
        assert len(seen) > 1
        assert trainer.network.outputs.weight.detach().numpy() == pytest.approx(expected.numpy(), abs=1e-6)

    def test_layers_are_learned_rounded_as_they_are_packed(self) -> None:
        from corrector.backends import weights
        from corrector.training.detector.quantized import BLOCK
        from corrector.training.detector.rounding import rounded

        torch = self.torch
        torch.manual_seed(3)
        network = torch.nn.ModuleDict(
            {"layer": torch.nn.Linear(2 * BLOCK, 5), "outputs": torch.nn.Linear(BLOCK, 3), "odd": torch.nn.Linear(7, 3)}
        )
        full = {name: tensor.clone() for name, tensor in network.state_dict().items()}
        with rounded(network):
            network["layer"](torch.ones(1, 2 * BLOCK)).sum().backward()
            seen = {name: tensor.clone() for name, tensor in network.state_dict().items()}
        assert network["layer"].weight.grad.tolist() == [[1.0] * 2 * BLOCK] * 5
        assert {name for name in full if not torch.equal(seen[name], full[name])} == {"layer.weight"}
        assert all(torch.equal(tensor, full[name]) for name, tensor in network.state_dict().items())
        none = np.zeros((5, 0), np.float32), np.zeros((0, 2 * BLOCK), np.float32)
        packed = weights.pack(full["layer.weight"].numpy(), *none, block=BLOCK)
        difference = np.abs(weights.unpack(packed).T * packed.steps[:, None] - seen["layer.weight"].numpy())
        assert (difference <= packed.steps[:, None] * 0.51).all()

    def test_teachers_put_their_opinion_in_the_place_of_what_editors_did(
        self, material: list[Example], encoder_folder: Path, tmp_path: Path
    ) -> None:
        from corrector.training.detector.batches import Draw
        from corrector.training.detector.network import pretrained
        from corrector.training.detector.teachers import Teacher, Teachers

        earlier = pretrained(encoder_folder)
        self.torch.nn.init.zeros_(earlier.outputs.weight)
        paths = []
        for bias in (1.0, 3.0):
            self.torch.nn.init.constant_(earlier.outputs.bias, bias)
            paths.append(tmp_path / f"{bias}.pt")
            self.torch.save({"network": earlier.state_dict()}, paths[-1])
        right, edited = material[0], material[-1]
        teach = Teachers(
            [Teacher(path, encoder_folder) for path in paths],
            evidence=lambda token: 1,
            device=self.torch.device("cpu"),
            dev=[edited],
        )
        assert teach.shifts == {"ro-en": 0.0}
        assert teach([right]) == [right]
        draw = Draw(
            material,
            {Group.POST_EDIT: 1.0},
            Encoder(WordPiece(VOCABULARY), lambda token: 1),
            size=64,
            post_edit_weight=0.3,
            seed=1,
            teach=teach,
        )
        for batch in draw.pool(0):
            opinions = batch.labels["edit"][batch.labels["edit"] != UNKNOWN]
            assert opinions.numpy() == pytest.approx(1 / (1 + np.exp(-2.0)), abs=0.01)
            assert not batch.priors.any()
        assert {label for label in edited.word if label != RIGHT} == {WRONG}

    def test_sources_are_shifted_to_one_threshold(self, material: list[Example]) -> None:
        from corrector.training.detector.teachers import shifts

        edited = material[-1]
        other = edited._replace(source="si-en")
        low, high = np.array([-3.0, -1.0, -3.0]), np.array([1.0, 3.0, 1.0])
        found = shifts([edited, other], [low, high])
        assert found["si-en"] == pytest.approx(-found["ro-en"])
        assert found["si-en"] == pytest.approx(2.0, abs=0.01)

    def test_training_starts_from_earlier_weights(
        self, material: list[Example], encoder_folder: Path, tmp_path: Path
    ) -> None:
        from corrector.training.detector.network import pretrained

        earlier = pretrained(encoder_folder)
        self.torch.nn.init.constant_(earlier.outputs.bias, 7.0)
        self.torch.save({"network": earlier.state_dict()}, tmp_path / "best.pt")
        trainer = self.trainer(material, encoder_folder, tmp_path / "run", start=tmp_path / "best.pt")
        assert set(trainer.network.outputs.bias.tolist()) == {7.0}

    def test_training_starts_from_an_exported_detector(
        self, material: list[Example], encoder_folder: Path, tmp_path: Path
    ) -> None:
        from onnxruntime.quantization import QuantType, quantize_dynamic

        from corrector.training.detector.export import write_full
        from corrector.training.detector.network import pretrained

        earlier = pretrained(encoder_folder)
        for parameter in earlier.parameters():
            self.torch.nn.init.normal_(parameter)  # parameters that are alike would be stored once
        write_full(earlier, tmp_path / "full.onnx")
        quantize_dynamic(tmp_path / "full.onnx", tmp_path / "model.onnx", weight_type=QuantType.QInt8, per_channel=True)
        trainer = self.trainer(material, encoder_folder, tmp_path / "run", start=tmp_path)
        for name, value in earlier.state_dict().items():
            step = float(value.abs().max()) / 100
            np.testing.assert_allclose(trainer.network.state_dict()[name], value, atol=step + 1e-6, err_msg=name)

    @pytest.mark.parametrize("content", [None, b"", b"no network"])
    def test_a_folder_without_an_exported_detector_is_refused(
        self, content: bytes | None, material: list[Example], encoder_folder: Path, tmp_path: Path
    ) -> None:
        if content is not None:
            (tmp_path / "model.onnx").write_bytes(content)
        with pytest.raises(ConfigError, match=r"no exported detector|no weights"):
            self.trainer(material, encoder_folder, tmp_path / "run", start=tmp_path)

    @pytest.mark.parametrize("content", [None, b"", b"no weights"])
    def test_weights_that_are_none_are_refused(
        self, content: bytes | None, material: list[Example], encoder_folder: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "best.pt"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(ConfigError, match=r"best\.pt: no weights"):
            self.trainer(material, encoder_folder, tmp_path / "run", start=path)

    def exported_agrees(self, trainer: object, encoder_folder: Path, tmp_path: Path) -> None:
        """The exported network says what the trained one says, whatever batch and length."""
        from corrector.backends.onnx import OnnxModel
        from corrector.training.detector.export import write_full
        from corrector.training.detector.loop import Trainer
        from corrector.training.detector.network import TorchModel

        assert isinstance(trainer, Trainer)
        path = tmp_path / "full.onnx"
        write_full(trainer.network, path)
        with OnnxModel(path) as model:
            for shape in ((1, 3), (3, 9)):
                inputs = {name: np.ones(shape, np.int64) for name in ("ids", "mask", "shapes", "evidences")}
                there = TorchModel(trainer.network, self.torch.device("cpu")).run(inputs)
                np.testing.assert_allclose(model.run(inputs), there, atol=0.05)
