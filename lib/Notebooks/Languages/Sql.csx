// SQL over what a notebook holds: SQLite in memory. Compiled when a cell first says #!sql, against the package restored then.
// A table that a statement names and the database does not know is looked for among the notebook's variables and the files beside it.
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Spikebook.Notebooks.Languages;

sealed class SqlBridge : ILanguageBridge
{
    readonly SqliteConnection _connection = new("Data Source=:memory:");
    readonly Func<string, object> _find;

    [DllImport("e_sqlite3")]
    static extern int sqlite3_error_offset(IntPtr database);

    public SqlBridge(Func<string, object> find)
    {
        _find = find;
        _connection.Open();
    }

    sqlite3 Database => _connection.Handle;

    public BridgeResult Run(string code, string cellName, CancellationToken cancellation)
    {
        byte[] text = Encoding.UTF8.GetBytes(code);
        QueryRows last = null;
        for (int at = 0; at < text.Length && !string.IsNullOrWhiteSpace(Encoding.UTF8.GetString(text, at, text.Length - at));)
        {
            cancellation.ThrowIfCancellationRequested();
            int result = raw.sqlite3_prepare_v2(Database, text.AsSpan(at), out var statement, out var rest);
            if (result != raw.SQLITE_OK)
            {
                string message = raw.sqlite3_errmsg(Database).utf8_to_string();
                int offset = Math.Max(0, sqlite3_error_offset(Database.DangerousGetHandle()));
                if (Regex.Match(message, "^no such table: (?:main[.])?(.+)$") is { Success: true } missing
                    && _find(missing.Groups[1].Value) is { } value)
                {
                    Bind(missing.Groups[1].Value, value);
                    continue;
                }
                if (message.StartsWith("no such table", StringComparison.Ordinal))
                    message += "; there is no variable of that name and no such CSV file either";
                return new BridgeResult(false, null, null, [Remark(text, at + offset, message)]);
            }
            using (statement)
            {
                if (statement.IsInvalid) break; // comments alone
                QueryRows rows;
                try { rows = Rows(statement, cancellation); }
                catch (SqliteException e) { return new BridgeResult(false, null, null, [Remark(text, at, e.Message)]); }
                if (rows.Columns.Count > 0) last = rows;
            }
            at = text.Length - rest.Length;
        }
        return new BridgeResult(last is not null, last, null, []);
    }

    BridgeRemark Remark(byte[] text, int at, string message)
    {
        // where a statement as a whole is meant, its first word
        while (at < text.Length && char.IsWhiteSpace((char)text[at])) at++;
        string before = Encoding.UTF8.GetString(text, 0, Math.Min(at, text.Length));
        int line = before.Count(c => c == '\n') + 1, column = before.Length - (before.LastIndexOf('\n') + 1) + 1;
        return new BridgeRemark(line, column, "SQL", message, true);
    }

    QueryRows Rows(sqlite3_stmt statement, CancellationToken cancellation)
    {
        int count = raw.sqlite3_column_count(statement);
        var names = new List<string>();
        for (int i = 0; i < count; i++)
        {
            string name = raw.sqlite3_column_name(statement, i).utf8_to_string(), free = name;
            for (int n = 2; names.Contains(free); n++) free = $"{name}{n}";
            names.Add(free);
        }
        var rows = new List<object[]>();
        int step;
        while ((step = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
        {
            cancellation.ThrowIfCancellationRequested();
            var row = new object[count];
            for (int i = 0; i < count; i++)
                row[i] = raw.sqlite3_column_type(statement, i) switch
                {
                    raw.SQLITE_INTEGER => raw.sqlite3_column_int64(statement, i),
                    raw.SQLITE_FLOAT => raw.sqlite3_column_double(statement, i),
                    raw.SQLITE_TEXT => raw.sqlite3_column_text(statement, i).utf8_to_string(),
                    raw.SQLITE_BLOB => raw.sqlite3_column_blob(statement, i).ToArray(),
                    _ => null,
                };
            rows.Add(row);
        }
        if (step != raw.SQLITE_DONE) throw new SqliteException(raw.sqlite3_errmsg(Database).utf8_to_string(), step);
        Type[] types = [.. Enumerable.Range(0, count).Select(i => TypeOf(rows.Select(row => row[i]).ToList()))];
        foreach (var row in rows)
            for (int i = 0; i < count; i++)
                if (row[i] is long whole && (types[i] == typeof(double) || types[i] == typeof(double?))) row[i] = (double)whole;
        return new QueryRows(names, types, rows);
    }

    static Type TypeOf(List<object> values)
    {
        var kinds = values.Where(value => value is not null).Select(value => value.GetType()).Distinct().ToList();
        bool missing = values.Contains(null);
        if (kinds.Count == 1) return missing && kinds[0].IsValueType ? typeof(Nullable<>).MakeGenericType(kinds[0]) : kinds[0];
        if (kinds.Count > 1 && kinds.All(kind => kind == typeof(long) || kind == typeof(double)))
            return missing ? typeof(double?) : typeof(double);
        return typeof(object);
    }

    public IReadOnlyList<KeyValuePair<string, object>> Variables => [];

    public IReadOnlyList<string> Complete(string code, int line, int column) => [];

    /// <summary>Makes a table of a sequence: a column a public member, or one column "value".</summary>
    public void Bind(string name, object value)
    {
        var (columns, _, rows) = QueryRows.Of(name, value);
        string quoted = Quoted(name);
        using var transaction = _connection.BeginTransaction();
        Execute(transaction, $"drop table if exists {quoted}");
        Execute(transaction, $"create table {quoted} ({string.Join(", ", columns.Select(Quoted))})");
        using var insert = _connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = $"insert into {quoted} values ({string.Join(", ", columns.Select((_, i) => $"$p{i}"))})";
        for (int i = 0; i < columns.Count; i++) insert.Parameters.AddWithValue($"$p{i}", DBNull.Value);
        foreach (var row in rows)
        {
            for (int i = 0; i < columns.Count; i++) insert.Parameters[i].Value = Plain(row[i]) ?? DBNull.Value;
            insert.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    static object Plain(object value) => value switch
    {
        double.NaN or float.NaN => null, // a missing number; SQLite has no other
        null or long or double or string or byte[] => value,
        bool truth => truth ? 1L : 0L,
        sbyte or byte or short or ushort or int or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        float or decimal or ulong => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        Enum name => name.ToString(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => JsonSerializer.Serialize(value),
    };

    void Execute(SqliteTransaction transaction, string text)
    {
        using var command = _connection.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, text);
        command.ExecuteNonQuery();
    }

    static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"")}\"";

    public void Dispose() => _connection.Dispose();
}

new Func<Func<string, object>, ILanguageBridge>(find => new SqlBridge(find))
