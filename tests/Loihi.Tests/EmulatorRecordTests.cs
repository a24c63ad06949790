namespace Spikebook.Loihi.Tests;

public sealed class EmulatorRecordTests
{
    static EmulatorRecord Of(string name) => EmulatorRecord.Read(Reference.PathOf(name));

    [Fact]
    public void Each_emulator_is_met_under_its_own_conventions_and_not_under_anothers()
    {
        foreach (var (name, conventions) in new[] { ("brian2loihi", Conventions.Brian2Loihi), ("nengo", Conventions.NengoLoihi),
            ("lava", Conventions.Lava) })
        {
            var agreement = Of(name).Compare(conventions);
            Assert.Equal(0, agreement.Differ);
            Assert.True(agreement is { Networks: > 10, Steps: > 1000, Spikes: > 100 }, $"{agreement}");
        }
        Assert.True(Of("nengo").Compare(Conventions.Lava).Differ > 10);
    }

    [Fact]
    public void What_is_no_record_is_refused()
        => Assert.Contains("is no record of an emulator", Assert.Throws<LoihiException>(() => Of("speed")).Message);
}
