using System.Text.Json;

namespace Spikebook.Gradients.Tests;

static class Reference
{
    public static T Read<T>(string name) => JsonSerializer.Deserialize<T>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "reference", name + ".json")), JsonSerializerOptions.Web)!;
}
