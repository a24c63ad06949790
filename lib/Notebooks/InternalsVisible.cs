using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Spikebook.Notebooks.Tests")]
[assembly: InternalsVisibleTo("Spikebook.Fuzz")]
