using System.CommandLine;
using Spikebook.Cli;
using Spikebook.Notebooks.Jupyter;
using Spikebook.Notebooks.Workers;

// The process that runs a notebook's cells; started by the runner, and first here so that it starts fast.
if (args is ["worker", var requests, var answers]) return await Worker.RunAsync(requests, answers);
ParentWatch.EndWithDotnetRun();
if (args is ["kernel", var connectionFile] && !connectionFile.StartsWith('-')) return await JupyterCommands.RunKernel(connectionFile);

var root = new RootCommand("Spikebook: a C# laboratory of executable notebooks for spiking-network mathematics.")
{
    RunCommand.Create(),
    ServeCommand.Create(),
    TrainCommand.Create(),
    EvaluateCommand.Create(),
    SweepCommand.Create(),
    DataCommand.Create(),
    DoctorCommand.Create(),
};
foreach (var command in JupyterCommands.All()) root.Add(command);
// A signal ends a command within this time; lab waits for its server, however long that takes to ask back.
TimeSpan? patience = args is ["lab", ..] ? null : TimeSpan.FromSeconds(15);
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    string wrong = parsed.UnmatchedTokens is [var word, ..]
        ? $"{word} is neither a command nor an option here"
        : parsed.Errors[0].Message.ReplaceLineEndings(" ");
    return ExitCode.Refuse($"{wrong}; {House.Command} --help lists what there is");
}
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = patience });
