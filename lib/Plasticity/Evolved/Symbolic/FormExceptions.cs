namespace Spikebook.Plasticity.Evolved.Symbolic;

/// <summary>A form grew beyond what is worth simplifying; the rule is then kept as its genome wrote it.</summary>
sealed class FormTooLargeException : Exception;

/// <summary>A form divides by zero for every input.</summary>
sealed class DivisionByZeroException(string message) : Exception(message);
