namespace Spikebook.Data.Tests;

/// <summary>A test that needs MNIST, which is not shipped: skipped, and reported so, where it is missing.</summary>
public sealed class MnistFactAttribute : FactAttribute
{
    public MnistFactAttribute()
    {
        if (Mnist.TryFind() is null) Skip = "MNIST is not here; fetch it with 'spikebook data mnist' or set SPIKEBOOK_DATA";
    }
}
