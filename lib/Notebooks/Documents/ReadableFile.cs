using Spikebook.Storage;

namespace Spikebook.Notebooks.Documents;

/// <summary>Asks whether a name that a notebook gives is one of a file that ends: no folder, device, pipe or socket.</summary>
static class ReadableFile
{
    public static bool Is(string path)
    {
        try
        {
            RegularFile.RequireReadable(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
