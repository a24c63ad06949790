using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using static Spikebook.Notebooks.Jupyter.Wire.ZeroMq;

namespace Spikebook.Notebooks.Jupyter.Wire;

/// <summary>
/// The five channels over libzmq. ZeroMQ sockets belong to one thread, so one thread polls them all and sends what others queue;
/// a pair of in-process sockets wakes it up.
/// </summary>
sealed class ZeroMqTransport : ITransport
{
    const int LingerMs = 1000;
    const long LargestFrame = 256L << 20;
    const int MostFrames = 1024;
    static readonly JupyterChannel[] Channels = Enum.GetValues<JupyterChannel>();

    readonly nint _context;
    readonly nint[] _sockets = new nint[Channels.Length];
    readonly nint _wake, _waker;
    readonly ConcurrentQueue<(JupyterChannel Channel, IReadOnlyList<ReadOnlyMemory<byte>> Frames)> _outgoing = new();
    readonly Lock _waking = new();
    readonly Thread _thread;
    Action<JupyterChannel, List<byte[]>> _received = static (_, _) => { };
    int _awake; // 1 while a wake-up is on its way
    volatile bool _stopping;
    bool _closed; // under _waking: no one wakes a socket that is gone

    /// <summary>Binds the channels' addresses.</summary>
    /// <exception cref="JupyterException">libzmq is missing, or an address cannot be bound.</exception>
    public ZeroMqTransport(ConnectionInfo connection)
    {
        _ = ZeroMq.Version();
        _context = zmq_ctx_new();
        _thread = new Thread(Loop) { IsBackground = true, Name = "jupyter sockets" };
        try
        {
            foreach (var channel in Channels)
            {
                nint socket = _sockets[(int)channel] = Open(TypeOf(channel));
                if (TypeOf(channel) == Router) Set(socket, RouterHandover, 1);
                if (channel == JupyterChannel.IoPub)
                {
                    Set(socket, SendHighWaterMark, 0); // output is never dropped
                    Set(socket, XPubManual, 1); // a subscription holds from when this says so, not before
                }
                zmq_setsockopt(socket, MaxMessageSize, LargestFrame, sizeof(long));
                string address = connection.Address(channel);
                if (zmq_bind(socket, address) != 0) throw BindError(channel, address, zmq_errno());
            }
            _wake = Open(Pair);
            _waker = Open(Pair);
            if (zmq_bind(_wake, "inproc://wake") != 0
                || zmq_connect(_waker, "inproc://wake") != 0) throw new JupyterException(ZeroMq.Error(zmq_errno()));
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <summary>The address that a channel is bound to, with the port that the system chose where none was asked for.</summary>
    public string Endpoint(JupyterChannel channel)
    {
        Span<byte> text = stackalloc byte[256];
        nuint length = (nuint)text.Length;
        if (zmq_getsockopt(_sockets[(int)channel], LastEndpoint, ref text[0],
            ref length) != 0) throw new JupyterException(ZeroMq.Error(zmq_errno()));
        return Encoding.UTF8.GetString(text[..((int)length - 1)]);
    }

    public void Start(Action<JupyterChannel, List<byte[]>> received)
    {
        _received = received;
        _thread.Start();
    }

    public void Send(JupyterChannel channel, IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        if (Thread.CurrentThread == _thread)
        {
            Transmit(channel, frames); // the answer to what has just come goes out before all that waits
            return;
        }
        _outgoing.Enqueue((channel, frames));
        Wake();
    }

    /// <summary>Sends what is queued, then closes.</summary>
    public void Dispose()
    {
        if (_stopping) return;
        _stopping = true;
        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            Close();
            return;
        }
        Interlocked.Exchange(ref _awake, 0);
        Wake();
        _thread.Join();
    }

    void Wake()
    {
        if (Interlocked.Exchange(ref _awake, 1) == 1) return;
        lock (_waking)
            if (!_closed) zmq_send(_waker, 0, 1, DontWait);
    }

    void Loop()
    {
        nint[] polled = [.. _sockets, _wake];
        // zmq_pollitem_t: { void* socket; int fd; short events; short revents; }, where fd is a pointer's width on Windows.
        int stride = OperatingSystem.IsWindows() ? 3 : 2, shift = OperatingSystem.IsWindows() ? 0 : 32;
        long[] items = GC.AllocateArray<long>(stride * polled.Length, pinned: true);
        for (int i = 0; i < polled.Length; i++)
        {
            items[stride * i] = polled[i];
            items[stride * i + stride - 1] = (long)PollIn << shift;
        }
        while (true)
        {
            if (zmq_poll(ref items[0], polled.Length, -1) < 0)
            {
                if (zmq_errno() == Interrupted) continue;
                break;
            }
            for (int i = 0; i < polled.Length; i++)
            {
                if ((items[stride * i + stride - 1] >> (shift + 16) & PollIn) == 0) continue;
                if (polled[i] == _wake) Receive(_wake);
                else Take((JupyterChannel)i);
            }
            Volatile.Write(ref _awake, 0);
            Interlocked.MemoryBarrier();
            while (_outgoing.TryDequeue(out var message)) Transmit(message.Channel, message.Frames);
            if (_stopping) break;
        }
        Close();
    }

    void Take(JupyterChannel channel)
    {
        // A few at a time, so that one busy channel starves no other.
        for (int i = 0; i < 64 && Receive(_sockets[(int)channel]) is { } frames; i++)
        {
            if (channel == JupyterChannel.Heartbeat) Transmit(channel, [.. frames.Select(f => (ReadOnlyMemory<byte>)f)]);
            else
            {
                if (channel == JupyterChannel.IoPub && frames is [[var joins, .. var topic]])
                    zmq_setsockopt(_sockets[(int)channel], joins == 1 ? Subscribe : Unsubscribe, topic, (nuint)topic.Length);
                _received(channel, frames);
            }
        }
    }

    /// <summary>All frames of the next message, or null where none waits.</summary>
    static List<byte[]>? Receive(nint socket)
    {
        List<byte[]>? frames = null;
        var message = new Msg();
        bool more = true;
        while (more)
        {
            zmq_msg_init(ref message);
            int length = zmq_msg_recv(ref message, socket, DontWait);
            if (length < 0)
            {
                bool again = zmq_errno() == Interrupted;
                zmq_msg_close(ref message);
                if (again) continue;
                return frames;
            }
            byte[] frame = new byte[length];
            if (length > 0) Marshal.Copy(zmq_msg_data(ref message), frame, 0, length);
            more = zmq_msg_more(ref message) != 0;
            zmq_msg_close(ref message);
            frames ??= [];
            if (frames.Count < MostFrames) frames.Add(frame);
        }
        return frames;
    }

    void Transmit(JupyterChannel channel, IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        byte none = 0;
        for (int i = 0; i < frames.Count; i++)
        {
            var span = frames[i].Span;
            ref readonly byte data = ref span.IsEmpty ? ref none : ref MemoryMarshal.GetReference(span);
            int flags = DontWait | (i + 1 < frames.Count ? SendMore : 0);
            while (zmq_send(_sockets[(int)channel], data, (nuint)span.Length, flags) < 0)
                if (zmq_errno() != Interrupted) return; // the one who asked has gone
        }
    }

    nint Open(int type)
    {
        nint socket = zmq_socket(_context, type);
        if (socket == 0) throw new JupyterException($"ZeroMQ gives no socket: {ZeroMq.Error(zmq_errno())}");
        Set(socket, Linger, LingerMs);
        return socket;
    }

    static void Set(nint socket, int option, int value) => zmq_setsockopt(socket, option, value, sizeof(int));

    static int TypeOf(JupyterChannel channel) => channel switch
    {
        JupyterChannel.IoPub => XPub,
        JupyterChannel.Heartbeat => Rep,
        _ => Router,
    };

    static JupyterException BindError(JupyterChannel channel, string address, int error) => error == AddressInUse
        ? new JupyterException($"{address} ({Name(channel)}_port) is in use; end the program that holds it or give another port in the connection file")
        : new JupyterException($"{address} ({Name(channel)}_port) cannot be bound: {ZeroMq.Error(error)}");

    static string Name(JupyterChannel channel) => ConnectionInfo.NameOf(channel);

    void Close()
    {
        lock (_waking)
        {
            if (_closed) return;
            _closed = true;
            foreach (nint socket in (nint[])[.. _sockets, _wake, _waker])
                if (socket != 0) zmq_close(socket);
        }
        while (zmq_ctx_term(_context) != 0 && zmq_errno() == Interrupted) { }
    }
}
