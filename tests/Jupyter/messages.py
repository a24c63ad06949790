"""Every message type of the protocol, driven by jupyter_client."""
import sys
import time

import kernels
from kernels import broadcasts, contents, kernel, quiet, reply, run, send, value


def test_kernel_info():
    with kernel() as (_, client):
        message_id = client.kernel_info()
        info = reply(client, message_id)["content"]
        assert tuple(map(int, info["protocol_version"].split("."))) >= (5, 3)
        assert info["status"] == "ok" and info["implementation"] == "spikebook"
        assert info["language_info"]["name"] == "C#" and info["language_info"]["file_extension"] == ".cs"
        on_control = send(client, "kernel_info_request", {}, "control")
        assert reply(client, on_control, "control")["content"]["implementation"] == "spikebook"


def test_execute():
    with kernel() as (_, client):
        content, shown = run(client, 'Console.WriteLine("out"); Console.Error.WriteLine("err"); display("shown"); 6 * 7')
        assert content["status"] == "ok" and content["execution_count"] == 1 and content["payload"] == []
        kinds = [m["msg_type"] for m in shown]
        assert kinds == ["status", "execute_input", "stream", "stream", "display_data", "execute_result", "status"], kinds
        assert [c["execution_state"] for c in contents(shown, "status")] == ["busy", "idle"]
        assert contents(shown, "execute_input") == [{"code": contents(shown, "execute_input")[0]["code"], "execution_count": 1}]
        assert [(c["name"], c["text"]) for c in contents(shown, "stream")] == [("stdout", "out\n"), ("stderr", "err\n")]
        assert value(shown) == "42"

        # state carries over; silent cells and those not stored leave the number as it is
        run(client, "int x = 5;")
        content, shown = run(client, "x", silent=True)
        assert [m["msg_type"] for m in shown] == ["status", "status"] and content["execution_count"] == 2
        content, shown = run(client, "x + 1", store_history=False)
        assert value(shown) == "6" and content["execution_count"] == 2
        content, _ = run(client, "x + 2")
        assert content["execution_count"] == 3
        content, _ = run(client, "")
        assert content["status"] == "ok" and content["execution_count"] == 3

        content, _ = run(client, "x", user_expressions={"twice": "2 * x", "wrong": "nothing"})
        expressions = content["user_expressions"]
        assert expressions["twice"] == {"status": "ok", "data": {"text/html": '<div class="dni-plaintext"><pre>10</pre></div>', "text/plain": "10"}, "metadata": {}}
        assert expressions["wrong"]["status"] == "error" and "nothing" in expressions["wrong"]["evalue"]


def test_rich_results():
    with kernel() as (_, client):
        _, shown = run(client, 'record Row(double B, string Name); new[] { new Row(1.5, "lower") }')
        [result] = contents(shown, "execute_result")
        assert "<table>" in result["data"]["text/html"]
        _, shown = run(client, '"{\\"data\\":[{\\"y\\":[1,2]}]}".DisplayAs("application/vnd.plotly.v1+json"); "no json".DisplayAs("application/json");')
        first, second = contents(shown, "display_data")
        assert first["data"]["application/vnd.plotly.v1+json"] == {"data": [{"y": [1, 2]}]}
        assert second["data"]["application/json"] == "no json"
        _, shown = run(client, '"\\ud800 lone, \\U0001F600 pair, \\0 zero"')
        assert "\U0001F600 pair, \0 zero" in value(shown)


def test_errors():
    with kernel() as (_, client):
        content, shown = run(client, "int ok = 1;\nint bad = nothing;")
        [error] = contents(shown, "error")
        assert content["status"] == "error" and content["ename"] == error["ename"] == "CompilationError"
        assert "cell 1, line 2, column 11" in "\n".join(error["traceback"])
        content, shown = run(client, "void F() => throw new InvalidOperationException(\"b = 4 is too large\");\n\nF();")
        [error] = contents(shown, "error")
        trace = "\n".join(error["traceback"])
        assert error["ename"] == "System.InvalidOperationException" and "cell 2, line 3" in trace and "b = 4" in error["evalue"], trace


def test_an_error_stops_what_is_queued():
    with kernel() as (_, client):
        ids = [client.execute(code) for code in ("await Task.Delay(500); throw new Exception();", "1", "2")]
        states = [reply(client, i)["content"]["status"] for i in ids]
        assert states == ["error", "aborted", "aborted"], states
        ids = [client.execute(code, stop_on_error=False) for code in ("await Task.Delay(500); throw new Exception();", "1")]
        assert [reply(client, i)["content"]["status"] for i in ids] == ["error", "ok"]
        assert run(client, "3")[0]["status"] == "ok"


def test_displays_are_updated_and_cleared():
    with kernel() as (_, client):
        _, shown = run(client, 'var shown = display("0 %");')
        [first] = contents(shown, "display_data")
        _, shown = run(client, 'shown.Update("100 %"); ClearOutput(wait: true); display("after");')
        [update] = contents(shown, "update_display_data")
        assert update["transient"]["display_id"] == first["transient"]["display_id"] and update["data"]["text/plain"] == "100 %"
        assert contents(shown, "clear_output") == [{"wait": True}]
        assert [m["msg_type"] for m in shown][2:5] == ["update_display_data", "clear_output", "display_data"]


def test_is_complete():
    with kernel() as (_, client):
        for code, status, indent in [("var x = 1;", "complete", None), ("if (true) {", "incomplete", "    "), ("1 +", "incomplete", ""), ("var = ;", "invalid", None)]:
            content = reply(client, client.is_complete(code))["content"]
            assert content["status"] == status, (code, content)
            assert indent is None or content["indent"] == indent, (code, content)


def test_complete():
    with kernel() as (_, client):
        run(client, "var rates = new List<double>();")
        content = reply(client, client.complete("rates.Ad"))["content"]
        assert content["status"] == "ok" and content["matches"][0] == "Add" and (content["cursor_start"], content["cursor_end"]) == (6, 8)
        types = content["metadata"]["_jupyter_types_experimental"]
        assert types[0]["type"] == "function" and "List<double>.Add(double item)" in types[0]["signature"]
        # positions count code points, not UTF-16 units
        code = 'var s = "\U0001F600\U0001F600"; rates.Ad'
        content = reply(client, client.complete(code, len(code)))["content"]
        assert code[content["cursor_start"]:content["cursor_end"]] == "Ad" and "Add" in content["matches"]
        start = time.time()
        reply(client, client.complete("Console.Wr"))
        reply(client, client.complete("Con"))
        print(f"          two completions in {1000 * (time.time() - start):.0f} ms")


def test_inspect():
    with kernel() as (_, client):
        content = reply(client, client.inspect("Math.Sqrt(", 10))["content"]
        assert content["found"] and "double Math.Sqrt(double d)" in content["data"]["text/plain"]
        assert "square root" in content["data"]["text/markdown"]
        content = reply(client, client.inspect("nothing", 3))["content"]
        assert content == {"status": "ok", "found": False, "data": {}, "metadata": {}}


def test_history():
    with kernel() as (_, client):
        for code in ("int a = 1;", "a + 1", "a + 1"):
            run(client, code)
        assert reply(client, client.history(hist_access_type="tail", n=2))["content"]["history"] == [[1, 2, "a + 1"], [1, 3, "a + 1"]]
        assert reply(client, client.history(hist_access_type="range", session=0, start=1, stop=3, output=True))["content"]["history"] == [[1, 1, ["int a = 1;", None]], [1, 2, ["a + 1", "2"]]]
        assert reply(client, client.history(hist_access_type="search", pattern="a*", unique=True, n=5))["content"]["history"] == [[1, 3, "a + 1"]]


def test_comms():
    with kernel() as (_, client):
        assert reply(client, client.comm_info())["content"] == {"status": "ok", "comms": {}}
        message_id = send(client, "comm_open", {"comm_id": "c1", "target_name": "unknown", "data": {}})
        shown = broadcasts(client, message_id)
        assert contents(shown, "comm_close")[0]["comm_id"] == "c1"
        message_id = send(client, "comm_msg", {"comm_id": "nobody", "data": {"method": "update"}})
        assert len(broadcasts(client, message_id)) == 2


def test_console_input():
    with kernel() as (_, client):
        message_id = client.execute('Console.Write("b = "); var line = Console.ReadLine(); (char)Console.Read() + line', allow_stdin=True)
        question = client.get_stdin_msg(timeout=kernels.TIMEOUT)
        assert question["msg_type"] == "input_request" and question["parent_header"]["msg_id"] == message_id and question["content"]["password"] is False
        client.input("0.5")
        client.get_stdin_msg(timeout=kernels.TIMEOUT)
        client.input("xyz")
        shown = broadcasts(client, message_id)
        assert contents(shown, "stream")[0]["text"] == "b = " and value(shown) == "x0.5"
        content, _ = run(client, "Console.ReadLine()", allow_stdin=False)
        assert content["status"] == "error" and "no one can be asked" in content["evalue"]
        # a question that no one answers can be interrupted
        message_id = client.execute("Console.ReadLine()", allow_stdin=True)
        client.get_stdin_msg(timeout=kernels.TIMEOUT)
        send(client, "interrupt_request", {}, "control")
        assert reply(client, message_id)["content"]["status"] == "error"


def test_interrupt_by_message():
    with kernel() as (manager, client):
        run(client, "int steps = 0;")
        message_id = client.execute(
            'var token = (Func<System.Threading.CancellationToken>)AppContext.GetData("Spikebook.Cell.Token"); Console.WriteLine("on"); while (true) { token().ThrowIfCancellationRequested(); steps++; }')
        while client.get_iopub_msg(timeout=kernels.TIMEOUT)["msg_type"] != "stream":
            pass
        start = time.time()
        manager.interrupt_kernel()
        content = reply(client, message_id)["content"]
        assert content["status"] == "error" and content["ename"] == "Cancelled" and time.time() - start < 2, content
        assert int(value(run(client, "steps")[1])) > 0


def test_interrupt_by_signal_and_a_wait_that_ignores_it():
    import os
    import signal
    with kernel() as (manager, client):
        run(client, "var kept = 11; var stop = new System.Threading.ManualResetEvent(false);")
        message_id = client.execute('Console.WriteLine("on"); stop.WaitOne();')
        while client.get_iopub_msg(timeout=kernels.TIMEOUT)["msg_type"] != "stream":
            pass
        os.kill(manager.provisioner.pid, signal.SIGINT)
        content = reply(client, message_id)["content"]
        assert content["ename"] == "Abandoned", content
        assert value(run(client, "stop.Set(); kept")[1]) == "11"
        os.kill(manager.provisioner.pid, signal.SIGINT)  # without a running cell nothing happens
        time.sleep(1)
        assert value(run(client, "kept + 1")[1]) == "12"


def test_shutdown_and_restart():
    with kernel() as (manager, client):
        run(client, "int x = 1;")
        manager.restart_kernel()
        client.wait_for_ready(timeout=kernels.TIMEOUT)
        assert run(client, "x")[0]["status"] == "error"
        message_id = client.shutdown()
        assert reply(client, message_id, "control")["content"] == {"status": "ok", "restart": False}
        end = time.time() + 5
        while manager.is_alive() and time.time() < end:
            time.sleep(0.05)
        assert not manager.is_alive(), "the kernel has not ended"


def test_an_endless_cell_does_not_hold_up_a_shutdown():
    with kernel() as (manager, client):
        client.execute("new System.Threading.Thread(() => { while (true) ; }).Start(); while (true) ;")
        time.sleep(2)
        client.shutdown()
        end = time.time() + 5
        while manager.is_alive() and time.time() < end:
            time.sleep(0.05)
        assert not manager.is_alive(), "the kernel has not ended"


def test_unknown_requests_are_passed_over():
    with kernel() as (_, client):
        send(client, "no_such_request", {})
        assert quiet(client)
        assert run(client, "1")[0]["status"] == "ok"


def test_other_languages_and_values_that_cross():
    with kernel() as (_, client):
        run(client, "record Cell(string Kind, double Rate);\n"
            'var cells = new List<Cell> { new("E", 4), new("E", 6), new("I", 9) }; var rates = new[] { 1.0, 2.5 };')
        content, shown = run(client, "#!fsharp\n#!share rates --from csharp\nlet total = Seq.sum rates\ntotal")
        assert content["status"] == "ok", content
        assert value(shown) == "3.5"
        assert value(run(client, "#!share total --from fsharp\ntotal * 2")[1]) == "7"
        content, shown = run(client, "#!fsharp\nlet x = 1\nlet y = x + \"a\"")
        assert content["status"] == "error" and "FS0001" in content["evalue"], content
        completed = reply(client, client.complete("#!fsharp\nList.ma", 17))["content"]
        assert "map" in completed["matches"], completed["matches"][:9]

        content, shown = run(client, "#!sql --name kinds\nselect Kind, avg(Rate) as mean from cells group by Kind order by Kind")
        assert content["status"] == "ok", content
        [result] = contents(shown, "execute_result")
        assert "<table" in result["data"]["text/html"] and "5" in result["data"]["text/plain"]
        assert value(run(client, "#!share kinds --from sql\nkinds[1].Mean")[1]) == "9"
        content, _ = run(client, "#!sql\nselect *\nform cells")
        assert content["status"] == "error" and "form" in content["evalue"] and "\n" not in content["evalue"], content
        content, _ = run(client, "#!cobol\nDISPLAY")
        assert content["status"] == "error" and "#!fsharp" in content["evalue"], content


def test_heartbeat():
    with kernel() as (_, client):
        client.hb_channel.unpause()
        client.execute("System.Threading.Thread.Sleep(3000);")
        time.sleep(2.5)
        assert client.hb_channel.is_beating()


if __name__ == "__main__":
    kernels.main(sys.modules[__name__])
