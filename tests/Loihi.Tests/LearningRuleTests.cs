namespace Spikebook.Loihi.Tests;

public sealed class LearningRuleTests
{
    [Theory]
    [InlineData("2^-2*x1*y0 - 2^-2*y1*x0", "Weight: 1·2^-2[X1 Y0] -1·2^-2[Y1 X0]")]
    [InlineData("y0*x0*r1*4 - y0*x0*2", "Weight: 1·2^2[Y0 X0 R1] -1·2^1[Y0 X0]")]
    [InlineData("dw = 2^-6 * x1*y0*w", "Weight: 1·2^-6[X1 Y0 Weight]")]
    [InlineData("dt = 2^-2*x1*y0 - 2^-2*t*u5", "Tag: 1·2^-2[X1 Y0] -1·2^-2[Tag u5]")]
    [InlineData("dd=y0*(x1-2)*3", "Delay: 3·2^0[Y0 (X1-2)]")]
    [InlineData(" -1*y0*x0*2", "Weight: -1·2^1[Y0 X0]")]
    [InlineData("+ 12*sgn(w)*r0", "Weight: 3·2^2[WeightSign R0]")]
    [InlineData("(w + 5)*x2 - 2^3*y2*y3", "Weight: 1·2^0[(Weight+5) X2] -1·2^3[Y2 Y3]")]
    public void Rules_are_read_as_sums_of_products(string text, string expected)
    {
        var rule = LearningRule.Parse(text);
        string products = string.Join(' ', rule.Products.Select(product
            => $"{product.Mantissa}·2^{product.Exponent}[{string.Join(' ', product.Factors.Select(Show))}]"));
        Assert.Equal(expected, $"{rule.Target}: {products}");

        static string Show(RuleFactor factor)
        {
            string name = factor.Variable == RuleVariable.Period ? $"u{factor.PeriodExponent}" : $"{factor.Variable}";
            return factor.Constant == 0 ? name : $"({name}{factor.Constant:+0;-0})";
        }
    }

    [Theory]
    [InlineData("x1*y0 +", 7, "ends here")]
    [InlineData("x1 * z0", 5, "'z0' is no variable")]
    [InlineData("dx = x1", 0, "'dx' cannot be learned")]
    [InlineData("x1 y0", 3, "expected +, - or *")]
    [InlineData("3^2*x1", 0, "only powers of 2")]
    [InlineData("2^x1", 2, "expected a whole number")]
    [InlineData("(x1 + 2*y0", 7, "expected )")]
    [InlineData("sgn(x1)", 4, "sgn takes w or t")]
    [InlineData("x1*u12", 3, "period exponent")]
    [InlineData("0.5*x1", 1, "expected +, - or *")]
    [InlineData("2^-20*x1", 0, "outside")]
    [InlineData("131*x1", 0, "outside")]
    [InlineData("99999999*x1", 0, "too large")]
    [InlineData("", 0, "ends here")]
    [InlineData("x1*x1*x1*x1*x1*x1*x1*x1*x1", 24, "more than 8 factors")]
    public void Errors_point_at_the_character(string text, int position, string says)
    {
        var problem = Assert.Throws<RuleSyntaxException>(() => LearningRule.Parse(text));
        Assert.Equal(position, problem.Position);
        Assert.Contains(says, problem.Message);
        string[] lines = problem.Message.Split(Environment.NewLine);
        Assert.Equal(position, lines[^1].IndexOf('^') - 2);
    }

    [Fact]
    public void Too_many_products_are_refused()
    {
        string rule = string.Join(" + ", Enumerable.Repeat("x0", LearningRule.MaxProducts + 1));
        Assert.Contains($"more than {LearningRule.MaxProducts} products",
            Assert.Throws<RuleSyntaxException>(() => LearningRule.Parse(rule)).Message);
    }
}
