namespace Spikebook.Figures;

/// <summary>
/// The values at all places of several controls, computed beforehand for a page without a kernel. Where that would be more than
/// <see cref="MostValues"/>, controls are thinned evenly, their ends and starts kept, and the note says so.
/// </summary>
/// <param name="Axes">Of each control: its name, the labels of its places, and the place that it has at first.</param>
/// <param name="Values">The values; the last control's place runs fastest.</param>
/// <param name="Note">One line that says what was left out; empty where nothing was.</param>
sealed record PlaceGrid(IReadOnlyList<(string Name, string[] Labels, int Start)> Axes, IReadOnlyList<object?> Values, string Note)
{
    /// <summary>As many as one can wait for.</summary>
    public const int MostValues = 64;

    /// <summary>The value at first.</summary>
    public object? Start => Values[Axes.Aggregate(0, (at, axis) => at * axis.Labels.Length + axis.Start)];

    /// <summary>Computes all values.</summary>
    /// <exception cref="OperationCanceledException">The running cell was stopped between two of them.</exception>
    public static PlaceGrid Of(IReadOnlyList<AnyControl> controls, Func<object[], object?> draw)
    {
        var places = controls.Select(Every).ToArray();
        // The longest list is thinned first, so that a check box stays whole beside two sliders.
        while (controls.Count > 1 && places.Aggregate(1L, (all, list) => all * list.Length) > MostValues)
        {
            int longest = Enumerable.Range(0, places.Length).MaxBy(c => places[c].Length);
            places[longest] = Thinned(controls[longest], places[longest].Length - 1);
        }
        string[] thin = [.. controls.Where((c, i) => places[i].Length < c.Places.Count).Select(c => c.Name)];
        List<object?> values = [];
        Fill(0, new object[controls.Count]);
        return new PlaceGrid(
            [.. controls.Select((c, i) => (c.Name, places[i].Select(p => c.Label(c.Places[p])).ToArray(),
                Array.IndexOf(places[i], c.StartIndex)))],
            values, thin.Length == 0 ? "" : $"Without a kernel that has widgets {string.Join(" and ", thin)} "
                + $"move{(thin.Length == 1 ? "s" : "")} in fewer steps.");

        void Fill(int control, object[] at)
        {
            if (control == controls.Count)
            {
                Cell.Token.ThrowIfCancellationRequested();
                values.Add(draw([.. at]));
                return;
            }
            foreach (int place in places[control])
            {
                at[control] = controls[control].Places[place];
                Fill(control + 1, at);
            }
        }
    }

    static int[] Every(AnyControl control) => [.. Enumerable.Range(0, control.Places.Count)];

    // First, last and start among count places; two places are the start and the end that is further.
    static int[] Thinned(AnyControl control, int count)
    {
        int last = control.Places.Count - 1, start = control.StartIndex;
        if (count <= 2) return [.. new[] { start, start > last / 2 ? 0 : last }.Distinct().Order().Take(Math.Max(count, 1))];
        int[] even = [.. Enumerable.Range(0, count).Select(k => (int)Math.Round((double)k * last / (count - 1)))];
        int nearest = Enumerable.Range(1, count - 2).MinBy(k => Math.Abs(even[k] - start));
        if (start != 0 && start != last) even[nearest] = start;
        return [.. even.Distinct().Order()];
    }
}
