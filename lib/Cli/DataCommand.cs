using System.CommandLine;
using System.Globalization;
using Spikebook.Data;
using Spikebook.Figures;

namespace Spikebook.Cli;

/// <summary><c>spikebook data</c>: fetches datasets that do not ship.</summary>
static class DataCommand
{
    static string Default => Path.Combine(House.Data, "mnist");

    public static Command Create()
    {
        var folder = new Option<string>("--folder")
        {
            Description = "Where to put the files.",
            HelpName = "DIR",
            DefaultValueFactory = _ => Default,
        };
        var mnist = new Command("mnist", "Fetches the grey values of MNIST's digits (11 MB) and verifies them; one bit a pixel ships.")
        {
            folder,
        };
        mnist.SetAction((parsed, cancellation) => FetchAsync(Mnist.Files, Path.GetFullPath(parsed.GetValue(folder)!), cancellation));
        return new Command("data", "Fetches datasets that do not ship.") { mnist };
    }

    static async Task<int> FetchAsync(IReadOnlyList<DatasetFile> files, string folder, CancellationToken cancellation)
    {
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd($"spikebook/{House.Version}");
        try
        {
            foreach (var file in files)
            {
                await ProgressLine.Follow(file.Name, tell => new DatasetDownload(client).FetchAsync(
                    [file], folder, new Told<DownloadProgress>(
                        p => tell(Describe(p), p.Total is > 0 ? (double)p.Received / p.Total.Value : 0)), cancellation));
            }
        }
        catch (DatasetException e)
        {
            return ExitCode.Refuse(e.Message);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("spikebook: interrupted; the same command goes on from here");
            return ExitCode.Interrupted;
        }
        Console.WriteLine($"verified   {folder}");
        return ExitCode.Ok;
    }

    static string Describe(DownloadProgress p)
    {
        const double Mega = 1e6;
        string size = p.Total is { } total
            ? string.Create(CultureInfo.InvariantCulture, $"{p.Received / Mega:0.0} of {total / Mega:0.0} MB")
            : string.Create(CultureInfo.InvariantCulture, $"{p.Received / Mega:0.0} MB");
        if (p.BytesPerSecond <= 0) return $"{size}  {p.Mirror}";
        string left = p.Total is { } all ? $", {Durations.Clock(TimeSpan.FromSeconds((all - p.Received) / p.BytesPerSecond))} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{size}  {p.BytesPerSecond / Mega:0.0} MB/s{left}  {p.Mirror}");
    }
}
