"""The command line by its processes: what it prints, what it writes, how it ends."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from backend.store import Store
from graph.project import read
from graph.templates import TEMPLATES

ROOT = Path(__file__).parents[1]
LENET = ROOT / "resources" / "examples" / "lenet-mnist.convas"

# as on a training server: whoever imports Qt fails
NO_QT = """
import sys
for name in ("PySide6", "shiboken6", "pyqtgraph"):
    sys.modules[name] = None
sys.argv = ["main.py", *sys.argv[1:]]
import runpy
runpy.run_path({main!r}, run_name="__main__")
"""


def convas(*arguments: object, display: bool = False) -> subprocess.CompletedProcess:
    environment = {key: value for key, value in os.environ.items() if key != "QT_QPA_PLATFORM"}
    if not display:
        environment.pop("DISPLAY", None)
        environment.pop("WAYLAND_DISPLAY", None)
    code = NO_QT.format(main=str(ROOT / "main.py"))
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**environment, "PYTHONPATH": str(ROOT)},
        timeout=120,
        check=False,
    )


def test_an_architecture_becomes_a_project(tmp_path: Path) -> None:
    path = tmp_path / "net.convas"
    done = convas("new", "pattern", "-o", path, "--set", "stages=3", "--set", "pool=off")
    assert (done.returncode, done.stderr) == (0, "")
    assert len([name for name in read(path).network.nodes if name.startswith("conv")]) == 3
    listed = convas("new", "--list").stdout
    assert all(template.name in listed for template in TEMPLATES)


def test_check_tells_programs_everything() -> None:
    report = json.loads(convas("check", LENET, "--json").stdout)
    assert report["ok"] is True
    totals = {"parameters": 61_706, "macs": 416_520, "activation_bytes": 60_008}
    assert report["totals"] == totals | {
        "unshared_parameters": 423_038,
        "batch_size": 64,
        "training_bytes": 4 * 4 * 61_706 + 64 * 59_584,
        "inference_bytes": 4 * 61_706 + 64 * 40_768,
    }
    assert report["nodes"]["conv2"] == {
        "type": "conv2d",
        "inputs": [[6, 14, 14]],
        "output": [16, 10, 10],
        "parameters": 2_416,
        "unshared_parameters": 241_600,
        "macs": 240_000,
        "receptive_field": [14, 14],
        "receptive_field_stride": [2, 2],
        "activation_bytes": 6_400,
        "kept_bytes": 0,
        "formula": "(14 − 5 + 2·0) / 1 + 1 = 10",
    }
    assert report["nodes"]["fc1"]["output"] == [120]
    assert report["nodes"]["fc1"]["receptive_field"] is None
    assert report["problems"] == []


def test_check_goes_into_blocks_under_dotted_names() -> None:
    path = LENET.with_name("residual-mnist.convas")
    nodes = json.loads(convas("check", path, "--json").stdout)["nodes"]
    assert nodes["block2.downsample.0"]["output"] == [32, 14, 14]


def test_check_prints_a_table_that_has_blocks_open_where_that_is_asked() -> None:
    path = LENET.with_name("residual-mnist.convas")
    closed = convas("check", path).stdout
    assert [line.split()[0] for line in closed.splitlines()[:4]] == [
        "node",
        "input",
        "conv1",
        "bn1",
    ]
    assert "  downsample.0" not in closed
    assert "3 blocks closed; --inside shows" in closed
    opened = convas("check", path, "--inside").stdout
    assert "  downsample.0" in opened
    assert "training it" in opened
    assert "fits" in opened
    assert "\x1b" not in opened


def test_check_reports_errors_with_their_fixes(tmp_path: Path) -> None:
    path = tmp_path / "bad.convas"
    path.write_text(LENET.read_text().replace('"kernel":5', '"kernel":19', 2))
    done = convas("check", path, "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert report["ok"] is False
    problem = next(p for p in report["problems"] if p["severity"] == "error")
    assert problem["node"] == "conv2"
    assert problem["code"] == "shape"
    assert problem["fixes"]
    shown = convas("check", path).stdout
    assert "The filter does not fit" in shown
    assert "fix:" in shown


def test_try_says_whether_it_can_learn_and_how_fast(tmp_path: Path) -> None:
    path = tmp_path / "quick.convas"
    path.write_text(LENET.read_text().replace('"examples":0', '"examples":2000'))
    done = convas("try", path, "--device", "cpu", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["learned"]["learned"]
    assert 1e-5 < told["rate"]["suggestion"] < 0.1
    hopeless = convas("try", path, "--device", "cpu", "--set", "recipe.optimizer=sgd",
                      "--set", "recipe.learning_rate=100")  # fmt: skip
    assert "not with this recipe" in " ".join(hopeless.stdout.split())
    assert convas("runs", "--json").stdout.strip() == "[]"  # nothing was kept of it


def test_train_tells_programs_what_happens_and_export_takes_its_weights(tmp_path: Path) -> None:
    path = tmp_path / "quick.convas"
    path.write_text(LENET.read_text().replace('"examples":0', '"examples":2000'))
    done = convas("train", path, "--epochs", 2, "--seed", 3, "--device", "cpu", "--json")
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[0]["event"] == "started"
    last = events[-1]
    assert last["event"] == "finished"
    assert {"run", "epochs", "test_accuracy", "test_loss", "seconds", "images_per_second"} <= set(
        last
    )
    assert last["epochs"] == 2
    source = tmp_path / "net.py"
    done = convas("export", path, "--to", "pytorch", "--run", last["run"], "-o", source)
    assert done.returncode == 0, done.stderr
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import torch; from net import Net\n"
        "net = Net(); net.load_state_dict(torch.load(sys.argv[1] + '/net.pt', weights_only=True))\n"
        "net.eval(); sys.path.insert(0, sys.argv[2])\n"
        "from backend.engine import weights; from backend.engine.module import build\n"
        "from backend.store import Store; from graph.project import read\n"
        "from pathlib import Path\n"
        "own = build(read(Path(sys.argv[3])).network, 1)\n"
        "own.load_state_dict(weights.of_model(weights.load(Store(), sys.argv[4]))); own.eval()\n"
        "x = torch.randn(4, 1, 28, 28); assert torch.equal(net(x), own(x))\n"
    )
    command = [sys.executable, "-c", code, tmp_path, ROOT, path, last["run"]]
    subprocess.run(list(map(str, command)), check=True, timeout=60)


def test_train_in_a_terminal_ends_with_the_accuracy_and_how_to_go_on(tmp_path: Path) -> None:
    path = tmp_path / "quick.convas"
    path.write_text(LENET.read_text().replace('"examples":0', '"examples":500'))
    done = convas("train", path, "--set", "recipe.epochs=1", "--set", "recipe.optimizer=adamw")
    assert done.returncode == 0, done.stderr
    assert "finished after 1 epoch: test accuracy" in done.stdout
    assert "--resume" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_train_whose_reader_is_gone_stops_and_keeps_the_run(
    tmp_path: Path, form: list[str]
) -> None:
    path = tmp_path / "quick.convas"
    path.write_text(LENET.read_text().replace('"examples":0', '"examples":300'))
    command = [sys.executable, ROOT / "main.py", "train", path, "--epochs", "5000", *form]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert (process.stderr.read(), process.wait(60)) == (b"", 0)
    (run,) = Store().runs()
    assert (run.state, run.text) == ("stopped", "")
    assert "last" in Store().weights(run.id)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["new", "lenet"], 2, "Did you mean lenet5?"),
        (["new"], 2, "Which architecture?"),
        (["new", "pattern", "--set", "stages"], 2, "is no NAME=VALUE"),
        (["new", "pattern", "--set", "stages=99"], 2, "M cannot be 99"),
        (["new", "pattern", "--set", "depth=3"], 2, "has no setting named depth"),
        (["check", "missing.convas"], 2, "There is no file missing.convas"),
        (["check", "."], 2, "is a folder"),
        (["check", str(ROOT / "README.md")], 2, "is no Convas project"),
        (["train", str(LENET), "--epochs", "0"], 2, "Epochs cannot be 0"),
        (["train", str(LENET), "--epochs", "many"], 2, "Epochs cannot be many"),
        (["train", str(LENET), "--device", "tpu"], 2, "choose one of auto, cpu, cuda, mps"),
        (["train", str(LENET), "--set", "seed=1"], 2, "write recipe.NAME=VALUE"),
        (["train", str(LENET), "--resume", "nothing"], 2, "There is no run nothing"),
        (["train", str(LENET), "--more", "2"], 2, "--more goes on with a run"),
        (["train"], 2, "Which project?"),
        (["export", str(LENET), "--to", "prolog", "-o", "x"], 2, "invalid choice: 'prolog'"),
        (["export", str(LENET), "-o", "x"], 2, "--to"),
        (["trian", "x.convas"], 2, "Did you mean train?"),
        (["--nonsense"], 2, "required: COMMAND"),
    ],
)
def test_a_refusal_is_one_line(arguments: list[str], status: int, said: str) -> None:
    done = convas(*arguments)
    assert done.returncode == status, done.stderr
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_without_qt_it_says_so_and_trains_in_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "quick.convas"
    text = LENET.read_text().replace('"examples":0', '"examples":300')
    path.write_text(text.replace('"epochs":3', '"epochs":1'))
    done = convas(path)
    assert done.returncode == 0, done.stderr
    assert "The window cannot open: PySide6 is not installed" in done.stdout
    assert "finished after 1 epoch:" in done.stdout


def test_runs_are_listed_and_gone_on_with_by_their_own_project(tmp_path: Path) -> None:
    path = tmp_path / "quick.convas"
    path.write_text(LENET.read_text().replace('"examples":0', '"examples":300'))
    done = convas("train", path, "--epochs", 1, "--set", "recipe.seed=7", "--json")
    assert done.returncode == 0, done.stderr
    first = json.loads(done.stdout.splitlines()[-1])
    listed = json.loads(convas("runs", "--json").stdout)
    assert [(run["id"], run["state"], run["file"]) for run in listed] == [
        (first["run"], "finished", str(path))
    ]
    assert listed[0]["best"] == first["test_accuracy"]
    shown = convas("runs", path).stdout
    assert first["run"] in shown
    assert "1 of 1" in shown
    more = convas("train", path, "--resume", first["run"], "--more", 2, "--json")
    assert more.returncode == 0, more.stderr
    events = [json.loads(line) for line in more.stdout.splitlines()]
    assert events[-1]["epochs"] == 3
    refused = convas("train", "--resume", first["run"], "--more", 1, "--seed", 8)
    assert refused.returncode == 1
    assert "has seed 7, and the project now 8" in refused.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_the_first_signal_stops_and_keeps_and_the_second_leaves_at_once(tmp_path: Path) -> None:
    path = tmp_path / "long.convas"
    text = LENET.read_text().replace('"examples":0', '"examples":500')
    path.write_text(text.replace('"epochs":3', '"epochs":9999'))
    command = [sys.executable, str(ROOT / "main.py"), "train", str(path), "--json"]
    for number in (signal.SIGTERM, signal.SIGHUP):  # the latter when a terminal is closed
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert json.loads(process.stdout.readline())["event"] == "started"
            process.send_signal(number)
            last = [json.loads(line) for line in process.stdout][-1]
        assert process.returncode == 0
        assert (last["event"], last["stopped"]) == ("finished", True)
    code = (
        "import runpy, signal, sys, os, time; from backend.engine import evaluate, train\n"
        "def stuck(*_):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    time.sleep(60)\n"
        "train.evaluate = stuck; sys.argv = ['main.py', 'train', sys.argv[1], '--json']\n"
        "runpy.run_path('main.py', run_name='__main__')\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["event"] == "started"
        process.send_signal(signal.SIGINT)  # the test at the stop sends itself the second one
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Left at once." in said
    assert "Traceback" not in said
