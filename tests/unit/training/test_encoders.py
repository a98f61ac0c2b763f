"""Pretrained encoders: read, cut down, taken out of a published tagger."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from corrector.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

torch = pytest.importorskip("torch", reason="training needs torch and transformers")
transformers = pytest.importorskip("transformers")
pytest.importorskip("onnx")

from corrector.training.detector import encoders  # noqa: E402
from corrector.training.detector.quantized import BLOCK  # noqa: E402

WIDTH, LAYERS = 128, 3
WORDS = {f"word{number}": 2000 - number for number in range(250)}
VOCABULARY = ["[PAD]", "[unused1]", "[UNK]", "[CLS]", "[SEP]", "W", "##x", "w", "##o", *reversed(WORDS)]


class Tagger(torch.nn.Module):  # type: ignore[misc, name-defined]
    """What is published: an encoder called ``distilbert`` and its outputs."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.distilbert = encoder
        self.classifier = torch.nn.Linear(WIDTH, 5)

    def forward(self, ids: Any, mask: Any) -> Any:
        return self.classifier(self.distilbert(input_ids=ids, attention_mask=mask).last_hidden_state)


@pytest.fixture
def encoder() -> Any:
    torch.manual_seed(3)
    config = transformers.DistilBertConfig(
        vocab_size=len(VOCABULARY), dim=WIDTH, n_layers=LAYERS, n_heads=2, hidden_dim=2 * WIDTH
    )
    made = transformers.DistilBertModel(config)
    for parameter in made.parameters():
        torch.nn.init.normal_(parameter, std=0.1)  # parameters that are alike would be stored once
    return made


@pytest.fixture
def source(encoder: Any, tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    encoder.save_pretrained(folder)
    (folder / "vocab.txt").write_text("".join(f"{piece}\n" for piece in VOCABULARY), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text('{"do_lower_case": false}', encoding="utf-8")
    return folder


def states(encoder: Any, ids: list[int]) -> Any:
    encoder.eval()
    with torch.no_grad():
        return encoder(input_ids=torch.tensor([ids])).last_hidden_state.numpy()


def test_frequent_pieces_are_kept_and_say_what_they_said(encoder: Any, source: Path, tmp_path: Path) -> None:
    kept, split = encoders.prepare(source, tmp_path / "out", layers=LAYERS, pieces=120, words=WORDS)
    assert kept == BLOCK
    pieces = (tmp_path / "out" / "vocab.txt").read_text(encoding="utf-8").splitlines()
    assert pieces[:4] == ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    assert {"W", "##x", "w", "##o", "word0", "word50"} <= set(pieces)
    assert "word240" not in pieces
    assert 0 < split < 1
    wordpiece = encoders.read_vocabulary(tmp_path / "out")
    assert wordpiece.is_cased
    before = [VOCABULARY.index(piece) for piece in ("[CLS]", "word3", "W", "[SEP]")]
    after = [wordpiece.first, *wordpiece.pieces("word3"), *wordpiece.pieces("W"), wordpiece.last]
    np.testing.assert_allclose(states(encoders.read(tmp_path / "out"), after), states(encoder, before), atol=1e-5)


def test_the_command_counts_words_of_training_text(source: Path, data: Path, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from corrector.cli._train_encoder import encoder as command

    choices = {"--data": data, "--source": source, "--output": tmp_path / "out", "--layers": 2, "--pieces": 128}
    done = CliRunner().invoke(command, [str(word) for choice in choices.items() for word in choice])
    assert done.exit_code == 0, done.output
    assert f"out: 2 layers, {BLOCK} pieces; " in done.output
    assert encoders.read(tmp_path / "out").config.vocab_size == BLOCK


def test_layers_are_kept_from_the_first(source: Path, tmp_path: Path) -> None:
    encoders.prepare(source, tmp_path / "out", layers=2, pieces=128, words=WORDS)
    cut = encoders.read(tmp_path / "out")
    assert len(cut.transformer.layer) == cut.config.num_hidden_layers == 2
    assert len(encoders.read(source, layers=1).transformer.layer) == 1


@pytest.mark.filterwarnings("ignore")  # of the exporter
@pytest.mark.parametrize("way", ["as they come", "beforehand"])
def test_an_encoder_is_taken_out_of_a_published_tagger(way: str, encoder: Any, source: Path, tmp_path: Path) -> None:
    """Inputs may be rounded as they come, or every product may stand between two roundings fitted beforehand."""
    from onnxruntime import quantization

    published = tmp_path / "published"
    published.mkdir()
    encoder.set_attn_implementation("eager")
    example = (torch.ones((1, 4), dtype=torch.int64),) * 2
    torch.onnx.export(Tagger(encoder), example, tmp_path / "full.onnx", input_names=["ids", "mask"], dynamo=False)
    if way == "beforehand":

        class Examples(quantization.CalibrationDataReader):  # type: ignore[misc]
            def __init__(self) -> None:
                self.left = [{"ids": np.array([[3, 9, 20, 4]]), "mask": np.ones((1, 4), np.int64)}]

            def get_next(self) -> dict[str, Any] | None:
                return self.left.pop() if self.left else None

        kinds = ["MatMul", "Gather"]
        full, tagger = tmp_path / "full.onnx", published / "tagger.onnx"
        quantization.quantize_static(full, tagger, Examples(), op_types_to_quantize=kinds)
    else:
        quantization.quantize_dynamic(tmp_path / "full.onnx", published / "tagger.onnx")
    described = {
        "normalizer": {"type": "BertNormalizer", "lowercase": False},
        "model": {"vocab": {piece: number for number, piece in enumerate(VOCABULARY)}},
    }
    (published / "tokenizer.json").write_text(json.dumps(described), encoding="utf-8")
    encoders.prepare(published, tmp_path / "out", layers=LAYERS, pieces=len(VOCABULARY), words=WORDS)
    taken = encoders.read(tmp_path / "out").state_dict()
    for name, value in encoder.state_dict().items():
        if "embeddings.word" not in name and "position" not in name:
            step = float(value.abs().max()) / 100
            np.testing.assert_allclose(taken[name], value, atol=step + 1e-6, err_msg=name)


@pytest.mark.parametrize("files", [(), ("tagger.onnx",), ("a.onnx", "b.onnx", "tokenizer.json")])
def test_a_folder_without_an_encoder_is_refused(files: tuple[str, ...], tmp_path: Path) -> None:
    source = tmp_path / "empty"
    source.mkdir()
    for name in files:
        (source / name).touch()
    with pytest.raises(ConfigError, match="empty: no pretrained encoder here"):
        encoders.prepare(source, tmp_path / "out", layers=1, pieces=128, words={})
