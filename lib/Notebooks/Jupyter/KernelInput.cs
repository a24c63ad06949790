using System.Collections.Concurrent;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Jupyter;

/// <summary>Standard input of cells: asks the one who runs the cell, and waits for the line or an interrupt.</summary>
sealed class KernelInput : TextReader
{
    readonly Lock _one = new();
    BlockingCollection<string> _answers = [];
    KernelLink? _link;
    string _line = "";
    int _at;

    /// <summary>Names the link over which questions go.</summary>
    public void Connect(KernelLink link) => _link = link;

    /// <summary>A cell begins: what an earlier one left of a line is not for it.</summary>
    public void Begin()
    {
        _line = "";
        _at = 0;
    }

    /// <summary>A line that came back.</summary>
    public void Answer(string line) => Volatile.Read(ref _answers).Add(line);

    public override string? ReadLine()
    {
        lock (_one)
        {
            if (_at < _line.Length)
            {
                string rest = _line[_at..^1];
                _at = _line.Length;
                return rest;
            }
            return Ask();
        }
    }

    public override int Peek() { lock (_one) { Fill(); return _line[_at]; } }

    public override int Read() { lock (_one) { Fill(); return _line[_at++]; } }

    void Fill()
    {
        if (_at < _line.Length) return;
        _line = Ask() + "\n";
        _at = 0;
    }

    string Ask()
    {
        if (SessionFlow.Current?.Host is not KernelRequest { AllowsInput: true } asker || _link is null)
            throw new IOException("The cell reads from the console, but no one can be asked here; give the value in the cell.");
        var answers = new BlockingCollection<string>();
        Volatile.Write(ref _answers, answers); // late answers to earlier questions go nowhere
        _link.Ask(asker.Message, "");
        return answers.Take(asker.Interrupt);
    }
}
