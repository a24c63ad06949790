using System.Reflection;
using System.Runtime.InteropServices;

namespace Spikebook.Notebooks.Jupyter.Wire;

/// <summary>The part of libzmq that a kernel needs, as its C header declares it (ZeroMQ 4.x, <c>zmq.h</c>).</summary>
static class ZeroMq
{
    /// <summary>Names the libzmq to use: a file, or a folder that holds one, for instance the copy inside a pyzmq wheel.</summary>
    public const string PathVariable = "SPIKEBOOK_LIBZMQ";

    public const int Rep = 4, Router = 6, Pair = 0, XPub = 9;
    public const int Linger = 17, SendHighWaterMark = 23, RouterHandover = 56, MaxMessageSize = 22, Subscribe = 6, Unsubscribe = 7,
        XPubManual = 71, More = 13, LastEndpoint = 32;
    public const int DontWait = 1, SendMore = 2, PollIn = 1;
    public const int Interrupted = 4; // EINTR
    const int OwnErrors = 156384712; // ZMQ_HAUSNUMERO: where a system has no number for an error
    public static readonly int Again = OperatingSystem.IsMacOS() ? 35 : 11;
    public static readonly int AddressInUse = OperatingSystem.IsWindows() ? OwnErrors + 5 : OperatingSystem.IsMacOS() ? 48 : 98;

    const string Library = "libzmq";

    static ZeroMq() => NativeLibrary.SetDllImportResolver(typeof(ZeroMq).Assembly, (name, _, _) => name == Library ? Loaded.Value : 0);

    static readonly Lazy<nint> Loaded = new(Load);

    /// <summary>A message's 64 bytes; libzmq keeps its own state in them.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    public struct Msg;

    [DllImport(Library)] public static extern nint zmq_ctx_new();
    [DllImport(Library)] public static extern int zmq_ctx_term(nint context);
    [DllImport(Library)] public static extern nint zmq_socket(nint context, int type);
    [DllImport(Library)] public static extern int zmq_close(nint socket);
    [DllImport(Library)] public static extern int zmq_setsockopt(nint socket, int option, in int value, nuint length);
    [DllImport(Library)] public static extern int zmq_setsockopt(nint socket, int option, in long value, nuint length);
    [DllImport(Library)] public static extern int zmq_setsockopt(nint socket, int option, byte[] value, nuint length);
    [DllImport(Library)] public static extern int zmq_getsockopt(nint socket, int option, ref byte value, ref nuint length);
    [DllImport(Library)] public static extern int zmq_bind(nint socket, [MarshalAs(UnmanagedType.LPUTF8Str)] string endpoint);
    [DllImport(Library)] public static extern int zmq_connect(nint socket, [MarshalAs(UnmanagedType.LPUTF8Str)] string endpoint);
    [DllImport(Library)] public static extern int zmq_send(nint socket, in byte data, nuint length, int flags);
    [DllImport(Library)] public static extern int zmq_msg_init(ref Msg message);
    [DllImport(Library)] public static extern int zmq_msg_recv(ref Msg message, nint socket, int flags);
    [DllImport(Library)] public static extern nint zmq_msg_data(ref Msg message);
    [DllImport(Library)] public static extern int zmq_msg_more(ref Msg message);
    [DllImport(Library)] public static extern int zmq_msg_close(ref Msg message);
    [DllImport(Library)] public static extern int zmq_poll(ref long items, int count, nint timeoutMs);
    [DllImport(Library)] public static extern int zmq_errno();
    [DllImport(Library)] public static extern nint zmq_strerror(int error);
    [DllImport(Library)] public static extern void zmq_version(out int major, out int minor, out int patch);

    /// <summary>The version that was found.</summary>
    /// <exception cref="JupyterException">libzmq is missing.</exception>
    public static Version Version()
    {
        _ = Loaded.Value;
        zmq_version(out int major, out int minor, out int patch);
        return new Version(major, minor, patch);
    }

    /// <summary>What libzmq says of its last error on this thread.</summary>
    public static string Error(int error) => Marshal.PtrToStringUTF8(zmq_strerror(error)) ?? $"error {error}";

    static nint Load()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } named)
        {
            foreach (string path in Directory.Exists(named) ? Directory.GetFiles(named, "libzmq*").Order().ToArray() : [named])
                if (NativeLibrary.TryLoad(path, out nint chosen)) return chosen;
            throw new JupyterException(
                $"{PathVariable} = {named} holds no libzmq that can be loaded; name the library file or its folder, or unset the variable");
        }
        string[] names = OperatingSystem.IsWindows() ? ["libzmq.dll", "libzmq-mt-4_3_5.dll", "libzmq-v143-mt-4_3_5.dll"]
            : OperatingSystem.IsMacOS()
            ? ["libzmq.5.dylib", "libzmq.dylib", "/opt/homebrew/lib/libzmq.5.dylib", "/usr/local/lib/libzmq.5.dylib"]
            : ["libzmq.so.5", "libzmq.so"];
        foreach (string name in names)
            if (NativeLibrary.TryLoad(name, Assembly.GetExecutingAssembly(), null, out nint found)) return found;
        string remedy = OperatingSystem.IsMacOS() ? "brew install zeromq" : OperatingSystem.IsWindows() ? "pip install pyzmq"
            : "apt install libzmq5";
        throw new JupyterException(
            $"The ZeroMQ library (libzmq) is not installed; install it ({remedy}), or set {PathVariable} to the copy inside a pyzmq wheel (the folder pyzmq.libs)");
    }
}
