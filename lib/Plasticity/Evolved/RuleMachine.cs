using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Spikebook.Plasticity.Evolved;

/// <summary>
/// Runs a tape over many synapses at once: each register is a row of vectors of eight synapses. The step is chosen once for a whole row,
/// so that what the choice costs is shared by all synapses. Lanes are fixed, so that every machine gives the same bits.
/// </summary>
public sealed class RuleMachine
{
    const int Lanes = 8;
    readonly Instruction[] _instructions;
    readonly double[] _memory;   // pinned, so that the first _row stays on a cache line
    readonly int _start, _row, _output;

    /// <summary>A machine with a tape loaded.</summary>
    /// <param name="tape">The rule.</param>
    /// <param name="vectors">Vectors in a row: a vector holds eight synapses.</param>
    /// <exception cref="EvolvedException">There are none.</exception>
    public RuleMachine(Tape tape, int vectors)
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (vectors < 1) throw new EvolvedException($"a machine of {vectors} vectors; use at least 1");
        Vectors = vectors;
        _instructions = tape.Instructions.ToArray();
        _row = vectors * Lanes;
        _memory = GC.AllocateArray<double>(tape.Registers * _row + Lanes, pinned: true);
        _start = (int)((64 - (Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0) & 63)) % 64 / sizeof(double));
        _output = tape.Output;
        foreach (var constant in tape.Constants) MemoryMarshal.Cast<Vector512<double>, double>(Row(constant.Register)).Fill(constant.Value);
    }

    /// <summary>Vectors in a row.</summary>
    public int Vectors { get; }

    /// <summary>The values of an input, to be written by the caller; running the tape leaves them as they are.</summary>
    /// <param name="input">Which input.</param>
    public Span<Vector512<double>> Input(int input) => Row(input);

    /// <summary>The rule's values, as the last run left them.</summary>
    public ReadOnlySpan<Vector512<double>> Output => Row(_output);

    /// <summary>Evaluates the rule for all synapses.</summary>
    public void Run()
    {
        ref var origin = ref Unsafe.As<double, Vector512<double>>(ref _memory[_start]);
        nint width = Vectors;
        foreach (var step in _instructions)
        {
            ref var target = ref Unsafe.Add(ref origin, step.Target * width);
            ref var left = ref Unsafe.Add(ref origin, step.Left * width);
            ref var right = ref Unsafe.Add(ref origin, step.Right * width);
            switch (step.Kind)
            {
                case OperatorKind.Add:
                    for (nint k = 0; k < width; k++) Unsafe.Add(ref target, k) = Unsafe.Add(ref left, k) + Unsafe.Add(ref right, k);
                    break;
                case OperatorKind.Subtract:
                    for (nint k = 0; k < width; k++) Unsafe.Add(ref target, k) = Unsafe.Add(ref left, k) - Unsafe.Add(ref right, k);
                    break;
                case OperatorKind.Multiply:
                    for (nint k = 0; k < width; k++) Unsafe.Add(ref target, k) = Unsafe.Add(ref left, k) * Unsafe.Add(ref right, k);
                    break;
                case OperatorKind.Divide:
                    for (nint k = 0; k < width; k++) Unsafe.Add(ref target, k) = Unsafe.Add(ref left, k) / Unsafe.Add(ref right, k);
                    break;
                default:
                    for (nint k = 0; k < width; k++)
                        Unsafe.Add(ref target, k) = Rare(step.Kind, Unsafe.Add(ref left, k), Unsafe.Add(ref right, k));
                    break;
            }
        }
    }

    Span<Vector512<double>> Row(int register)
        => MemoryMarshal.Cast<double, Vector512<double>>(_memory.AsSpan(_start + register * _row, _row));

    static Vector512<double> Rare(OperatorKind kind, Vector512<double> a, Vector512<double> b) => kind switch
    {
        OperatorKind.Negate => -a,
        OperatorKind.Absolute => Vector512.Abs(a),
        OperatorKind.Minimum => Vector512.Min(a, b),
        OperatorKind.Maximum => Vector512.Max(a, b),
        _ => Power(a, b),
    };

    static Vector512<double> Power(Vector512<double> a, Vector512<double> b)
    {
        for (int lane = 0; lane < Lanes; lane++) a = a.WithElement(lane, Operator.Power(a.GetElement(lane), b.GetElement(lane)));
        return a;
    }
}
