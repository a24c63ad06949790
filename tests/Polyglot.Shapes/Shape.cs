namespace Spikebook.Polyglot.Shapes;

/// <summary>
/// Nothing here computes. The genuine packages are not to be had where the tests run; what notebooks 81 to 83 and polyglot.csx call is
/// declared here with the signatures of Deedle 3.0.0 and Plotly.NET 5.1.0, the overloads beside them included, so that a cell that no
/// longer compiles is found.
/// </summary>
public static class Shape
{
    public static T Of<T>() => throw new NotSupportedException("This is the shape of a member, not the member.");
}
