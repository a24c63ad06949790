using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spikebook.Notebooks.Jupyter.Wire;

/// <summary>A connection file: where a kernel listens and the key that messages are signed with.</summary>
sealed record ConnectionInfo
{
    const long LargestFile = 1 << 20;

    /// <summary><c>tcp</c> or <c>ipc</c>.</summary>
    public required string Transport { get; init; }

    /// <summary>The address to bind; for ipc, the start of the sockets' file names.</summary>
    public required string Ip { get; init; }

    /// <summary>Ports by <see cref="JupyterChannel"/>; 0 lets the system choose.</summary>
    public required IReadOnlyList<int> Ports { get; init; }

    /// <summary>The key of the signatures; empty where messages are not signed.</summary>
    public required string Key { get; init; }

    /// <summary>The address of a channel as ZeroMQ writes it.</summary>
    public string Address(JupyterChannel channel)
    {
        int port = Ports[(int)channel];
        if (Transport == "ipc") return $"ipc://{Ip}-{port}";
        string host = Ip.Contains(':') && !Ip.StartsWith('[') ? $"[{Ip}]" : Ip;
        return port == 0 ? $"tcp://{host}:*" : $"tcp://{host}:{port}";
    }

    /// <summary>How connection files call a channel.</summary>
    public static string NameOf(JupyterChannel channel) => channel switch
    {
        JupyterChannel.Shell => "shell",
        JupyterChannel.Control => "control",
        JupyterChannel.Stdin => "stdin",
        JupyterChannel.IoPub => "iopub",
        _ => "hb",
    };

    /// <summary>A connection of our own making: loopback, free ports, a fresh key.</summary>
    public static ConnectionInfo Fresh() => new()
    {
        Transport = "tcp",
        Ip = "127.0.0.1",
        Ports = new int[5],
        Key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
    };

    /// <summary>Reads a connection file.</summary>
    /// <exception cref="JupyterException">It is missing, cannot be read or makes no sense.</exception>
    public static ConnectionInfo Read(string path)
    {
        byte[] bytes;
        try
        {
            var file = new FileInfo(path);
            if (Directory.Exists(path)) throw Nonsense(path, "it is a folder");
            if (!file.Exists) throw new JupyterException(
                $"The connection file {path} does not exist; start the kernel from Jupyter, or with --listen to have one written");
            if (file.Length > LargestFile) throw Nonsense(path, $"its {file.Length:N0} bytes are more than {LargestFile:N0}");
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new JupyterException($"The connection file {path} cannot be read: {e.Message}", e);
        }
        JsonObject json;
        try
        {
            json = JsonNode.Parse(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes)) as JsonObject
                ?? throw Nonsense(path, "it is not a JSON object");
            _ = json.Count; // duplicate keys show only now
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw Nonsense(path, $"it is not JSON ({Line(e.Message)})");
        }

        string transport = Text("transport", "tcp");
        if (transport is not ("tcp" or "ipc")) throw Nonsense(path, $"transport = {transport}, where tcp or ipc is known");
        if (transport == "ipc" && OperatingSystem.IsWindows()) throw Nonsense(path, "transport = ipc is not to be had on Windows; use tcp");
        string ip = Text("ip", null);
        if (transport == "tcp" && ip is not ("localhost" or "*") && !IPAddress.TryParse(ip.Trim('[', ']'), out _)) throw Nonsense(path,
            $"ip = {ip} is no address");
        string key = Text("key", "");
        string scheme = Text("signature_scheme", "hmac-sha256");
        if (key.Length > 0 && scheme != "hmac-sha256") throw Nonsense(path, $"signature_scheme = {scheme}, where hmac-sha256 is known");
        int[] ports = [.. Enum.GetValues<JupyterChannel>().Select(Port)];
        for (int i = 0; i < ports.Length; i++)
            if (Array.IndexOf(ports, ports[i]) != i) throw Nonsense(path, $"port {ports[i]} is given twice");
        return new ConnectionInfo { Transport = transport, Ip = ip == "localhost" ? "127.0.0.1" : ip, Ports = ports, Key = key };

        string Text(string name, string? otherwise) => json[name] switch
        {
            null when otherwise is not null => otherwise,
            JsonValue value when value.GetValueKind() == JsonValueKind.String && TextOf(value) is { } text
            && (text.Length > 0 || otherwise is not null) => text,
            null => throw Nonsense(path, $"{name} is missing"),
            { } other => throw Nonsense(path, $"{name} = {Line(other.ToJsonString())} is no text"),
        };

        int Port(JupyterChannel channel)
        {
            string name = NameOf(channel) + "_port";
            var node = json[name] ?? throw Nonsense(path, $"{name} is missing");
            return node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out int port)
                && port is >= 1 and <= 65535
                ? port : throw Nonsense(path, $"{name} = {Line(node.ToJsonString())} is no port (1 to 65535)");
        }
    }

    /// <summary>Writes a connection file that only its owner can read.</summary>
    public void Write(string path, string kernelName)
    {
        var json = new JsonObject { ["transport"] = Transport, ["ip"] = Ip };
        foreach (var channel in Enum.GetValues<JupyterChannel>()) json[NameOf(channel) + "_port"] = Ports[(int)channel];
        json["key"] = Key;
        json["signature_scheme"] = "hmac-sha256";
        json["kernel_name"] = kernelName;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        string temporary = path + ".partial";
        using (var stream = new FileStream(temporary, options)) JsonSerializer.Serialize(stream, json);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The same connection with the ports that a transport was given by the system.</summary>
    public ConnectionInfo WithPortsOf(ZeroMqTransport transport) => this with
    {
        Ports = [.. Enum.GetValues<JupyterChannel>()
            .Select(c => int.Parse(transport.Endpoint(c).Split(':')[^1], CultureInfo.InvariantCulture))],
    };

    static JupyterException Nonsense(string path, string what) => new($"The connection file {path} makes no sense: {what}");

    /// <summary>The text of a JSON value; null where it is no Unicode (a lone surrogate).</summary>
    static string? TextOf(JsonValue value)
    {
        try { return value.GetValue<string>(); }
        catch (InvalidOperationException) { return null; }
    }

    static string Line(string text)
        => text.ReplaceLineEndings(" ") is { Length: > 80 } line ? line[..80] + "…" : text.ReplaceLineEndings(" ");
}
