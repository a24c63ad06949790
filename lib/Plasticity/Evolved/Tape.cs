namespace Spikebook.Plasticity.Evolved;

/// <summary>
/// One step of a tape: register <paramref name="Target"/> becomes operator(register <paramref name="Left"/>, register <paramref
/// name="Right"/>).
/// </summary>
/// <param name="Kind">What is computed; constants are no steps but stand in registers from the start.</param>
/// <param name="Target">Where the result goes.</param>
/// <param name="Left">First argument.</param>
/// <param name="Right">Second argument; unused where there is one.</param>
public readonly record struct Instruction(OperatorKind Kind, ushort Target, ushort Left, ushort Right);

/// <summary>A constant and the register in which it stands.</summary>
/// <param name="Register">The register.</param>
/// <param name="Value">The number.</param>
public readonly record struct TapeConstant(ushort Register, double Value);

/// <summary>
/// A rule as straight-line code over registers: 0 … inputs - 1 hold the inputs, further ones constants and intermediate results. Made of
/// active nodes alone, in the order of their columns. It never changes; a <see cref="RuleMachine"/> runs it over many synapses at once.
/// </summary>
public sealed class Tape
{
    readonly Instruction[] _instructions;
    readonly TapeConstant[] _constants;

    internal Tape(int inputs, int registers, int output, Instruction[] instructions, TapeConstant[] constants)
        => (Inputs, Registers, Output, _instructions, _constants) = (inputs, registers, output, instructions, constants);

    /// <summary>Number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>Number of registers.</summary>
    public int Registers { get; }

    /// <summary>The register that holds the result: perhaps an input's or a constant's.</summary>
    public int Output { get; }

    /// <summary>The steps in their order.</summary>
    public ReadOnlySpan<Instruction> Instructions => _instructions;

    /// <summary>The constants.</summary>
    public ReadOnlySpan<TapeConstant> Constants => _constants;

    /// <summary>The tape of a genome's active nodes.</summary>
    /// <param name="genome">The genome.</param>
    public static Tape Of(Genome genome)
    {
        var shape = genome.Shape;
        int inputs = shape.Inputs.Length;
        Span<bool> active = stackalloc bool[shape.Columns];
        int count = genome.MarkActive(active);
        Span<ushort> place = stackalloc ushort[inputs + shape.Columns];
        for (int i = 0; i < inputs; i++) place[i] = (ushort)i;
        Span<Instruction> steps = stackalloc Instruction[count];
        Span<TapeConstant> numbers = stackalloc TapeConstant[count];
        int stepCount = 0, numberCount = 0, next = inputs;
        var genes = genome.Genes;
        for (int column = 0; column < shape.Columns; column++)
        {
            if (!active[column]) continue;
            var operation = shape.Operators[genes[3 * column]];
            ushort target = (ushort)next++;
            place[inputs + column] = target;
            if (operation.Arity == 0) numbers[numberCount++] = new(target, (double)operation.Value);
            else
            {
                ushort left = place[genes[3 * column + 1]];
                ushort right = operation.Arity == 2 ? place[genes[3 * column + 2]] : left;
                steps[stepCount++] = new(operation.Kind, target, left, right);
            }
        }
        return new(inputs, next, place[genome.Output], steps[..stepCount].ToArray(), numbers[..numberCount].ToArray());
    }

    /// <summary>Whether two tapes compute the same by the same steps, so that a mutation between them was silent.</summary>
    /// <param name="other">The other tape.</param>
    public bool SameAs(Tape other)
        => Output == other.Output && _instructions.AsSpan().SequenceEqual(other._instructions)
            && _constants.AsSpan().SequenceEqual(other._constants);

    /// <summary>The rule's value for one synapse, by plain arithmetic.</summary>
    /// <param name="inputs">One value for each input.</param>
    /// <exception cref="EvolvedException">Their number is wrong.</exception>
    public double Evaluate(params ReadOnlySpan<double> inputs)
    {
        if (inputs.Length != Inputs) throw new EvolvedException($"{inputs.Length} values for a rule of {Inputs} inputs; give one for each");
        Span<double> registers = Registers <= 256 ? stackalloc double[Registers] : new double[Registers];
        inputs.CopyTo(registers);
        foreach (var constant in _constants) registers[constant.Register] = constant.Value;
        foreach (var step in _instructions)
        {
            double a = registers[step.Left], b = registers[step.Right];
            registers[step.Target] = step.Kind switch
            {
                OperatorKind.Add => a + b,
                OperatorKind.Subtract => a - b,
                OperatorKind.Multiply => a * b,
                OperatorKind.Divide => a / b,
                OperatorKind.Power => Operator.Power(a, b),
                OperatorKind.Minimum => Math.Min(a, b),
                OperatorKind.Maximum => Math.Max(a, b),
                OperatorKind.Absolute => Math.Abs(a),
                _ => -a,
            };
        }
        return registers[Output];
    }
}
