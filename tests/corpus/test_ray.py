"""The same output on Ray as on local workers: on one node, on two, and when workers are killed."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corrector.corpus.plan import Job
from corrector.corpus.run import run
from tests.corpus import fakes
from tests.corpus.jobs import records, write

if TYPE_CHECKING:
    from collections.abc import Iterator

ray = pytest.importorskip("ray", reason="Ray is not installed: pip install 'corrector[ray]'")
pytest.importorskip("ray.data", reason="Ray Data is not installed: pip install 'corrector[ray]'")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # Ray's own
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="finds workers through /proc"),
]
COUNT = int(os.environ.get("CORRECTOR_RAY_RECORDS", "5000"))
ROOT = str(Path(__file__).parents[2])


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[Path]:
    """A cluster of two nodes on this machine, and the folder where workers leave a file named after their node."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    cluster.add_node(num_cpus=1)  # type: ignore[no-untyped-call,unused-ignore]
    marks = tmp_path / "nodes"
    marks.mkdir()
    variables = {"PYTHONPATH": ROOT, "CORRECTOR_TEST_NODES": str(marks)}
    ray.init(address=cluster.address, log_to_driver=False, runtime_env={"env_vars": variables})
    yield marks
    ray.shutdown()
    cluster.shutdown()  # type: ignore[no-untyped-call,unused-ignore]


@pytest.fixture
def one_node() -> Iterator[None]:
    ray.init(
        address="local",
        num_cpus=2,
        include_dashboard=False,
        log_to_driver=False,
        runtime_env={"env_vars": {"PYTHONPATH": ROOT}},
    )
    yield
    ray.shutdown()


def job(source: Path, output: Path, **options: Any) -> Job:
    options.setdefault("pipeline", fakes.Articles)
    return Job(inputs=(str(source),), output=str(output), workers=2, drop_above=0.17, **options)


def assert_same(tmp_path: Path, name: str) -> None:
    for file in (name, f"{name}.report/errors.jsonl", f"{name}.report/dropped.{name.partition('.')[2]}"):
        assert (tmp_path / "local" / file).read_bytes() == (tmp_path / "ray" / file).read_bytes()
    assert (tmp_path / "local" / name).stat().st_size


@pytest.mark.usefixtures("one_node")
@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet"])
def test_ray_writes_what_local_workers_write(tmp_path: Path, name: str) -> None:
    source = write(tmp_path / f"in.{name.partition('.')[2]}", records(COUNT))
    run(job(source, tmp_path / "local" / name))
    run(job(source, tmp_path / "ray" / name, engine="ray"))
    assert_same(tmp_path, name)


def test_two_nodes_share_the_work(tmp_path: Path, nodes: Path) -> None:
    source = write(tmp_path / "in.jsonl", records(COUNT))
    run(job(source, tmp_path / "local" / "out.jsonl"))
    run(job(source, tmp_path / "ray" / "out.jsonl", engine="ray", pipeline=fakes.Located))
    assert_same(tmp_path, "out.jsonl")
    assert len(list(nodes.iterdir())) == 2


@pytest.mark.usefixtures("one_node")
def test_a_killed_ray_worker_changes_nothing(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", records(COUNT))
    run(job(source, tmp_path / "local" / "out.jsonl"))
    killed: list[int] = []

    def kill() -> None:
        part = tmp_path / "ray" / "out.jsonl.part"
        while not (part.exists() and part.stat().st_size):
            time.sleep(0.02)
        for pid in actors()[:1]:
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    run(job(source, tmp_path / "ray" / "out.jsonl", engine="ray", pipeline=fakes.Slow))
    killer.join(timeout=1)
    assert killed, "the run ended before a worker could be killed"
    assert_same(tmp_path, "out.jsonl")


def actors() -> list[int]:
    """Return the processes of Ray's actors that clean."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if b"MapWorker" in command and b"BatchCleaner" in command:
                found.append(int(entry.name))
    return found
