using System.CommandLine;
using Spikebook.Notebooks.Gallery;
using Spikebook.Notebooks.Jupyter;

namespace Spikebook.Cli;

/// <summary>The verbs around Jupyter: <c>jupyter install</c>, <c>jupyter uninstall</c>, <c>kernel</c>, <c>lab</c>.</summary>
static class JupyterCommands
{
    public static IEnumerable<Command> All() => [JupyterCommand(), KernelCommand(), JupyterLab.Create()];

    static Command JupyterCommand()
        => new("jupyter", "Makes Spikebook known to Jupyter, or unknown again.") { InstallCommand(), UninstallCommand() };

    static Command InstallCommand()
    {
        var where = new Place();
        var asNetCSharp = new Option<bool>("--as-net-csharp")
        {
            Description =
            "Also answer to .net-csharp, which portable C# notebooks ask for, where no other kernel has that name."
        };
        var command = new Command("install", "Writes a kernelspec, so that notebooks open in Jupyter and VS Code.") { where.User,
            where.Prefix, where.SysPrefix, where.Name, asNetCSharp };
        command.SetAction(parsed => Refusing(() =>
        {
            var target = where.Target(parsed);
            var assets = GalleryAssets.Find();
            Console.WriteLine($"installed {target.Name} in {KernelSpec.Install(target, House.Program, House.Dotnet, assets)}");
            if (!parsed.GetValue(asNetCSharp)) return;
            var alias = target with { Name = KernelSpec.NetCSharp };
            Console.WriteLine($"installed {alias.Name} in {KernelSpec.Install(alias, House.Program, House.Dotnet, assets)}");
        }));
        return command;
    }

    static Command UninstallCommand()
    {
        var where = new Place();
        var command = new Command("uninstall", "Removes the kernelspecs that install wrote; other kernels stay as they are.") { where.User,
            where.Prefix, where.SysPrefix, where.Name };
        command.SetAction(parsed => Refusing(() =>
        {
            var target = where.Target(parsed);
            string? removed = KernelSpec.Uninstall(target);
            Console.WriteLine(removed is null ? $"{target.Name} is not installed in {target.Folder}" : $"removed {removed}");
            var alias = target with { Name = KernelSpec.NetCSharp };
            if (KernelSpec.IsOurs(alias.Folder)) Console.WriteLine($"removed {KernelSpec.Uninstall(alias)}");
        }));
        return command;
    }

    static Command KernelCommand()
    {
        var file = new Argument<string?>(
            "CONNECTION_FILE")
        { Description = "The file that Jupyter wrote.", Arity = ArgumentArity.ZeroOrOne };
        var listen = new Option<bool>(
            "--listen")
        { Description = "Choose free ports, write a connection file and name it, for a front end that is started later." };
        var command = new Command("kernel", "Runs the Jupyter kernel; Jupyter calls this.") { file, listen };
        command.SetAction((parsed, cancellation) => (parsed.GetValue(file), parsed.GetValue(listen)) switch
        {
            (null, false) => Task.FromResult(ExitCode.Refuse(
                $"Jupyter calls this with a connection file; to work in Jupyter use {House.Command} lab, to serve a front end that is started later add --listen")),
            ({ } given, true)
                => Task.FromResult(ExitCode.Refuse($"--listen writes a connection file of its own; leave out either --listen or {given}")),
            var (given, _) => RunKernel(given, cancellation),
        });
        return command;
    }

    /// <summary>Runs a kernel and ends the process with it, whatever threads its cells have left.</summary>
    public static async Task<int> RunKernel(string? connectionFile, CancellationToken cancellation = default)
    {
        try
        {
            await KernelHost.RunAsync(connectionFile, Console.Error, cancellation);
        }
        catch (JupyterException e)
        {
            return ExitCode.Refuse(e.Message);
        }
        Environment.Exit(ExitCode.Ok);
        return ExitCode.Ok;
    }

    static int Refusing(Action action)
    {
        try
        {
            action();
            return ExitCode.Ok;
        }
        catch (JupyterException e)
        {
            return ExitCode.Refuse(e.Message);
        }
    }

    /// <summary>Where a kernelspec goes, by the options of Jupyter's own tools.</summary>
    sealed class Place
    {
        public Option<bool> User { get; } = new("--user") { Description = "For this user (the default)." };
        public Option<string?> Prefix { get; } = new(
            "--prefix")
        { Description = "For the Python installation or environment in this folder.", HelpName = "FOLDER" };
        public Option<bool> SysPrefix { get; } = new("--sys-prefix") { Description = "For the active virtual or conda environment." };
        public Option<string> Name { get; } = new(
            "--name")
        { Description = "The kernel's name.", DefaultValueFactory = _ => KernelSpec.DefaultName, HelpName = "NAME" };

        public KernelSpecTarget Target(ParseResult parsed)
        {
            string name = parsed.GetValue(Name)!;
            string? prefix = parsed.GetValue(Prefix);
            bool user = parsed.GetValue(User), sysPrefix = parsed.GetValue(SysPrefix);
            if ((user ? 1 : 0) + (sysPrefix ? 1 : 0) + (prefix is null ? 0 : 1) > 1)
                throw new JupyterException("--user, --prefix and --sys-prefix exclude each other; give one");
            return sysPrefix
                ? KernelSpecTarget.ActiveEnvironment(name) : new KernelSpecTarget(prefix is null ? null : Path.GetFullPath(prefix), name);
        }
    }
}
