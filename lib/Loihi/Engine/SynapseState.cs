using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Spikebook.Loihi;

/// <summary>The synapses of a connection while it runs: rows by presynaptic neuron, all of them (dense) or with their targets (sparse).</summary>
sealed class SynapseState
{
    readonly Synapse _synapse;
    readonly Links _links;
    readonly Fired _pre;
    readonly GroupState _target;
    readonly short[] _effective; // of constant synapses: in weight units

    public readonly short[] Weights; // mantissas

    public SynapseState(Connection connection, Fired pre, GroupState target)
    {
        _synapse = connection.Synapse;
        _links = connection.Links;
        _pre = pre;
        _target = target;
        IsDense = _links.Count == (long)_links.Rows * _links.Columns && !_links.HasDuplicates;
        IsPlastic = _synapse.Plasticity is not null;
        Weights = IsPlastic ? [.. _links.Weight] : _links.Weight;
        _effective = IsPlastic ? [] : Array.ConvertAll(Weights, weight => (short)_synapse.Effective(weight));
    }

    public bool IsDense { get; }

    public bool IsPlastic { get; }

    public void Deliver(long step)
    {
        if (_pre.Count == 0) return;
        long acts = step + 1 + _synapse.Delay;
        var input = _target.InputOf(acts);
        var hasInput = _target.HasInputOf(acts);
        if (IsDense) DeliverDense(input, hasInput);
        else DeliverSparse(input, hasInput);
    }

    void DeliverDense(Span<int> input, Span<byte> hasInput)
    {
        hasInput.Fill(1);
        foreach (int pre in _pre.Indices)
        {
            var row = (IsPlastic ? Weights : _effective).AsSpan(pre * _links.Columns, _links.Columns);
            int exponent = IsPlastic ? _synapse.Exponent : 0, post = 0;
            if (exponent == 0)
                for (; post <= row.Length - Vector<short>.Count; post += Vector<short>.Count)
                {
                    Vector.Widen(new Vector<short>(row[post..]), out var low, out var high);
                    ref var first = ref Unsafe.As<int, Vector<int>>(ref input[post]);
                    first += low;
                    Unsafe.Add(ref first, 1) += high;
                }
            for (; post < row.Length; post++) input[post] += IsPlastic ? _synapse.Effective(row[post]) : row[post];
        }
    }

    void DeliverSparse(Span<int> input, Span<byte> hasInput)
    {
        ref int sum = ref MemoryMarshal.GetReference(input);
        ref byte flag = ref MemoryMarshal.GetReference(hasInput);
        foreach (int pre in _pre.Indices)
        {
            int end = _links.RowStart[pre + 1];
            for (int k = _links.RowStart[pre]; k < end; k++)
            {
                int post = _links.Post[k];
                Unsafe.Add(ref sum, post) += IsPlastic ? _synapse.Effective(Weights[k]) : _effective[k];
                Unsafe.Add(ref flag, post >> GroupState.BlockBits) = 1;
            }
        }
    }
}
