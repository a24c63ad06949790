"""Sliders over the comm protocol, as the front ends' widget managers speak it (ipywidgets 8)."""
import json
import sys
import time

import kernels
from kernels import ROOT, broadcasts, contents, kernel, run, send

SETUP = f'''#r "{ROOT}/lib/Figures/bin/Spikebook.Figures.dll"
using Spikebook.Figures;
record Row(double X, double Y);
int drawn = 0, delay = 0;
Figure Draw(double b)
{{
    drawn++;
    for (int i = 0; i < delay; i++) {{ Cell.Token.ThrowIfCancellationRequested(); System.Threading.Thread.Sleep(10); }}
    return Figure.New("line", $"b = {{b}}").Line(new[] {{ new Row(0, 0), new Row(1, b) }}, r => r.X, r => r.Y, "line");
}}'''


def opened(shown):
    """The widgets that a cell opened: state by comm id."""
    assert all(m["metadata"]["version"].startswith("2.") for m in shown if m["msg_type"] == "comm_open")
    return {c["comm_id"]: c["data"]["state"] for c in contents(shown, "comm_open") if c["target_name"] == "jupyter.widget"}


def move(client, comm_id, **state):
    return send(client, "comm_msg", {"comm_id": comm_id, "data": {"method": "update", "state": state, "buffer_paths": []}})


def title(data):
    return data["application/vnd.plotly.v1+json"]["layout"]["title"]["text"]


def test_a_slider_redraws_one_display():
    with kernel() as (_, client):
        assert run(client, SETUP)[0]["status"] == "ok"
        content, shown = run(client, 'Interact.With(Slider.Double("b", 0, 3, step: .05, start: 1), Draw)')
        assert content["status"] == "ok", content
        widgets = opened(shown)
        [(slider, state)] = [(i, s) for i, s in widgets.items() if s["_model_name"] == "FloatSliderModel"]
        assert (state["min"], state["max"], state["step"], state["value"], state["description"]) == (0, 3, .05, 1, "b")
        assert state["layout"][len("IPY_MODEL_"):] in widgets
        view, figure = contents(shown, "display_data")
        root = view["data"]["application/vnd.jupyter.widget-view+json"]["model_id"]
        assert widgets[root]["children"] == ["IPY_MODEL_" + slider]
        assert title(figure["data"]) == "b = 1"

        shown = broadcasts(client, move(client, slider, value=2.5))
        [update] = contents(shown, "update_display_data")
        assert update["transient"]["display_id"] == figure["transient"]["display_id"] and title(update["data"]) == "b = 2.5"
        assert shown[0]["content"]["execution_state"] == "busy"
        asked = broadcasts(client, send(client, "comm_msg", {"comm_id": slider, "data": {"method": "request_state"}}))
        assert contents(asked, "comm_msg")[0]["data"]["state"]["value"] == 2.5
        comms = kernels.reply(client, client.comm_info("jupyter.widget"))["content"]["comms"]
        assert set(comms) == set(widgets)


def test_stale_moves_are_dropped():
    with kernel() as (_, client):
        run(client, SETUP)
        _, shown = run(client, 'Interact.With(Slider.Double("b", 0, 3, step: .05), Draw)')
        [slider] = [i for i, s in opened(shown).items() if s["_model_name"] == "FloatSliderModel"]
        run(client, "delay = 100; drawn = 0;")
        start = time.time()
        ids = [move(client, slider, value=i / 20) for i in range(1, 41)]
        last = broadcasts(client, ids[-1])
        assert title(contents(last, "update_display_data")[0]["data"]) == "b = 2"
        assert time.time() - start < 5
        drawn = int(kernels.value(run(client, "drawn")[1]))
        assert drawn < 10, f"{drawn} of 40 moves were drawn"


def test_all_controls():
    with kernel() as (_, client):
        run(client, SETUP)
        _, shown = run(client, 'Interact.With(Slider.Play("n", 0, 5), Slider.Range("x", 0, 1), Choice.Of("shape", "ring", "line"), Choice.YesNo("log"), '
                               '(n, x, shape, log) => Draw(0).Titled($"{n} {x.From} {x.To} {shape} {log}"))')
        by_name = {}
        for comm_id, state in opened(shown).items():
            by_name.setdefault(state["_model_name"], []).append(comm_id)
        assert {"PlayModel", "LinkModel", "IntSliderModel", "FloatRangeSliderModel", "DropdownModel", "CheckboxModel", "HBoxModel", "VBoxModel"} <= set(by_name)
        for model, change in [("IntSliderModel", {"value": 3}), ("FloatRangeSliderModel", {"value": [0.25, 0.5]}), ("DropdownModel", {"index": 1}), ("CheckboxModel", {"value": True})]:
            shown = broadcasts(client, move(client, by_name[model][0], **change))
        assert title(contents(shown, "update_display_data")[0]["data"]) == "3 0.25 0.5 line True"


def test_an_output_area_holds_whatever_is_shown():
    with kernel() as (_, client):
        run(client, SETUP)
        _, shown = run(client, 'Interact.Output(Slider.IntRange("k", 0, 9), k => { Console.Write($"from {k.From}"); display("between"); return Draw(k.To); }).Beside()')
        widgets = opened(shown)
        [(area, state)] = [(i, s) for i, s in widgets.items() if s["_model_name"] == "OutputModel"]
        assert state["_model_module"] == "@jupyter-widgets/output" and [o["output_type"] for o in state["outputs"]] == ["stream", "display_data", "display_data"]
        assert state["outputs"][0] == {"output_type": "stream", "name": "stdout", "text": "from 0"} and title(state["outputs"][2]["data"]) == "b = 9"
        [view] = contents(shown, "display_data")
        assert not contents(shown, "stream"), "the area holds all output"
        root = widgets[view["data"]["application/vnd.jupyter.widget-view+json"]["model_id"]]
        assert root["_model_name"] == "HBoxModel" and root["children"][1] == "IPY_MODEL_" + area
        [slider] = [i for i, s in widgets.items() if s["_model_name"] == "IntRangeSliderModel"]
        shown = broadcasts(client, move(client, slider, value=[2, 5]))
        last = [c["data"]["state"]["outputs"] for c in contents(shown, "comm_msg") if c["comm_id"] == area][-1]
        assert last[0]["text"] == "from 2" and last[1]["data"]["text/plain"] == "between" and title(last[2]["data"]) == "b = 5"
        asked = broadcasts(client, send(client, "comm_msg", {"comm_id": area, "data": {"method": "request_state"}}))
        assert contents(asked, "comm_msg")[0]["data"]["state"]["outputs"] == last


def test_a_page_tells_which_widgets_it_has():
    with kernel() as (_, client):
        run(client, SETUP)
        broadcasts(client, send(client, "comm_open", {"comm_id": "front", "target_name": "spikebook.front-end", "data": {"widgets": 6}}))
        _, shown = run(client, 'Interact.With(Slider.Range("x", 0, 1), x => Draw(x.To))')
        states = [c["data"] for c in contents(shown, "comm_open")]
        [slider] = [s for s in states if s["_model_name"] == "FloatSliderModel"]
        assert slider["_model_module"] == "jupyter-js-widgets" and slider["_range"] is True and slider["value"] == [0, 1]
        assert contents(shown, "comm_msg")[-1]["data"] == {"method": "display"}
        broadcasts(client, send(client, "comm_open", {"comm_id": "front", "target_name": "spikebook.front-end", "data": {"widgets": 0}}))
        _, shown = run(client, 'Interact.With(Slider.Double("b", 0, 3, step: .5), Draw)')
        assert not contents(shown, "comm_open") and contents(shown, "execute_result")[0]["data"]["application/vnd.plotly.v1+json"]["frames"]


def test_without_widgets_the_frames_are_shown():
    with kernel() as (_, client):
        run(client, SETUP)
        _, shown = run(client, 'Interact.With(Slider.Double("b", 0, 3, step: .5), Draw)')
        first = next(iter(opened(shown)))
        shown = broadcasts(client, send(client, "comm_close", {"comm_id": first, "data": {}}))
        frames = contents(shown, "update_display_data")[-1]["data"]["application/vnd.plotly.v1+json"]
        assert len(frames["frames"]) == 7 and frames["layout"]["sliders"]


def test_errors_of_a_redraw_are_told_and_nonsense_is_survived():
    with kernel() as (_, client):
        run(client, SETUP)
        _, shown = run(client, 'Interact.With(Slider.Double("b", 0, 3), b => b > 2 ? throw new Exception("b is too large") : Draw(b))')
        [slider] = [i for i, s in opened(shown).items() if s["_model_name"] == "FloatSliderModel"]
        shown = broadcasts(client, move(client, slider, value=2.5))
        assert "b is too large" in contents(shown, "update_display_data")[-1]["data"]["text/plain"]
        for nonsense in ({"value": "text"}, {"value": None}, {"value": [1]}, {}, {"other": 1}):
            broadcasts(client, move(client, slider, **nonsense))
        shown = broadcasts(client, move(client, slider, value=1.5))
        assert title(contents(shown, "update_display_data")[0]["data"]) == "b = 1.5"


if __name__ == "__main__":
    kernels.main(sys.modules[__name__])
