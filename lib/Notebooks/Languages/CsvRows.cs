using System.Globalization;

namespace Spikebook.Notebooks.Languages;

/// <summary>A CSV file with a heading (RFC 4180) as rows: whole numbers, numbers and text; an empty field is missing.</summary>
static class CsvRows
{
    /// <exception cref="ArgumentException">A row has another number of fields than the heading.</exception>
    public static QueryRows Read(string path)
    {
        var records = Records(File.ReadAllText(path)).ToList();
        if (records.Count == 0) throw new ArgumentException($"{path} is empty");
        string[] names = records[0];
        for (int i = 1; i < records.Count; i++)
            if (records[i].Length != names.Length)
                throw new ArgumentException($"{path}, row {i + 1} has {records[i].Length} fields, but the heading has {names.Length}");
        var rows = records.Skip(1).Select(fields => new object?[names.Length]).ToList();
        var types = new Type[names.Length];
        for (int column = 0; column < names.Length; column++)
        {
            string[] texts = [.. records.Skip(1).Select(fields => fields[column])];
            var invariant = CultureInfo.InvariantCulture;
            bool whole = texts.All(t => t.Length == 0 || long.TryParse(t, NumberStyles.AllowLeadingSign, invariant, out _));
            bool number = texts.All(t => t.Length == 0 || double.TryParse(t, NumberStyles.Float, invariant, out _));
            types[column] = whole ? typeof(long?) : number ? typeof(double?) : typeof(string);
            for (int i = 0; i < rows.Count; i++)
                rows[i][column] = texts[i].Length == 0 ? null : whole ? long.Parse(texts[i], invariant)
                    : number ? double.Parse(texts[i], invariant) : texts[i];
        }
        return new QueryRows(names, types, rows);
    }

    static IEnumerable<string[]> Records(string text)
    {
        var fields = new List<string>();
        var field = new System.Text.StringBuilder();
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quoted)
            {
                if (c != '"') field.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"') field.Append(text[++i]);
                else quoted = false;
            }
            else if (c == '"') quoted = true;
            else if (c is ',' or '\n')
            {
                fields.Add(field.ToString().TrimEnd('\r'));
                field.Clear();
                if (c == ',') continue;
                yield return [.. fields];
                fields.Clear();
            }
            else field.Append(c);
        }
        if (fields.Count == 0 && field.Length == 0) yield break;
        fields.Add(field.ToString());
        yield return [.. fields];
    }
}
