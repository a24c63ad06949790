namespace Spikebook.Notebooks.Sessions;

/// <summary>An output in which values can change by themselves, for instance a figure that follows a slider.</summary>
interface ILiveOutput
{
    /// <summary>Shows a value live; false where it is no such value and is shown as any other.</summary>
    bool Show(object value);
}
