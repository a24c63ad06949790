namespace Spikebook.Data.Tests;

/// <summary>A test that needs MNIST, which is not shipped: skipped, and reported so, where it is missing.</summary>
public sealed class MnistFactAttribute : FactAttribute
{
    public MnistFactAttribute()
    {
        if (Mnist.TryFind() is null) Skip =
            "MNIST's grey values are not here; fetch them with 'spikebook data mnist' or set SPIKEBOOK_DATA";
    }
}
