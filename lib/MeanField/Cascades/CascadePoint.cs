namespace Spikebook.MeanField;

/// <summary>A point of the cascade map.</summary>
/// <param name="X">Fraction that has fired, the outside volley included.</param>
/// <param name="Carried">F(X): fraction that this has carried over threshold.</param>
public readonly record struct CascadePoint(double X, double Carried)
{
    /// <summary>X - F(X): the volley that stops here.</summary>
    public double Gap => X - Carried;
}
