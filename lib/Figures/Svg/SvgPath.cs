using System.Globalization;
using System.Text;

namespace Spikebook.Figures;

/// <summary>A path in tenths of a pixel, written relative to the point before, so that errors do not add up.</summary>
sealed class SvgPath
{
    const double Farthest = 9999;
    readonly StringBuilder _data = new();
    int _x, _y;

    public bool IsEmpty => _data.Length == 0;

    public SvgPath MoveTo(double x, double y)
    {
        (_x, _y) = (Tenths(x), Tenths(y));
        _data.Append('M');
        Append(_x, first: true);
        Append(_y, first: false);
        return this;
    }

    public SvgPath LineTo(double x, double y)
    {
        int nextX = Tenths(x), nextY = Tenths(y), dx = nextX - _x, dy = nextY - _y;
        if (dx == 0 && dy == 0) return this;
        if (dy == 0) Command('h', dx);
        else if (dx == 0) Command('v', dy);
        else
        {
            Command('l', dx);
            Append(dy, first: false);
        }
        (_x, _y) = (nextX, nextY);
        return this;
    }

    /// <summary>A stroke of no length: with round caps, a disc.</summary>
    public SvgPath Dot(double x, double y)
    {
        MoveTo(x, y);
        _data.Append("h0");
        return this;
    }

    public SvgPath Circle(double x, double y, double radius)
    {
        MoveTo(x - radius, y);
        string r = radius.ToString("0.#", CultureInfo.InvariantCulture), d = (2 * radius).ToString("0.#", CultureInfo.InvariantCulture);
        _data.Append($"a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0-{d} 0");
        return this;
    }

    public SvgPath Close()
    {
        _data.Append('z');
        return this;
    }

    public SvgPath Polyline(IEnumerable<(double X, double Y)> points, bool goOn = false)
    {
        bool first = !goOn;
        foreach (var (x, y) in points)
        {
            if (first) MoveTo(x, y);
            else LineTo(x, y);
            first = false;
        }
        return this;
    }

    public override string ToString() => _data.ToString();

    void Command(char letter, int tenths)
    {
        _data.Append(letter);
        Append(tenths, first: true);
    }

    void Append(int tenths, bool first)
    {
        if (!first && tenths >= 0) _data.Append(' ');
        if (tenths < 0) _data.Append('-');
        int size = Math.Abs(tenths);
        if (size >= 10 || size == 0) _data.Append(size / 10);
        if (size % 10 != 0) _data.Append('.').Append(size % 10);
    }

    static int Tenths(double value) => double.IsNaN(value) ? 0 : (int)Math.Round(Math.Clamp(value, -Farthest, Farthest) * 10);
}
