namespace Spikebook.Elementary;

public static partial class Real
{
    /// <summary>The angle of the point (x, y) from the positive first axis, from -π to π. Error below 1.5 ulp.</summary>
    /// <remarks>
    /// With n / d the smaller of the two over the larger and c the multiple of 1/16 nearest to it, arctan(n / d) = arctan c + arctan t,
    /// t = (n - c d) / (d + c n), |t| &lt;= 1/32: t - t³/3 + … - t^11/11.
    /// </remarks>
    public static double Atan2(double y, double x)
    {
        double n = Math.Abs(y), d = Math.Abs(x);
        if (double.IsNaN(n) || double.IsNaN(d)) return double.NaN;
        bool steep = n > d;
        if (steep) (n, d) = (d, n);
        double angle = steep ? Math.PI / 2 : 0, rest = steep ? HalfPiRest : 0, sign = steep ? -1 : 1; // angle + rest + sign arctan(n / d)
        if (x < 0 || (x == 0 && double.IsNegative(x) && !steep)) (angle, rest, sign) = (Math.PI - angle, 2 * HalfPiRest - rest, -sign);
        if (d == 0) return Math.CopySign(angle, y);
        if (d == double.PositiveInfinity) (n, d) = (n == d ? 1 : 0, 1);
        if (d > 1e300) (n, d) = (n * PowerOfTwo(-100), d * PowerOfTwo(-100));
        else if (d < 1e-200) (n, d) = (n * PowerOfTwo(400), d * PowerOfTwo(400));
        int j = (int)(16 * (n / d) + 0.5);
        double c = j / 16.0, head = Head(d), t = (n - c * head - c * (d - head)) / (d + c * n), s = t * t;
        double small = t * s * (s * (1.0 / 5 - s * (1.0 / 7 - s * (1.0 / 9 - s * (1.0 / 11)))) - 1.0 / 3) + AngleTable.Values[2 * j + 1];
        // the largest part first: pi or pi/2, the table's angle, t
        double of = sign * AngleTable.Values[2 * j], first = angle + of, lost = angle > 0 ? angle - first + of : 0;
        double second = first + sign * t;
        lost += first - second + sign * t;
        return Math.CopySign(second + (lost + (rest + sign * small)), y);
    }
}
