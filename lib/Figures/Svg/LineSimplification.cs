namespace Spikebook.Figures;

/// <summary>
/// Leaves out points of a polyline that lie within a tolerance of the line through the others (Ramer 1972; Douglas, Peucker 1973).
/// </summary>
static class LineSimplification
{
    public static List<(double X, double Y)> Simplify(List<(double X, double Y)> points, double tolerance)
    {
        if (points.Count < 3) return points;
        var kept = new bool[points.Count];
        kept[0] = kept[^1] = true;
        var open = new Stack<(int First, int Last)>();
        open.Push((0, points.Count - 1));
        while (open.TryPop(out var part))
        {
            double farthest = tolerance;
            int split = -1;
            for (int i = part.First + 1; i < part.Last; i++)
            {
                double distance = Distance(points[i], points[part.First], points[part.Last]);
                if (distance <= farthest) continue;
                (farthest, split) = (distance, i);
            }
            if (split < 0) continue;
            kept[split] = true;
            open.Push((part.First, split));
            open.Push((split, part.Last));
        }
        return [.. points.Where((_, i) => kept[i])];
    }

    static double Distance((double X, double Y) p, (double X, double Y) a, (double X, double Y) b)
    {
        double dx = b.X - a.X, dy = b.Y - a.Y, square = dx * dx + dy * dy;
        double t = square > 0 ? Math.Clamp(((p.X - a.X) * dx + (p.Y - a.Y) * dy) / square, 0, 1) : 0;
        double ex = p.X - a.X - t * dx, ey = p.Y - a.Y - t * dy;
        return Math.Sqrt(ex * ex + ey * ey);
    }
}
