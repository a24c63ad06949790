using Spikebook.Showcase;

// Starts the program in a page's worker; what the worker asks of it is in Desk. Elsewhere there is nothing to do.
if (!OperatingSystem.IsBrowser())
    Console.Error.WriteLine($"{typeof(Experiment).Assembly.GetName().Name} runs in a page's worker: spikebook serve");
