using System.Text.Json;

namespace Spikebook.Figures.Tests;

/// <summary>Controls, and the frames that stand for them on a page without a kernel.</summary>
public sealed class InteractionTests
{
    sealed record Row(double X, double Y);

    static Figure Draw(double b)
        => Figure.New("tilt", FormattableString.Invariant($"b = {b}")).Line([new Row(0, 0), new Row(1, b)], r => r.X, r => r.Y, "tilt");

    static JsonElement Json(Figure figure) => JsonDocument.Parse(figure.ToJson()).RootElement;

    [Fact]
    public void One_control_becomes_a_frame_for_each_place()
    {
        var json = Json(Interact.With(Slider.Double("b", 0, 3, step: .5, start: 1), Draw).Frames);
        Assert.Equal(7, json.GetProperty("frames").GetArrayLength());
        Assert.Equal(1.0, json.GetProperty("data")[0].GetProperty("y")[1].GetDouble());
        Assert.Equal(3.0, json.GetProperty("frames")[6].GetProperty("data")[0].GetProperty("y")[1].GetDouble());
    }

    [Fact]
    public void Fine_sliders_are_thinned_and_keep_their_ends_and_start()
    {
        var places = Slider.Double("b", 0, 3, step: .001, start: 1.234).Places;
        Assert.InRange(places.Count, 10, 43);
        Assert.Equal((0.0, 3.0), (places[0], places[^1]));
        Assert.Contains(1.234, places);
    }

    [Fact]
    public void Other_controls_stay_at_their_start_and_are_named()
    {
        var frames = Interact.With(Slider.Int("n", 1, 3), Choice.YesNo("log", start: true), (n, log) => Draw(log ? n : -n)).Frames;
        Assert.Contains("log = yes", frames.Title);
        Assert.Equal(2.0, Json(frames).GetProperty("frames")[1].GetProperty("data")[0].GetProperty("y")[1].GetDouble());
    }

    [Fact]
    public void Each_frame_keeps_its_own_title()
    {
        var interaction = Interact.With(Slider.Int("n", 1, 3), Slider.Int("m", 5, 7), (n, m) => Draw(n).Titled($"n is {n}"));
        var frames = Json(interaction.Frames).GetProperty("frames");
        string Title(int frame) => frames[frame].GetProperty("layout").GetProperty("title").GetProperty("text").GetString()!;
        Assert.Equal(["n is 1 (m = 5)", "n is 2 (m = 5)", "n is 3 (m = 5)"], Enumerable.Range(0, 3).Select(Title));
    }

    [Fact]
    public void On_a_page_without_a_kernel_several_controls_move()
    {
        var interaction = Interact.With(Slider.Int("n", 1, 3), Slider.Int("m", 5, 8, start: 6), (n, m) => Draw(n).Titled($"{n} by {m}"));
        string page = Format(interaction, "text/html")!;
        Assert.Equal(2, page.Split("<input type=\"range\"").Length - 1);
        Assert.Equal(12, page.Split("<svg").Length - 1);
        Assert.Contains("data-labels=\"5|6|7|8\"", page, StringComparison.Ordinal);
        // The last control runs fastest: (n, m) = (1, 6) is place 1, and the only one that is seen.
        string[] pieces = page.Split("<div data-place=\"")[1..];
        Assert.Equal([1], pieces.Select((piece, place) => (piece, place))
            .Where(p => !p.piece.StartsWith($"{p.place}\" hidden", StringComparison.Ordinal))
            .Select(p => p.place));
        Assert.Contains("1 by 6", pieces[1], StringComparison.Ordinal);
        Assert.Contains("3 by 8", pieces[11], StringComparison.Ordinal);
        Assert.DoesNotContain("spikebook-note", page, StringComparison.Ordinal);
        Assert.Null(Format(interaction, "application/vnd.plotly.v1+json"));
        Assert.Contains("1 by 6", Format(interaction, "image/svg+xml")!, StringComparison.Ordinal);
        Assert.Equal("tilt", interaction.Name);
    }

    [Fact]
    public void Too_many_places_are_thinned_and_the_page_says_so()
    {
        int drawn = 0;
        var interaction = Interact.Output(Slider.Int("n", 0, 40, start: 7), Slider.Int("m", 0, 40), Choice.YesNo("log"), (n, m, log) =>
        {
            drawn++;
            return $"{n} {m} {log}";
        });
        string page = Format(interaction, "text/html")!;
        Assert.InRange(drawn, 40, 64);
        Assert.Contains("n and m move in fewer steps", page, StringComparison.Ordinal);
        foreach (string kept in (string[])["0|", "7|", "|40"]) Assert.Contains(kept, page, StringComparison.Ordinal);
        Assert.Equal("7 0 False", Format(interaction, "text/plain"));
    }

    [Fact]
    public void A_kernel_describes_and_redraws_through_json()
    {
        var interaction = Interact.With(Slider.Double("b", 0, 3, step: .5), Slider.Range("x", 0, 1), Choice.Of("shape", "ring", "line"),
            (b, x, shape) => Draw(b + x.To).Titled(shape));
        using var controls = JsonDocument.Parse(interaction.DescribeControls());
        Assert.Equal(["float-slider", "float-range", "dropdown"], controls.RootElement.GetProperty("controls").EnumerateArray()
            .Select(c => c.GetProperty("kind").GetString()!));
        var drawn = (Figure)interaction.Redraw("[2, [0.25, 0.5], 1]")!;
        Assert.Equal("line", drawn.Title);
        Assert.Equal(2.5, Json(drawn).GetProperty("data")[0].GetProperty("y")[1].GetDouble());
        // clamped
        Assert.Equal(4.0, Json((Figure)interaction.Redraw("[99, [0, 99], 7]")!).GetProperty("data")[0].GetProperty("y")[1].GetDouble());
    }

    [Fact]
    public void Anything_can_follow_a_control()
    {
        var shown = Interact.Output(Slider.IntRange("n", 0, 4, step: 2), n => Table.Of([new Row(n.From, n.To)], "sums"));
        using var described = JsonDocument.Parse(shown.Beside().DescribeControls());
        Assert.Equal("beside", described.RootElement.GetProperty("arrangement").GetString());
        Assert.True(described.RootElement.GetProperty("area").GetBoolean());
        Assert.Equal("int-range", described.RootElement.GetProperty("controls")[0].GetProperty("kind").GetString());
        Assert.Contains("3", ((Table)shown.Redraw("[[1, 3]]")!).ToCsv());

        // On a page without a kernel there is a piece for each place, and only that of the start is seen.
        string page = Format(shown, "text/html")!;
        Assert.Equal(2, page.Split("data-place=").Length - 1);
        Assert.Equal(1, page.Split(" hidden>").Length - 1);
        Assert.Null(Format(shown, "application/vnd.plotly.v1+json"));
        Assert.Throws<InvalidOperationException>(() => shown.Frames);
    }

    static string? Format(object value, string mimeType)
    {
        var formatter = new InteractionFormatters().CreateTypeFormatters().Cast<Formatter<Interaction>>()
            .Single(f => f.MimeType == mimeType);
        using var writer = new StringWriter();
        return formatter.Format(value, writer) ? writer.ToString() : null;
    }

    [Fact]
    public void Bounds_that_make_no_sense_are_named()
    {
        Assert.Contains("give a greater maximum", Assert.Throws<ArgumentOutOfRangeException>(() => Slider.Double("b", 3, 0)).Message);
        Assert.Contains("step = 9", Assert.Throws<ArgumentOutOfRangeException>(() => Slider.Int("n", 0, 3, step: 9)).Message);
        Assert.Contains("start = 4", Assert.Throws<ArgumentOutOfRangeException>(() => Slider.Double("b", 0, 3, start: 4)).Message);
        Assert.Throws<ArgumentException>(() => Choice.Of<string>("shape"));
    }
}
