using System.Security.Cryptography;
using System.Text;

namespace Spikebook.Notebooks.Jupyter.Wire;

/// <summary>HMAC-SHA256 over the four JSON frames of a message, and a memory of those seen, so that none is carried out twice.</summary>
sealed class Signatures(string key)
{
    const int Remembered = 1 << 16;

    readonly byte[] _key = Encoding.UTF8.GetBytes(key);
    readonly HashSet<string> _seen = [];
    readonly Queue<string> _order = [];

    /// <summary>Whether messages are signed at all.</summary>
    public bool Required => _key.Length > 0;

    /// <summary>The signature as the wire carries it: 64 hexadecimal digits, or nothing without a key.</summary>
    public byte[] Sign(params ReadOnlySpan<ReadOnlyMemory<byte>> frames)
    {
        if (!Required) return [];
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (var frame in frames) hash.AppendData(frame.Span);
        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(digest));
    }

    /// <summary>Null where the signature holds and is new; else why the message is dropped. Compares in constant time.</summary>
    public string? Refuse(byte[] signature, params ReadOnlySpan<ReadOnlyMemory<byte>> frames)
    {
        if (!Required) return null;
        if (signature.Length == 0) return "it is not signed";
        if (!CryptographicOperations.FixedTimeEquals(signature, Sign(frames))) return "its signature is wrong";
        string seen = Encoding.ASCII.GetString(signature);
        if (!_seen.Add(seen)) return "it came before (replayed)";
        _order.Enqueue(seen);
        if (_order.Count > Remembered) _seen.Remove(_order.Dequeue());
        return null;
    }
}
