namespace Spikebook.Loihi;

/// <summary>
/// Names the class that shows values of a type. Notebook hosts find it by its name and members alone, so that this library needs
/// no reference to any of them (.NET Interactive's convention).
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = true)]
sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[]? PreferredMimeTypes { get; set; }
}
