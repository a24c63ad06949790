namespace Spikebook.MeanField;

/// <summary>
/// Student's t distribution by its finite sums: with t = sqrt(n) tan q, P(|T| &lt; t) = sin q (1 + (1/2) cos² q + (1·3)/(2·4) cos⁴ q + …)
/// for even n, and (2/pi) (q + sin q cos q (1 + (2/3) cos² q + (2·4)/(3·5) cos⁴ q + …)) for odd n, n/2 terms rounded down. Source:
/// Abramowitz, Stegun, "Handbook of Mathematical Functions", 26.7.3 and 26.7.4.
/// </summary>
static class StudentsT
{
    /// <summary>The t with P(|T| &lt; t) = 95 %, for n >= 1 degrees of freedom; relative error below 1e-12.</summary>
    public static double Quantile975(int n)
    {
        double low = 0, high = Math.PI / 2;
        for (int k = 0; k < 60; k++)
        {
            double middle = 0.5 * (low + high);
            if (Within(n, middle) < 0.95) low = middle;
            else high = middle;
        }
        (double sin, double cos) = Real.SinCos(low);
        return Math.Sqrt(n) * sin / cos;
    }

    static double Within(int n, double angle)
    {
        (double sin, double cos) = Real.SinCos(angle);
        bool odd = n % 2 == 1;
        double term = 1, sum = 0;
        for (int k = 0; k < n / 2; k++)
        {
            sum += term;
            term *= cos * cos * (odd ? (2 * k + 2.0) / (2 * k + 3) : (2 * k + 1.0) / (2 * k + 2));
        }
        return odd ? 2 / Math.PI * (angle + sin * cos * sum) : sin * sum;
    }
}
