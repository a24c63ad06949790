using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Spikebook.Benchmarks;

if (args is ["record-partial-events", ..])
{
    PartialEventRecord.Write(args.ElementAtOrDefault(1) ?? "data/reference/mean-field-partial-events.json",
        [.. args.Skip(2).Select(b => double.Parse(b, System.Globalization.CultureInfo.InvariantCulture))]);
    return;
}
if (GradientRecords.Run(args)) return;
if (args is ["record-nested-validation", ..])
{
    PlasticityRecord.Write(args.ElementAtOrDefault(1) ?? "data/reference/plasticity-nested.json");
    return;
}
if (args is ["record-mutation-rates", ..])
{
    EvolvedRecord.Write(args.ElementAtOrDefault(1) ?? "data/reference/evolved-mutation-rates.json");
    return;
}
if (args is ["record-correlation-rules", ..])
{
    CorrelationRecord.Write(args.ElementAtOrDefault(1) ?? "data/reference/evolved-correlation-rules.json",
        int.Parse(args.ElementAtOrDefault(2) ?? "300", System.Globalization.CultureInfo.InvariantCulture),
        int.Parse(args.ElementAtOrDefault(3) ?? "4", System.Globalization.CultureInfo.InvariantCulture));
    return;
}
// In this process: the libraries are built into lib/X/bin whatever the configuration, so a second build would only get in the way.
var config = DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).AsDefault());
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
