using System.Text;

namespace Spikebook.Notebooks.Sessions;

/// <summary>
/// Sends <see cref="Console"/> output to the cell that wrote it, also from threads that the cell started. Installed once a process;
/// code that runs in no cell writes to the real console as before.
/// </summary>
sealed class ConsoleRouting : TextWriter
{
    static readonly Lock Installing = new();
    static bool s_installed;

    readonly bool _isError;
    readonly TextWriter _outside;

    ConsoleRouting(bool isError, TextWriter outside)
    {
        _isError = isError;
        _outside = outside;
    }

    public static void Install()
    {
        lock (Installing)
        {
            if (s_installed) return;
            Console.SetOut(new ConsoleRouting(false, Console.Out));
            Console.SetError(new ConsoleRouting(true, Console.Error));
            if (SessionPlatform.Current.HasInput) Console.SetIn(new CellInput(Console.In));
            s_installed = true;
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
            : cell.Input ?? throw new IOException("The cell reads from the console, but no one can be asked here; give the value in the cell.");

        public override int Peek() => Source.Peek();
        public override int Read() => Source.Read();
        public override string? ReadLine() => Source.ReadLine();
    }
}
