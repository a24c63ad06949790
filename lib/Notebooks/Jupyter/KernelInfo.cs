using System.Reflection;
using System.Text.Json;

namespace Spikebook.Notebooks.Jupyter;

/// <summary>What a kernel says of itself.</summary>
static class KernelInfo
{
    /// <summary>The version of the Jupyter message protocol that is spoken.</summary>
    public const string ProtocolVersion = "5.5";

    public static string Version { get; } =
        typeof(KernelInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>The content of <c>kernel_info_reply</c>.</summary>
    public static void Write(Utf8JsonWriter w)
    {
        w.WriteString("status", "ok");
        w.WriteString("protocol_version", ProtocolVersion);
        w.WriteString("implementation", "spikebook");
        w.WriteString("implementation_version", Version);
        w.WriteStartObject("language_info");
        w.WriteString("name", "C#");
        w.WriteString("version", $"{Environment.Version.Major + 4}.0"); // C# 14 came with .NET 10, and so on
        w.WriteString("mimetype", "text/x-csharp");
        w.WriteString("file_extension", ".cs");
        w.WriteString("pygments_lexer", "csharp");
        w.WriteString("codemirror_mode", "text/x-csharp");
        w.WriteEndObject();
        w.WriteString("banner", $"Spikebook {Version}: C# on .NET {Environment.Version}");
        w.WriteBoolean("debugger", false);
        w.WriteStartArray("help_links");
        w.WriteStartObject();
        w.WriteString("text", "C# reference");
        w.WriteString("url", "https://learn.microsoft.com/dotnet/csharp/");
        w.WriteEndObject();
        w.WriteEndArray();
        w.WriteStartArray("supported_features");
        w.WriteEndArray();
    }
}
