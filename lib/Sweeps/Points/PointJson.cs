using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Spikebook.Sweeps;

/// <summary>Points and results as JSON that is the same on every machine, and the key by which a point is known.</summary>
static class PointJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        IncludeFields = true, // tuples
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>
    /// The first 16 hexadecimal digits of SHA-256 over the study's name, the seed and the point, its parameters in the order of their
    /// names.
    /// </summary>
    public static string Key(string study, ulong seed, JsonNode? point)
    {
        string text = $"{study}\n{seed}\n{Sorted(point)?.ToJsonString() ?? "null"}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    public static JsonNode? Write<T>(T value) => JsonSerializer.SerializeToNode(value, Options);

    public static T Read<T>(JsonNode? node) => node.Deserialize<T>(Options)!;

    static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject record => new JsonObject(record.OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
