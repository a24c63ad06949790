namespace Spikebook.Figures.Tests;

public sealed class ExerciseTests
{
    [Theory]
    [InlineData("13.1", 0.1095, "right: ")]
    [InlineData("13.1", 0.09954, "the volley is left out")]
    [InlineData("13.1", 10.954, "give a fraction, not per cent")]
    [InlineData("13.1", -0.10954, "the sign is the other way round")]
    [InlineData("13.1", 0.12, "too large, by 9.5 %")]
    [InlineData("13.1", 0.05477, "too small by a factor of 2")]
    [InlineData("13.1", double.NaN, "not a number")]
    [InlineData("14.1", 0.5, "too far")]
    public void An_answer_is_judged_with_a_reason(string id, double answer, string said)
        => Assert.Contains(said, Exercise.Judge(id, answer).ToString(), StringComparison.Ordinal);

    [Fact]
    public void An_empty_place_asks_for_a_number()
        => Assert.StartsWith("not yet: 13.1, all that has fired, x: write your number", Exercise.Judge("13.1", null).ToString(),
            StringComparison.Ordinal);

    [Fact]
    public void An_exercise_that_is_not_there_names_those_that_are()
        => Assert.Contains("13.1, 13.2", Assert.Throws<ArgumentException>(() => Exercise.Judge("13.7", 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_answer_passes_its_own_check_and_every_temptation_fails_it()
    {
        Assert.NotEmpty(Exercise.Known);
        foreach (string id in Exercise.Known)
        {
            var answer = Exercise.Answers.Value[id];
            Assert.True(Exercise.Judge(id, answer.Value).Right, id);
            Assert.True(answer.Tolerance >= 0 && Math.Abs(answer.Value) is 0 or > 1e-12, id);
            Assert.All(answer.Tempting ?? [], t => Assert.Contains(t.Because, Exercise.Judge(id, t.Value).Message, StringComparison.Ordinal));
        }
    }
}
