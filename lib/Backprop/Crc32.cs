namespace Spikebook.Backprop;

/// <summary>The checksum of zip archives (ISO 3309, polynomial 0xEDB88320), which the platform's reader does not compare.</summary>
static class Crc32
{
    static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];

    public static uint Of(ReadOnlySpan<byte> data)
    {
        uint crc = ~0u;
        foreach (byte value in data) crc = Table[(byte)(crc ^ value)] ^ crc >> 8;
        return ~crc;
    }

    static uint Entry(int index)
    {
        uint crc = (uint)index;
        for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? 0xEDB88320 ^ crc >> 1 : crc >> 1;
        return crc;
    }
}
