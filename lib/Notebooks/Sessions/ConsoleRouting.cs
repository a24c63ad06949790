using System.Text;

namespace Spikebook.Notebooks.Sessions;

/// <summary>
/// Sends <see cref="Console"/> output to the cell that wrote it, also from threads that the cell started. It stands in the console's place
/// from the first cell that runs until the last session ends; code that runs in no cell writes to the real console as before.
/// </summary>
sealed class ConsoleRouting : TextWriter
{
    static readonly Lock Changing = new();
    static int _sessions;
    static (TextWriter Out, TextWriter Error, TextReader In) _machine;

    readonly bool _isError;
    readonly TextWriter _outside;

    ConsoleRouting(bool isError, TextWriter outside)
    {
        _isError = isError;
        _outside = outside;
    }

    /// <summary>Routes the console for a session, until what comes back is disposed of.</summary>
    public static IDisposable Enter()
    {
        lock (Changing)
        {
            if (_sessions++ == 0)
            {
                _machine = (Console.Out, Console.Error, SessionPlatform.Current.HasInput ? Console.In : TextReader.Null);
                Console.SetOut(new ConsoleRouting(false, _machine.Out));
                Console.SetError(new ConsoleRouting(true, _machine.Error));
                if (SessionPlatform.Current.HasInput) Console.SetIn(new CellInput(_machine.In));
            }
        }
        return new Leaving();
    }

    static void Leave()
    {
        lock (Changing)
        {
            if (--_sessions > 0) return;
            Console.SetOut(_machine.Out);
            Console.SetError(_machine.Error);
            if (SessionPlatform.Current.HasInput) Console.SetIn(_machine.In);
        }
    }

    sealed class Leaving : IDisposable
    {
        int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) Leave();
        }
    }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value)
    {
        if (string.IsNullOrEmpty(value)) return;
        if (CellScope.Current is { } cell) cell.Write(_isError, value);
        else _outside.Write(value);
    }

    public override void WriteLine(string? value) => Write(value + "\n");

    public override void WriteLine() => Write("\n");

    /// <summary>Standard input of a cell: what the session was given to read from.</summary>
    sealed class CellInput(TextReader outside) : TextReader
    {
        TextReader Source => CellScope.Current is not { } cell ? outside
            : cell.Input ?? throw new IOException(
            "The cell reads from the console, but no one can be asked here; give the value in the cell.");

        public override int Peek() => Source.Peek();
        public override int Read() => Source.Read();
        public override string? ReadLine() => Source.ReadLine();
    }
}
