using System.Text.Json.Serialization;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Workers;

/// <summary>What a message between a runner and its worker says.</summary>
enum WorkerMessageKind { Open, Execute, Cancel, Ready, Stream, Display, Result, Clear, Done }

/// <summary>One line of JSON between a runner and its worker; the kind says which fields count.</summary>
sealed record WorkerMessage(WorkerMessageKind Kind)
{
    public string? Text { get; init; }
    public string? Cell { get; init; }
    public bool IsError { get; init; }
    public DisplayData? Value { get; init; }
    public string? DisplayId { get; init; }
    public bool Update { get; init; }
    public bool Wait { get; init; }
    public CellResult? Outcome { get; init; }
    public double GraceSeconds { get; init; }
    public int StreamLimit { get; init; }
}

[JsonSerializable(typeof(WorkerMessage))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
sealed partial class WorkerJson : JsonSerializerContext;
