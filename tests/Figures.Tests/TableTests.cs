using System.Globalization;
using System.Xml.Linq;
using CsvHelper;
using FsCheck;
using FsCheck.Fluent;

namespace Spikebook.Figures.Tests;

public class TableTests
{
    enum Phase { Quiet, Event }

    record Row(double B, double? Rate, string Name, int Count, Phase Phase, bool Stable, double[] Trace);

    static readonly Row[] Rows =
    [
        new(-1, 0.10020219433082, "plain", 3, Phase.Quiet, true, [1]),
        new(1.5, null, "with, comma and \"quotes\"", -40, Phase.Event, false, [2]),
        new(1.0 / 3, 2.5e-9, "two\nlines", 500, Phase.Event, true, [3]),
    ];

    [Fact]
    public void Columns_are_the_properties_that_can_be_shown()
        => Assert.Equal(["B", "Rate", "Name", "Count", "Phase", "Stable"], Table.Of(Rows, "t").Headers);

    [Fact]
    public void Chosen_columns_replace_them_and_carry_units()
        => Assert.Equal(["b", "rate [1/τ]"], Table.Of(Rows, "t").Column(r => r.B, "b").Column(r => r.Rate, "rate", unit: "1/τ").Headers);

    [Fact]
    public void Columns_can_be_formatted_and_left_out()
    {
        var table = Table.Of(Rows, "t").With("B", format: "0.00", unit: "mV", header: "b").Without("Name", "Phase");
        Assert.Equal(["b [mV]", "Rate", "Count", "Stable"], table.Headers);
        Assert.Contains("0.33", table.ToString());
        Assert.DoesNotContain("0.333", table.ToString());
    }

    [Fact]
    public void Csv_reads_back_as_the_same_rows()
    {
        using var reader = CsvReader.Create(new StringReader(Table.Of(Rows, "t").ToCsv()));
        var read = new List<string[]>();
        reader.ReadHeader();
        while (reader.Read()) read.Add([.. Enumerable.Range(0, 6).Select(i => reader.GetString(i)!)]);
        Assert.Equal(Rows.Length, read.Count);
        for (int i = 0; i < Rows.Length; i++)
        {
            Assert.Equal(Rows[i].B, double.Parse(read[i][0], CultureInfo.InvariantCulture));
            Assert.Equal(Rows[i].Rate, read[i][1].Length == 0 ? null : double.Parse(read[i][1], CultureInfo.InvariantCulture));
            Assert.Equal(Rows[i].Name, read[i][2]);
            Assert.Equal(Rows[i].Count, int.Parse(read[i][3], CultureInfo.InvariantCulture));
            Assert.Equal(Rows[i].Phase, Enum.Parse<Phase>(read[i][4]));
            Assert.Equal(Rows[i].Stable, bool.Parse(read[i][5]));
        }
    }

    [Fact]
    public void Csv_keeps_every_bit_of_every_number()
        => Prop.ForAll(ArbMap.Default.ArbFor<double[]>(), values =>
        {
            string[] lines = Table.Of(values, "t").With("value", format: "0.0").ToCsv().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal("value", lines[0]);
            Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits),
                lines[1..].Select(line => BitConverter.DoubleToInt64Bits(double.Parse(line, CultureInfo.InvariantCulture))));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Html_is_well_formed_escapes_texts_and_counts_what_it_leaves_out()
    {
        var rows = Enumerable.Range(0, 1500).Select(i => new { Index = i, Text = "<script>" }).ToArray();
        var html = XElement.Parse(Table.Of(rows, "t", "V<sub>F</sub> & more").Show(5).ToHtml());
        Assert.Equal(5, html.Descendants("tbody").Single().Elements("tr").Count());
        Assert.Contains("1\u202f495 more rows", html.Value);
        Assert.Empty(html.Descendants("script"));
        Assert.Equal("F", html.Descendants("caption").Single().Element("sub")!.Value);
        Assert.Equal(1501, Table.Of(rows, "t").ToCsv().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void Decimal_points_stand_below_each_other()
    {
        string[] lines = Table.Of(new[] { 1.5, -22.25, 3, 0.125, double.NaN }, "t").ToString().Split('\n')[2..];
        int point = lines[1].IndexOf('.');
        Assert.Equal(point, lines[0].IndexOf('.'));
        Assert.Equal(point, lines[3].IndexOf('.'));
        Assert.Equal('3', lines[2][point - 1]);
    }

    [Theory]
    [InlineData(0.1002021943, "0.100202")]
    [InlineData(-1234567.0, "−1234570")]
    [InlineData(2.5e-9, "2.5×10⁻⁹")]
    [InlineData(double.NaN, "–")]
    [InlineData(double.NegativeInfinity, "−∞")]
    public void Numbers_are_written_for_readers(double value, string text)
        => Assert.Equal(text, Table.Of([value], "t").ToString().Split('\n')[2].Trim());

    [Fact]
    public void No_rows_is_a_table_too()
    {
        Assert.Contains("no rows", Table.Of(Array.Empty<Row>(), "t").ToHtml());
        Assert.Equal("B,Rate,Name,Count,Phase,Stable\n", Table.Of(Array.Empty<Row>(), "t").ToCsv());
    }

    [Fact]
    public void Unknown_columns_and_bad_names_are_refused_in_one_line()
    {
        var error = Assert.Throws<ArgumentException>(() => Table.Of(Rows, "t").With("Rat"));
        Assert.Contains("'Rat'", error.Message);
        Assert.Contains("'Rate'", error.Message);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Throws<ArgumentException>(() => Table.Of(Rows, "A table"));
        Assert.Throws<ArgumentException>(() => Table.Of(Rows, "t").Column(r => r.B, "b").Column(r => r.B, "b"));
        Assert.Contains("no columns",
            Assert.Throws<InvalidOperationException>(() => Table.Of(new[] { new object() }, "t").ToCsv()).Message);
    }
}
